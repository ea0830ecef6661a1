import type { Activity } from '../../decisioning/activity.ts';
import { renderCartOffer } from '../pages/cart-offer.ts';
import { bought } from './goals.ts';
import { toItem } from './to-item.ts';

/** What of two makes the hesitant buy: half of them get one, half the other, and one in ten neither, to compare with. */
export const cartOffer: Activity = {
  id: 'cart-offer-for-the-hesitant',
  scope: 'cart-discount',
  priority: 10,
  status: 'live',
  audience: { segments: ['hesitant'] },
  holdout: 0.1,
  selection: { type: 'split' },
  goal: bought,
  experiences: [
    {
      id: 'ten-percent-off',
      weight: 50,
      items: [
        toItem(
          renderCartOffer({
            title: 'Ten per cent off, if you decide today',
            text: 'The code STAY10 is yours; it comes off the total at once.',
            link: { text: 'Use STAY10', href: '/cart.html?code=STAY10' },
          }),
        ),
      ],
    },
    {
      id: 'free-delivery',
      weight: 50,
      items: [
        toItem(
          renderCartOffer({
            title: 'Today we deliver it for nothing',
            text: 'The code SENTFREE is yours, however little you order.',
            link: { text: 'Use SENTFREE', href: '/cart.html?code=SENTFREE' },
          }),
        ),
      ],
    },
  ],
};

import type { Activity, Segment } from '../decisioning/activity.ts';
import { renderCartOffer } from './pages/cart-offer.ts';
import { type Hero, renderHero } from './pages/hero.ts';
import type { Html } from './pages/html.ts';

const htmlContentItem = 'https://ns.adobe.com/personalization/html-content-item';
const intent = { var: 'scores.purchase-intent.probability' };
const churn = { var: 'scores.churn-risk.probability' };

/** The demo shop's segments over its two scores. */
export const segments: readonly Segment[] = [
  { id: 'ready-to-buy', name: 'Ready to buy', condition: { '>=': [intent, 0.3] } },
  {
    id: 'hesitant',
    name: 'Hesitant: interested, but not decided',
    condition: { and: [{ '>=': [intent, 0.1] }, { '<': [intent, 0.3] }] },
  },
  { id: 'about-to-leave', name: 'About to leave for good', condition: { '>=': [churn, 0.78] } },
];

const readyHero: Hero = {
  eyebrow: 'Picked for you today',
  title: 'Order by three, brew by Thursday',
  text: 'What you have been looking at is on the shelf, packed by hand and sent the same day.',
  action: 'Go to your cart',
  href: '/cart.html',
  picture: 'hero-ready',
  pictureText: 'A hand grinder, a cup on a brew scale and a canister on a table',
};

const welcomeHero: Hero = {
  eyebrow: 'Good to have you',
  title: 'Stay for a cup, and ten per cent',
  text: 'Take your time. The code STAY10 takes ten per cent off whatever you choose today.',
  action: 'Use the code',
  href: '/cart.html?code=STAY10',
  picture: 'hero-welcome',
  pictureText: 'A tea tin, a teapot and two mugs on a table',
};

/** The demo shop's activities, by scope. */
export const activities: readonly Activity[] = [
  {
    id: 'hero-ready-to-buy',
    scope: 'hero',
    priority: 20,
    status: 'live',
    audience: { segments: ['ready-to-buy'] },
    selection: { type: 'first' },
    experiences: [{ id: 'order-today', items: [toItem(renderHero(readyHero))] }],
  },
  {
    id: 'hero-about-to-leave',
    scope: 'hero',
    priority: 10,
    status: 'live',
    audience: { segments: ['about-to-leave'] },
    selection: { type: 'first' },
    experiences: [{ id: 'stay-for-a-cup', items: [toItem(renderHero(welcomeHero))] }],
  },
  {
    id: 'cart-discount-for-the-hesitant',
    scope: 'cart-discount',
    priority: 10,
    status: 'live',
    audience: { segments: ['hesitant'] },
    selection: { type: 'first' },
    experiences: [
      {
        id: 'ten-percent-off',
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
    ],
  },
];

function toItem({ markup }: Html): { schema: typeof htmlContentItem; data: { content: string } } {
  return { schema: htmlContentItem, data: { content: markup } };
}

import type { Activity } from '../../decisioning/activity.ts';
import { renderPopIn } from '../pages/pop-in.ts';
import { addedToCart } from './goals.ts';
import { toItem } from './to-item.ts';

const product = '/product/first-flush-tea.html';

/** A card in the corner for those who look around, once a visit, and not where it leads to. */
export const popIn: Activity = {
  id: 'pop-in-for-those-who-look-around',
  scope: 'pop-in',
  priority: 10,
  status: 'live',
  audience: {
    condition: { and: [{ '>=': [{ var: 'session.pageViews' }, 3] }, { '!=': [{ var: 'page.path' }, product] }] },
  },
  frequencyCap: { count: 1, per: 'session' },
  selection: { type: 'first' },
  goal: addedToCart,
  experiences: [
    {
      id: 'first-flush-is-in',
      items: [
        toItem(
          renderPopIn({
            title: 'First Flush is in',
            text: 'Picked in March, packed last week: green apple, white grape and a little pepper.',
            action: 'Have a look',
            href: product,
            picture: 'first-flush-tea',
          }),
        ),
      ],
    },
  ],
};

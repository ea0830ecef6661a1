import type { Activity, Segment } from '../../decisioning/activity.ts';
import { cartOffer } from './cart-offer.ts';
import { heroBySegment } from './hero-by-segment.ts';
import { picks } from './picks.ts';
import { popIn } from './pop-in.ts';

const intent = { var: 'scores.purchase-intent.probability' };
const churn = { var: 'scores.churn-risk.probability' };

/** The demo shop's segments over its scores. */
export const segments: readonly Segment[] = [
  { id: 'ready-to-buy', name: 'Ready to buy', condition: { '>=': [intent, 0.3] } },
  {
    id: 'hesitant',
    name: 'Hesitant: interested, but not decided',
    condition: { and: [{ '>=': [intent, 0.1] }, { '<': [intent, 0.3] }] },
  },
  { id: 'about-to-leave', name: 'About to leave for good', condition: { '>=': [churn, 0.78] } },
];

/** The demo shop's activities: one of each kind. */
export const activities: readonly Activity[] = [heroBySegment, cartOffer, popIn, ...picks];

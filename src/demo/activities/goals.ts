import type { Activity } from '../../decisioning/activity.ts';

type Goal = NonNullable<Activity['goal']>;

const goalOf = (eventType: string): Goal => ({ condition: { '==': [{ var: 'event.eventType' }, eventType] } });

/** The visitor bought something. */
export const bought = goalOf('commerce.purchases');

/** The visitor put something into the cart. */
export const addedToCart = goalOf('commerce.productListAdds');

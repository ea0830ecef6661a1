import { domAction, htmlContentItem, type Item } from '../../src/decisioning/activity.ts';
import type { Published } from './fixtures.ts';
import { makeActivitiesByHand } from './hand-made.ts';

/** Shows `items` to everybody, by scope, whatever is in them. */
export async function publishItems(items: Readonly<Record<string, readonly Item[]>>): Promise<Published> {
  return makeActivitiesByHand(
    Object.entries(items).map(([scope, shown]) => ({
      id: `for-${scope}`,
      scope,
      priority: 1,
      status: 'live',
      selection: { type: 'first' },
      experiences: [{ id: 'shown', items: [...shown] }],
    })),
  );
}

/** A dom-action on what `selector` finds. */
export function act(type: string, selector: string, content?: unknown, data: object = {}): Item {
  return { schema: domAction, data: { ...data, type, selector, ...(content !== undefined && { content }) } };
}

/** A slot with default content of its own. */
export const slot = (scope: string): string =>
  `<edgewise-slot scope="${scope}"><p>Default of ${scope}</p></edgewise-slot>`;

/** What such a slot shows instead. */
export const offerFor = (scope: string): Item => ({
  schema: htmlContentItem,
  data: { content: `<p>Offer for ${scope}</p>` },
});

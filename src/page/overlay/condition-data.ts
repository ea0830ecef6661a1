import { sessionOf } from '../../visitor/session-context.ts';
import type { Decision } from '../../worker/protocol.ts';
import { readPageContext } from '../page-context.ts';

/** What conditions read of a decision's visitor, as of now: of what they compare, the overlay tells the values. */
export function conditionDataOf({ predictions, profile, events }: Decision): Readonly<Record<string, unknown>> {
  const now = Date.now();
  // A display is the page's doing: conditions see it neither as `event` nor in `session`.
  const acts = events.filter(({ eventType }) => eventType !== 'decisioning.propositionDisplay');
  return {
    event: acts.at(-1),
    profile,
    scores: Object.fromEntries(Object.entries(predictions).map(([id, { scores }]) => [id, scores])),
    session: sessionOf(acts, now),
    page: readPageContext(),
    now,
  };
}

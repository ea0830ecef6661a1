import type { JsonLogic } from '../xdm/condition.ts';
import type { ExperienceEvent, ExperienceEventInput } from '../xdm/event.ts';
import type { Conversion } from './protocol.ts';

/** What an activity is for. */
export interface Goal {
  /** JSON Logic over `{ event }`. */
  readonly condition: JsonLogic;
  /** How long after a display an event may still count, in seconds. @default 604800 (a week) */
  readonly window?: number;
}

export interface FindConversionsOptions {
  readonly activities: readonly { readonly id: string; readonly goal?: Goal | undefined }[];
  /** The event log, oldest first. */
  readonly log: readonly ExperienceEvent[];
  /** The events in question. */
  readonly events: readonly Pick<ExperienceEventInput, '_id'>[];
  /** The value of a JSON Logic expression over `data`; given, so that this file is complete without the worker's own. */
  readonly evaluate: (expression: JsonLogic, data: unknown, onProblem?: (problem: string) => void) => unknown;
  /** Told of a goal whose condition is not valid; no event matches it. */
  readonly onProblem: (problem: string) => void;
}

const displayedActivity: JsonLogic = { var: '_experience.decisioning.propositions[0].scopeDetails.activity.id' };
const weekSeconds = 604_800;

/**
 * Finds the displays that led to a goal: of each activity whose goal an event matches, its last display before the event and within
 * the window, unless an event between the two has matched already. So a display converts once, on whatever page view.
 *
 * Only called when an activity has a goal; loaded by then. Goes by the log alone, so that tabs and page views agree; a window
 * reaches back no further than the log.
 */
export function findConversions({
  activities,
  log,
  events,
  evaluate,
  onProblem,
}: FindConversionsOptions): Conversion[] {
  const conversions: Conversion[] = [];
  const ids = new Set(events.map(({ _id }) => _id));
  for (const { id, goal } of activities) {
    if (!goal) continue;
    const { condition, window = weekSeconds } = goal;
    const truth: JsonLogic = { '!!': [condition] };
    const matches = (event: ExperienceEvent): boolean =>
      evaluate(truth, { event }, (problem) => onProblem(`Goal of activity "${id}": ${problem}`)) === true;
    const isDisplay = (event: ExperienceEvent): boolean =>
      event.eventType === 'decisioning.propositionDisplay' && evaluate(displayedActivity, event) === id;

    for (const [index, event] of log.entries()) {
      if (!ids.has(event._id) || !matches(event)) continue;
      const since = Date.parse(event.timestamp) - window * 1000;
      const display = log
        .slice(0, index)
        .findLast((earlier) => Date.parse(earlier.timestamp) < since || isDisplay(earlier) || matches(earlier));
      if (display && Date.parse(display.timestamp) >= since && isDisplay(display)) conversions.push({ display, event });
    }
  }
  return conversions;
}

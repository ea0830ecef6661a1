import type { ExperienceEvent } from '../xdm/event.ts';

/*
 * Loaded by the worker for a manifest with a frequency cap, and complete in itself: a chunk that imports from the worker's own file would
 * have WebKit evaluate that file a second time.
 */

/** A visit ends when nothing has happened for half an hour, in milliseconds, as for `session` in conditions. */
const visitGapMs = 30 * 60_000;

/** What is remembered of displays beyond the event log, whose bounds would let frequency caps slip. Times are milliseconds since 1970. */
export interface DisplayLog {
  /** When the visit began, and when the visitor last did something. */
  readonly visit: readonly [began: number, last: number];
  /** The activity displayed last stands last. */
  readonly activities: readonly ActivityDisplays[];
}

interface ActivityDisplays {
  readonly id: string;
  readonly count: number;
  /** The last of them, by event id. */
  readonly recent: readonly (readonly [eventId: string, time: number])[];
}

/** How often an activity was displayed: in this visit, on this day, ever. */
export interface DisplayCounts {
  readonly session: number;
  readonly day: number;
  readonly visitor: number;
}

/** Displays of one activity that are remembered one by one: twice as many as a frequency cap may allow. */
const recentLimit = 200;
const activityLimit = 200;

/**
 * Takes events in, oldest first, as often as they come: a display counts once by the id of its event. What lies after `now`, by a clock
 * that was set back since, counts as of now: caps would else wait for that clock.
 * @param stored - what this gave before; anything else counts as nothing.
 */
export function logDisplays(stored: unknown, events: readonly ExperienceEvent[], now: number): DisplayLog {
  const log = isDisplayLog(stored) ? stored : { visit: [0, 0] as const, activities: [] };
  let began = Math.min(log.visit[0], now);
  let last = Math.min(log.visit[1], now);
  let activities: readonly ActivityDisplays[] = log.activities.map((activity) => ({
    ...activity,
    recent: activity.recent.map(([id, time]) => [id, Math.min(time, now)]),
  }));
  for (const event of events) {
    const time = Math.min(Date.parse(event.timestamp), now);
    if (event.eventType === 'decisioning.propositionDisplay') {
      for (const id of activityIdsOf(event)) activities = addDisplay(activities, id, [event._id, time]);
    } else if (time > last) {
      if (time - last >= visitGapMs) began = time;
      last = time;
    }
  }
  return { visit: [began, last], activities };
}

/** The activities whose propositions an event in XDM's shape names. */
function activityIdsOf(event: ExperienceEvent): readonly string[] {
  const { decisioning } = Object(event._experience);
  const { propositions } = Object(decisioning);
  const ids: unknown[] = (Array.isArray(propositions) ? propositions : []).map(
    (proposition) => proposition?.scopeDetails?.activity?.id,
  );
  return ids.filter((id) => typeof id === 'string');
}

function addDisplay(
  activities: readonly ActivityDisplays[],
  id: string,
  display: ActivityDisplays['recent'][number],
): readonly ActivityDisplays[] {
  const [eventId, time] = display;
  const { count, recent } = activities.find((other) => other.id === id) ?? { count: 0, recent: [] };
  // Those before the ones that are remembered have been counted and forgotten.
  const isForgotten = recent.length === recentLimit && time < (recent[0]?.[1] ?? 0);
  if (isForgotten || recent.some(([known]) => known === eventId)) return activities;
  const sorted = [...recent, display].sort(([, left], [, right]) => left - right);
  const added = { id, count: count + 1, recent: sorted.slice(-recentLimit) };
  return [...activities.filter((other) => other.id !== id), added].slice(-activityLimit);
}

/** How often each activity was displayed, by its id. A day is a calendar day where the device is. */
export function countDisplays(
  { visit: [began, last], activities }: DisplayLog,
  now: number,
): Record<string, DisplayCounts> {
  const visitBegan = now - last < visitGapMs ? began : now;
  const dayBegan = new Date(now).setHours(0, 0, 0, 0);
  return Object.fromEntries(
    activities.map(({ id, count, recent }) => {
      const since = (start: number): number => recent.filter(([, time]) => time >= start).length;
      return [id, { session: since(visitBegan), day: since(dayBegan), visitor: count }];
    }),
  );
}

function isDisplayLog(value: unknown): value is DisplayLog {
  const { visit, activities } = Object(value);
  return (
    isPair(visit, 'number') &&
    Array.isArray(activities) &&
    activities.every(
      (entry) =>
        typeof entry?.id === 'string' &&
        typeof entry.count === 'number' &&
        Array.isArray(entry.recent) &&
        entry.recent.every((display: unknown) => isPair(display, 'string')),
    )
  );
}

function isPair(value: unknown, first: 'string' | 'number'): boolean {
  return Array.isArray(value) && typeof value[0] === first && typeof value[1] === 'number';
}

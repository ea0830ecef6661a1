import type { ExperienceEvent } from '../xdm/event.ts';

interface EventLogBounds {
  /** Events kept at most; the oldest go first. */
  readonly limit: number;
  /** Milliseconds since 1970; events before it go. */
  readonly since: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How far ahead an event in the log may lie, in milliseconds: a clock that was set back by more says nothing of when it was. */
export const clockToleranceMs = 86_400_000;
/**
 * How far ahead an event is left as it is, in milliseconds. What lies further ahead in the log is taken to be as old as this, so that what
 * has happened since comes behind it.
 */
export const aheadMs = 60_000;

/**
 * Merges `incoming` into `log`: each event once by `_id` (the one already there stays), sorted by time, within `bounds`.
 * Events of the same time keep their order. Those ahead of the clock, which was set back since, come before what happens from then on; what
 * lies beyond {@link clockToleranceMs} goes, or it would outlive every other.
 */
export function mergeEvents(
  log: readonly ExperienceEvent[],
  incoming: readonly ExperienceEvent[],
  { limit, since, now }: EventLogBounds,
): readonly ExperienceEvent[] {
  const known = new Set<string>();
  const entries: { readonly event: ExperienceEvent; readonly time: number }[] = [];
  for (let event of [...log, ...incoming]) {
    let time = Date.parse(event.timestamp);
    if (time < since || time > now + clockToleranceMs || known.has(event._id)) continue;
    known.add(event._id);
    if (time > now + aheadMs) {
      time = now - aheadMs;
      event = movedTo(event, time);
    }
    entries.push({ event, time });
  }
  entries.sort((left, right) => left.time - right.time);
  return entries.slice(Math.max(0, entries.length - limit)).map(({ event }) => event);
}

/** The event at another time, in milliseconds since 1970. */
export const movedTo = (event: ExperienceEvent, time: number): ExperienceEvent => ({
  ...event,
  timestamp: new Date(time).toISOString(),
});

import type { ExperienceEvent } from '../xdm/event.ts';

interface EventLogBounds {
  /** Events kept at most; the oldest go first. */
  readonly limit: number;
  /** Milliseconds since 1970; events before it go. */
  readonly since: number;
  /** Milliseconds since 1970; events after it go, or they would outlive every other. */
  readonly until: number;
}

/**
 * Merges `incoming` into `log`: each event once by `_id` (the one already there stays), sorted by time, within `bounds`.
 * Events of the same time keep their order.
 */
export function mergeEvents(
  log: readonly ExperienceEvent[],
  incoming: readonly ExperienceEvent[],
  { limit, since, until }: EventLogBounds,
): readonly ExperienceEvent[] {
  const known = new Set<string>();
  const entries: { readonly event: ExperienceEvent; readonly time: number }[] = [];
  for (const event of [...log, ...incoming]) {
    const time = Date.parse(event.timestamp);
    if (time < since || time > until || known.has(event._id)) continue;
    known.add(event._id);
    entries.push({ event, time });
  }
  entries.sort((left, right) => left.time - right.time);
  return entries.slice(Math.max(0, entries.length - limit)).map(({ event }) => event);
}

import type { ExperienceEvent } from '../xdm/event.ts';

/** The visit as conditions see it under `session`. */
export interface SessionContext {
  /** ISO 8601 date and time of the visit's first event. */
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly pageViews: number;
  readonly events: number;
  /** Whether no earlier visit is in the log. */
  readonly isFirst: boolean;
}

/** A visit ends when nothing has happened for half an hour, in milliseconds: the field's usual measure. */
const gapMs = 30 * 60_000;

/** The visit that the last of `events` (oldest first) belongs to. */
export function sessionOf(events: readonly ExperienceEvent[], now: number): SessionContext {
  const times = events.map(({ timestamp }) => Date.parse(timestamp));
  let first = events.length;
  let next = now;
  while (first > 0 && next - (times[first - 1] ?? 0) < gapMs) {
    first--;
    // An event ahead of the clock, which was set back since, is one of now.
    next = Math.min(next, times[first] ?? now);
  }
  const visit = events.slice(first);
  return {
    startedAt: new Date(next).toISOString(),
    durationSeconds: (now - next) / 1000,
    pageViews: visit.filter(({ eventType }) => eventType === 'web.webpagedetails.pageViews').length,
    events: visit.length,
    isFirst: first === 0,
  };
}

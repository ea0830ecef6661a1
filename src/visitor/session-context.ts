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
export const visitGapMs = 30 * 60_000;

/** The visit that the last of `events` (oldest first) belongs to. */
export function sessionOf(events: readonly ExperienceEvent[], now: number): SessionContext {
  const times = events.map(({ timestamp }) => Date.parse(timestamp));
  let first = events.length;
  let next = now;
  for (let time = times.at(-1); time !== undefined; time = times[first - 1]) {
    // Events ahead of the clock (it was set back, or the page goes by another) leave no gap before now.
    if ((time > now ? next : Math.min(next, now)) - time >= visitGapMs) break;
    next = time;
    first--;
  }
  const began = Math.min(next, now);
  const visit = events.slice(first);
  return {
    startedAt: new Date(began).toISOString(),
    durationSeconds: (now - began) / 1000,
    pageViews: visit.filter(({ eventType }) => eventType === 'web.webpagedetails.pageViews').length,
    events: visit.length,
    isFirst: first === 0,
  };
}

import type { Activity } from './activity.ts';
import type { Extensions } from './extensions.ts';

/**
 * Why `now` is outside of an activity's schedule: `not-started`, `ended`, or `unreadable` when a date or the time zone is not
 * to be read; else undefined.
 */
export function missedSchedule(activity: Activity, now: number, extensions?: Extensions): string | undefined {
  const { from, until } = scheduleOf(activity, extensions);
  if (now < from) return 'not-started';
  if (now >= until) return 'ended';
  // Only NaN gets past both comparisons above and fails here: such a schedule holds at no time.
  return from < until ? undefined : 'unreadable';
}

/** From when until when an activity may be shown, in milliseconds since 1970; NaN for what is not to be read. */
export function scheduleOf({ schedule }: Activity, extensions?: Extensions): { from: number; until: number } {
  const { start, end, timeZone } = schedule ?? {};
  const toInstant = (text: unknown): number => {
    if (typeof text !== 'string') return Number.NaN;
    // Without its offset a date would be read in the machine's own time zone.
    if (/(Z|[+-]\d\d:\d\d)$/.test(text)) return Date.parse(text);
    return timeZone === undefined ? Number.NaN : (extensions?.instantOf(text, timeZone) ?? Number.NaN);
  };
  return {
    from: start === undefined ? Number.NEGATIVE_INFINITY : toInstant(start),
    until: end === undefined ? Number.POSITIVE_INFINITY : toInstant(end),
  };
}

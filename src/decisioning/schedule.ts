import type { Activity } from './activity.ts';
import type { Extensions } from './extensions.ts';

/**
 * Why `now` is outside of an activity's schedule: `not-started`, `ended`, or `unreadable` when a date or the time zone is not
 * to be read; else undefined.
 */
export function missedSchedule({ schedule }: Activity, now: number, extensions?: Extensions): string | undefined {
  if (!schedule) return undefined;
  const { start, end, timeZone } = schedule;
  const toInstant = (text: unknown): number => {
    if (typeof text !== 'string') return Number.NaN;
    // Without its offset a date would be read in the machine's own time zone.
    if (/(Z|[+-]\d\d:\d\d)$/.test(text)) return Date.parse(text);
    return timeZone === undefined ? Number.NaN : (extensions?.instantOf(text, timeZone) ?? Number.NaN);
  };
  const from = start === undefined ? Number.NEGATIVE_INFINITY : toInstant(start);
  const until = end === undefined ? Number.POSITIVE_INFINITY : toInstant(end);
  if (now < from) return 'not-started';
  if (now >= until) return 'ended';
  // Only NaN gets past one of the two comparisons above and fails here: such a schedule holds at no time.
  return now >= from && now < until ? undefined : 'unreadable';
}

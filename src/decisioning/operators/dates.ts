import type { ConditionOperators } from '../../xdm/json-logic.ts';

const isoDate = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/**
 * Milliseconds since 1970 of what a condition calls a date: such a number, or ISO 8601 text, either a date alone (midnight UTC) or a
 * date and time with offset. NaN where there is none, so that every comparison with it is false; throws on anything else.
 */
function toInstant(value: unknown): number {
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === 'number') return value;
  const instant = typeof value === 'string' && isoDate.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(instant)) {
    throw new TypeError(
      `'${String(value).slice(0, 40)}' is not a date; write 2026-11-27, 2026-11-27T09:00:00+01:00 or milliseconds since 1970`,
    );
  }
  return instant;
}

const unitMs: Readonly<Record<string, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** The parts of an instant as a clock and a calendar in `timeZone` show them, by name; `weekday` runs from 1, Monday, to 7. */
function partsOf(instant: number, timeZone: string): Readonly<Record<string, number>> {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(instant)) parts[type] = Number(value);
  // JavaScript counts Sunday as 0.
  const day = new Date(Date.UTC(parts.year ?? 0, (parts.month ?? 1) - 1, parts.day ?? 1)).getUTCDay();
  return { ...parts, weekday: day || 7 };
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making one takes longer than a decision. */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    // Time zones come from definitions, so they are few.
    if (formatters.size >= 100) formatters.clear();
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/**
 * `before` and `after` compare two dates, `date_diff` gives the whole and broken units (`second`, `minute`, `hour`, `day`, `week`) from the
 * first date to the second, `date_part` a part (`year`, `month`, `day`, `weekday`, `hour`, `minute`) of a date in a time zone, UTC by default.
 * Where a date is not there they give false or NaN, which no comparison holds for.
 */
export const dateOperators: ConditionOperators = {
  before: (left, right) => toInstant(left) < toInstant(right),
  after: (left, right) => toInstant(left) > toInstant(right),
  date_diff: (unit, from, to) => {
    const ms = Object.hasOwn(unitMs, String(unit)) ? unitMs[String(unit)] : undefined;
    if (ms === undefined)
      throw new TypeError(`date_diff knows no unit '${unit}'; use ${Object.keys(unitMs).join(', ')}`);
    return (toInstant(to) - toInstant(from)) / ms;
  },
  date_part: (part, date, timeZone = 'UTC') => {
    const instant = toInstant(date);
    if (Number.isNaN(instant)) return Number.NaN;
    const names = ['year', 'month', 'day', 'weekday', 'hour', 'minute'];
    if (!names.includes(String(part))) throw new TypeError(`date_part knows no '${part}'; use ${names.join(', ')}`);
    return partsOf(instant, String(timeZone))[String(part)];
  },
};

const localDateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/;

const instants = new Map<string, number>();

/**
 * Milliseconds since 1970 of a local date and time, such as `2026-11-27T09:00`, in an IANA time zone; NaN if either is none.
 * An hour that is skipped counts as the one after it, and of one that comes twice the first is meant.
 */
export function instantOf(local: string, timeZone: string): number {
  const key = `${local} ${timeZone}`;
  let instant = instants.get(key);
  if (instant === undefined) {
    instant = findInstant(local, timeZone);
    // Schedules are few, but each is asked for on every decision.
    if (instants.size >= 1_000) instants.clear();
    instants.set(key, instant);
  }
  return instant;
}

function findInstant(local: string, timeZone: string): number {
  const asUtc = localDateTime.test(local) ? Date.parse(`${local}Z`) : Number.NaN;
  if (Number.isNaN(asUtc)) return asUtc;
  try {
    const offsetAt = (instant: number): number => {
      const { year = 0, month = 1, day, hour, minute, second } = partsOf(instant, timeZone);
      return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1_000) * 1_000;
    };
    // The offsets of the day before and the day after: the same but for where clocks change in between.
    const [before, after] = [offsetAt(asUtc - 86_400_000), offsetAt(asUtc + 86_400_000)];
    const first = asUtc - before;
    return offsetAt(first) === before || offsetAt(asUtc - after) !== after ? first : asUtc - after;
  } catch {
    return Number.NaN;
  }
}

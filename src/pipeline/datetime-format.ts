const months = 'january february march april may june july august september october november december'.split(' ');

/** What a text says of a date and time; a part that it leaves out is as Python's `strptime` has it: 1 January 1900, midnight, UTC. */
interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  /** Whether the hour is one of twelve; only then the afternoon counts. */
  twelveHours: boolean;
  afternoon: boolean;
  /** East of UTC. */
  offsetMinutes: number;
}

interface Directive {
  readonly pattern: string;
  read(text: string, fields: Fields): void;
}

const number = (pattern: string, name: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'): Directive => ({
  pattern,
  read: (text, fields) => {
    fields[name] = Number(text);
  },
});

/** The directives of Python's `strptime` that stand for numbers, English names of months, and offsets. */
const directives: Readonly<Record<string, Directive>> = {
  Y: number('\\d{4}', 'year'),
  y: {
    pattern: '\\d{2}',
    // As POSIX has it.
    read: (text, fields) => {
      fields.year = Number(text) + (Number(text) < 69 ? 2000 : 1900);
    },
  },
  m: number('\\d{1,2}', 'month'),
  b: { pattern: months.map((month) => month.slice(0, 3)).join('|'), read: readMonth },
  B: { pattern: months.join('|'), read: readMonth },
  d: number('\\d{1,2}', 'day'),
  H: number('\\d{1,2}', 'hour'),
  I: {
    pattern: '1[0-2]|0?[1-9]',
    read: (text, fields) => {
      fields.hour = Number(text) % 12;
      fields.twelveHours = true;
    },
  },
  M: number('\\d{1,2}', 'minute'),
  S: number('\\d{1,2}', 'second'),
  f: {
    pattern: '\\d{1,9}',
    read: (text, fields) => {
      fields.millisecond = Math.floor(Number(`0.${text}`) * 1000);
    },
  },
  p: {
    pattern: '[AP]M',
    read: (text, fields) => {
      fields.afternoon = text.toLowerCase() === 'pm';
    },
  },
  z: { pattern: 'Z|[+-]\\d{2}:?\\d{2}', read: readOffset },
};

/**
 * Makes a reader of texts written as `format` says, in Python's `strptime` directives (`%Y-%m-%d %H:%M`).
 * It gives milliseconds since 1970, or NaN for a text that is written otherwise or names no day of the calendar.
 * @returns undefined for a format with a directive that is not known, or that it has twice: as in Python, and a text could else be read in
 * more ways than can be tried.
 */
export function createDateReader(format: string): ((text: string) => number) | undefined {
  const found: Directive[] = [];
  let pattern = '';
  for (const [part, directive, literal = ''] of format.matchAll(/%(.)|([^%]+|%$)/g)) {
    const known = directive === undefined ? undefined : directives[directive];
    if (known) {
      if (found.includes(known)) return undefined;
      found.push(known);
      pattern += `(${known.pattern})`;
    } else if (part === '%%') pattern += '%';
    else if (directive !== undefined || literal === '%') return undefined;
    else pattern += literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  }
  return createReader(new RegExp(`^${pattern}$`, 'i'), found);
}

const iso = (pattern: RegExp, letters: string) =>
  createReader(
    pattern,
    [...letters].flatMap((letter) => directives[letter] ?? []),
  );
const isoDate = iso(/^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/, 'Ymd');
const isoDateTime = iso(
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)? ?(Z|[+-]\d{2}:?\d{2})?$/,
  'YmdHMSfz',
);

/** Milliseconds since 1970 of an ISO 8601 date, or date and time; UTC where it has no offset. NaN for other texts. */
export function readIsoDate(text: string): number {
  return text.length > 10 ? isoDateTime(text) : isoDate(text);
}

function createReader(pattern: RegExp, found: readonly Directive[]): (text: string) => number {
  return (text) => {
    const match = pattern.exec(text.trim());
    if (!match) return Number.NaN;
    const fields: Fields = {
      year: 1900,
      month: 1,
      day: 1,
      hour: 0,
      minute: 0,
      second: 0,
      millisecond: 0,
      twelveHours: false,
      afternoon: false,
      offsetMinutes: 0,
    };
    for (const [index, directive] of found.entries()) {
      const part = match[index + 1];
      if (part !== undefined) directive.read(part, fields);
    }
    return toTime(fields);
  };
}

function toTime(fields: Fields): number {
  const { year, month, day, hour, twelveHours, afternoon, minute, second, millisecond, offsetMinutes } = fields;
  const hours = twelveHours && afternoon ? hour + 12 : hour;
  const date = new Date(0);
  // Date.UTC would take the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!exists || hours > 23 || minute > 59 || second > 59) return Number.NaN;
  return date.getTime() + ((hours * 60 + minute - offsetMinutes) * 60 + second) * 1000 + millisecond;
}

function readMonth(text: string, fields: Fields): void {
  fields.month = months.findIndex((month) => month.startsWith(text.toLowerCase())) + 1;
}

function readOffset(text: string, fields: Fields): void {
  if (text.toUpperCase() === 'Z') return;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  fields.offsetMinutes = text.startsWith('-') ? -minutes : minutes;
}

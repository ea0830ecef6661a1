import { optional, picklist, strictObject, string } from 'valibot';
import { readPath } from '../../xdm/path.ts';
import { findColumn, frameInput, planColumns } from '../column-plan.ts';
import { type Column, createColumn, valuesOf } from '../frame.ts';
import { defineOperator, type NodeContext } from '../operator.ts';
import { nameSchema, pathSchema } from '../params.ts';
import { parseTime } from '../time.ts';

const day = 86_400_000;

/** Each reads its part off a date whose UTC fields hold the wanted zone's wall time. */
const parts = {
  year: (date: Date) => date.getUTCFullYear(),
  quarter: (date: Date) => Math.floor(date.getUTCMonth() / 3) + 1,
  month: (date: Date) => date.getUTCMonth() + 1,
  day: (date: Date) => date.getUTCDate(),
  hour: (date: Date) => date.getUTCHours(),
  minute: (date: Date) => date.getUTCMinutes(),
  second: (date: Date) => date.getUTCSeconds(),
  dayofweek: (date: Date) => (date.getUTCDay() + 6) % 7,
  dayofyear: (date: Date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / day) + 1,
};

/**
 * A part of a date and time as Pandas' `Series.dt` names and counts them (`dayofweek` of Monday is 0), as int64.
 * The column holds ISO 8601 texts (UTC where they carry no offset) or milliseconds since 1970. With `events` as input,
 * `column` is a path in the current event. What is no date gives null. The result is a column named after the part, or `name`.
 */
export const datetimePart = defineOperator({
  name: 'datetime-part',
  description: 'Takes the hour, day of week, … out of a date and time.',
  inputs: { kinds: ['frame', 'events'], min: 1, max: 1 },
  paramsSchema: strictObject({
    column: pathSchema,
    part: picklist(Object.keys(parts) as (keyof typeof parts)[]),
    timeZone: optional(string(), 'UTC'),
    name: optional(nameSchema),
  }),
  plan(node, { column: source, part, timeZone, name = part }) {
    const toWallTime = wallTime(timeZone, node);
    const partOf = (value: unknown) => {
      const time = parseTime(value);
      return Number.isNaN(new Date(time).getTime()) ? null : parts[part](new Date(toWallTime(time)));
    };
    if (node.inputs[0]?.kind === 'events') {
      const names = [name];
      return {
        output: { kind: 'frame', columns: [{ name, type: 'int64' }] },
        run(_, { events }) {
          const column = createColumn('int64', [partOf(readPath(events.at(-1), source))]);
          return { names, columns: [column], rowCount: 1 };
        },
      };
    }
    const input = frameInput(node);
    const from = findColumn(node, input.columns, 'column', source, ['string', 'int64', 'float64']);
    const convert = (column: Column) => createColumn('int64', valuesOf(column).map(partOf));
    return planColumns(input, [{ from, name, type: 'int64', convert }]);
  },
});

/** Shifts a time by the zone's offset at that time. */
function wallTime(timeZone: string, node: NodeContext): (time: number) => number {
  if (timeZone === 'UTC') return (time) => time;
  const format =
    createFormat(timeZone) ??
    node.fail('timeZone', `'${timeZone}' is no IANA time zone; write it like 'Europe/Berlin'`);
  return (time) => {
    const fields: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(time)) fields[type] = Number(value);
    const { year = 0, month = 1, day, hour, minute, second } = fields;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
}

function createFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  const field = 'numeric';
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: field,
      month: field,
      day: field,
      hour: field,
      minute: field,
      second: field,
    });
  } catch {
    return undefined;
  }
}

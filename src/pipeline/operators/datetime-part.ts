import { exactOptional, picklist, strictObject, string } from 'valibot';
import { readPath } from '../../xdm/path.ts';
import { chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import { readIsoDate } from '../datetime-format.ts';
import { createColumn } from '../frame.ts';
import { defineOperator } from '../operator.ts';
import { nameSchema, pathSchema } from '../params.ts';

/** Each reads its part off a date whose UTC fields hold the wanted zone's wall time. */
const parts = {
  year: (date: Date) => date.getUTCFullYear(),
  quarter: (date: Date) => Math.ceil((date.getUTCMonth() + 1) / 3),
  month: (date: Date) => date.getUTCMonth() + 1,
  day: (date: Date) => date.getUTCDate(),
  hour: (date: Date) => date.getUTCHours(),
  minute: (date: Date) => date.getUTCMinutes(),
  second: (date: Date) => date.getUTCSeconds(),
  dayofweek: (date: Date) => (date.getUTCDay() + 6) % 7,
  dayofyear: (date: Date) => Math.ceil((date.getTime() + 1 - Date.UTC(date.getUTCFullYear(), 0)) / 86_400_000),
};

/**
 * A part of a date and time as Pandas' `Series.dt` names and counts them (`dayofweek` of Monday is 0), as int64.
 * The column holds ISO 8601 texts (UTC where they carry no offset) or milliseconds since 1970. With `events` as input,
 * `column` is a path in the current event. What is no date gives null. The result is a column named after the part, or `name`.
 */
export const datetimePart = defineOperator({
  name: 'datetime-part',
  inputs: { kinds: ['frame', 'events'], min: 1 },
  paramsSchema: strictObject({
    column: pathSchema,
    part: picklist(Object.keys(parts) as (keyof typeof parts)[]),
    timeZone: exactOptional(string(), 'UTC'),
    name: exactOptional(nameSchema),
  }),
  plan(node, { column, part, timeZone, name = part }) {
    const type = 'int64';
    const toWallTime =
      wallTimeIn(timeZone) ?? node.fail('timeZone', `'${timeZone}' is no time zone; write it like 'Europe/Berlin'`);
    const of = (value: unknown) => {
      const time = timeOf(value);
      return Number.isNaN(time) ? null : parts[part](new Date(toWallTime(time)));
    };
    if (node.inputs[0]?.type.kind === 'events') {
      return {
        output: { kind: 'frame', parts: [{ name, type }] },
        run: (_, { current }) => [createColumn(type, [of(readPath(current, column))])],
      };
    }
    const input = frameInput(node);
    const chosen = chooseColumns(node, input, [column], ['string', 'int64', 'float64'], 'column');
    return planColumns(
      input,
      chosen.map(({ from }) => ({ from, name, type, of })),
    );
  },
});

/** Milliseconds since 1970; NaN for what is no date. */
function timeOf(value: unknown): number {
  if (typeof value === 'string') return readIsoDate(value);
  return typeof value === 'number' || typeof value === 'bigint' ? new Date(Number(value)).getTime() : Number.NaN;
}

/** What shifts a time by a zone's offset at that time; undefined for a zone that does not exist. */
function wallTimeIn(timeZone: string): ((time: number) => number) | undefined {
  if (timeZone === 'UTC') return (time) => time;
  try {
    // The Swedish form is that of ISO 8601.
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    return (time) => readIsoDate(format.format(time));
  } catch {
    return undefined;
  }
}

import { exactOptional, picklist, strictObject, string } from 'valibot';
import { chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import { createDateReader, readIsoDate } from '../datetime-format.ts';
import type { ColumnValue } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';
import { shown } from './cast.ts';

/** Milliseconds in a unit. */
const units = { D: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/**
 * Reads dates and times, as Pandas' `to_datetime(utc=True)`: texts in ISO 8601, or written as `format` says in Python's directives
 * (`%d/%m/%Y %H:%M`), UTC where they carry no offset; numbers in `unit` since 1970. The result is int64, milliseconds since 1970, as
 * `datetime-part` reads it. What is no date is refused (`input-invalid`), or becomes null with `errors: 'coerce'`.
 */
export const toDatetime = defineOperator({
  name: 'to-datetime',
  inputs: frames,
  paramsSchema: strictObject({
    columns: namesSchema,
    format: exactOptional(string()),
    unit: exactOptional(picklist(Object.keys(units) as (keyof typeof units)[]), 'ms'),
    errors: exactOptional(picklist(['raise', 'coerce']), 'raise'),
  }),
  plan(node, { columns, format, unit, errors }) {
    const read = format === undefined ? readIsoDate : createDateReader(format);
    if (!read)
      return node.fail(
        'format',
        `'${format}' has a directive twice, or one other than %Y %y %m %b %B %d %H %I %M %S %f %p %z`,
      );
    const input = frameInput(node);
    const steps = chooseColumns(node, input, columns, ['string', 'int64', 'float64']).map(({ name, from }) => {
      const of = (value: ColumnValue) => {
        if (value === null) return null;
        const time = typeof value === 'string' ? read(value) : Number(value) * units[unit];
        // The range of JavaScript's dates, well within that of an int64.
        if (Math.abs(time) <= 8.64e15) return Math.floor(time);
        if (errors === 'coerce') return null;
        return node.refuse(
          `column '${name}' holds ${shown(value)}, which is no date; set format, or errors to 'coerce'`,
        );
      };
      return { name, from, type: 'int64' as const, of };
    });
    return planColumns(input, steps);
  },
});

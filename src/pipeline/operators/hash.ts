import { exactOptional, integer, maxValue, minValue, number, pipe, strictObject } from 'valibot';
import { chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import { floatText } from '../float-text.ts';
import { type ColumnValue, coerce } from '../frame.ts';
import { murmurHash3 } from '../murmur-hash3.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';

/**
 * Sorts values into `buckets` by MurmurHash3 (32 bits, `seed`) of their text as Python writes it, for categories too many to list:
 * `murmurhash3_32(str(x), seed, positive=True) % buckets` in scikit-learn's words. int64 from 0 to `buckets` - 1; null stays null.
 */
export const hash = defineOperator({
  name: 'hash',
  inputs: frames,
  paramsSchema: strictObject({
    columns: namesSchema,
    buckets: pipe(number(), integer(), minValue(1), maxValue(2 ** 31)),
    seed: exactOptional(pipe(number(), integer(), minValue(0), maxValue(2 ** 32 - 1)), 0),
  }),
  plan(node, { columns, buckets, seed }) {
    const input = frameInput(node);
    const steps = chooseColumns(node, input, columns).map((column) => ({
      ...column,
      type: 'int64' as const,
      of(value: ColumnValue) {
        if (value === null) return null;
        const text = typeof value === 'number' ? floatText(value, column.type) : String(coerce('string', value));
        return murmurHash3(text, seed) % buckets;
      },
    }));
    return planColumns(input, steps);
  },
});

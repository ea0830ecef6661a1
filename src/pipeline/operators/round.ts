import { exactOptional, integer, maxValue, minValue, number, pipe, strictObject } from 'valibot';
import { chooseColumns, frameInput, numericTypes, planColumns } from '../column-plan.ts';
import type { ColumnValue } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';
import { roundHalfEven } from '../round-half-even.ts';

/** Rounds to `decimals` places, halves to even, as Pandas' `DataFrame.round`; types stay as they are, and null null. */
export const round = defineOperator({
  name: 'round',
  inputs: frames,
  paramsSchema: strictObject({
    columns: exactOptional(namesSchema),
    decimals: exactOptional(pipe(number(), integer(), minValue(-15), maxValue(15)), 0),
  }),
  plan(node, { columns, decimals }) {
    const input = frameInput(node);
    const of = (value: ColumnValue) => {
      // An int64 has no decimals to lose; beyond 2^53 a number would lose digits.
      if (typeof value === 'bigint') return decimals < 0 ? roundHalfEven(Number(value), decimals) : value;
      return value === null ? null : roundHalfEven(Number(value), decimals);
    };
    return planColumns(
      input,
      chooseColumns(node, input, columns, numericTypes).map((column) => ({ ...column, of })),
    );
  },
});

import { number, optional, strictObject } from 'valibot';
import { checkLiteral, chooseColumns, frameInput, numericTypes, planColumns } from '../column-plan.ts';
import type { ColumnValue } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';

/** Limits numbers to `lower` … `upper` as Pandas' `DataFrame.clip`; null stays null. */
export const clip = defineOperator({
  name: 'clip',
  inputs: frames,
  paramsSchema: strictObject({ columns: optional(namesSchema), lower: optional(number()), upper: optional(number()) }),
  plan(node, { columns, lower, upper }) {
    if (lower !== undefined && upper !== undefined && lower > upper) node.fail('lower', `it is above upper (${upper})`);
    const input = frameInput(node);
    const of = (value: ColumnValue) => {
      // Comparing a bigint with a number is exact, so int64 beyond 2^53 needs no care.
      if (typeof value !== 'number' && typeof value !== 'bigint') return value;
      if (lower !== undefined && value < lower) return lower;
      return upper !== undefined && value > upper ? upper : value;
    };
    const steps = chooseColumns(node, input.columns, columns, numericTypes).map((column) => {
      if (lower !== undefined) checkLiteral(node, 'lower', column.type, lower);
      if (upper !== undefined) checkLiteral(node, 'upper', column.type, upper);
      return { ...column, of };
    });
    return planColumns(input, steps);
  },
});

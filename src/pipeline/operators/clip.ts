import { exactOptional, number, strictObject } from 'valibot';
import { checkLiteral, chooseColumns, frameInput, numericTypes, planColumns } from '../column-plan.ts';
import type { ColumnValue } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';

/** Limits numbers to `lower` … `upper` as Pandas' `DataFrame.clip`; null stays null. */
export const clip = defineOperator({
  name: 'clip',
  inputs: frames,
  paramsSchema: strictObject({
    columns: exactOptional(namesSchema),
    lower: exactOptional(number()),
    upper: exactOptional(number()),
  }),
  plan(node, { columns: names, lower, upper }) {
    if (lower !== undefined && upper !== undefined && lower > upper) node.fail('lower', `${lower} is above upper`);
    const of = (value: ColumnValue) => {
      // Comparing a bigint with a number is exact, so int64 beyond 2^53 needs no care. Comparing with undefined is false.
      if (typeof value !== 'number' && typeof value !== 'bigint') return value;
      if (value < Number(lower)) return lower;
      return value > Number(upper) ? upper : value;
    };
    const input = frameInput(node);
    const columns = chooseColumns(node, input, names, numericTypes);
    for (const [param, bound] of Object.entries({ lower, upper })) {
      for (const column of bound === undefined ? [] : columns) checkLiteral(node, param, column, bound);
    }
    return planColumns(
      input,
      columns.map((column) => ({ ...column, of })),
    );
  },
});

import { exactOptional, strictObject } from 'valibot';
import { chooseColumns, frameInput, numericTypes, planColumns } from '../column-plan.ts';
import type { ColumnValue } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';

/** Absolute values, as Pandas' `DataFrame.abs`; null stays null. */
export const abs = defineOperator({
  name: 'abs',
  inputs: frames,
  paramsSchema: strictObject({ columns: exactOptional(namesSchema) }),
  plan(node, { columns }) {
    const input = frameInput(node);
    const of = (value: ColumnValue) => {
      if (typeof value === 'bigint') return value < 0n ? -value : value;
      return value === null ? null : Math.abs(Number(value));
    };
    return planColumns(
      input,
      chooseColumns(node, input, columns, numericTypes).map((column) => ({ ...column, of })),
    );
  },
});

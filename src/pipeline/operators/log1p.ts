import { exactOptional, strictObject } from 'valibot';
import { chooseColumns, frameInput, numericTypes, planColumns } from '../column-plan.ts';
import type { ColumnValue } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';

/** log(1 + x), as NumPy's `log1p` over a frame: float32 stays so, other numbers become float64; null at x < -1. */
export const log1p = defineOperator({
  name: 'log1p',
  inputs: frames,
  paramsSchema: strictObject({ columns: exactOptional(namesSchema) }),
  plan(node, { columns }) {
    const input = frameInput(node);
    const of = (value: ColumnValue) => (value === null ? null : Math.log1p(Number(value)));
    return planColumns(
      input,
      chooseColumns(node, input, columns, numericTypes).map((column) => {
        return { ...column, type: column.type === 'float32' ? column.type : 'float64', of } as const;
      }),
    );
  },
});

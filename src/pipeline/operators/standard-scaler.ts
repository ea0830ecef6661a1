import { array, check, exactOptional, number, pipe, strictObject } from 'valibot';
import { chooseColumns, frameInput, numericTypes, planColumns } from '../column-plan.ts';
import type { ColumnValue } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';

const scaleSchema = pipe(
  number(),
  check((scale) => scale !== 0, 'a scale must not be 0'),
);

/**
 * (x − mean) / scale by column, as scikit-learn's `StandardScaler` with the values of its `mean_` and `scale_`.
 * float32 stays float32, other numbers become float64; null stays null.
 */
export const standardScaler = defineOperator({
  name: 'standard-scaler',
  inputs: frames,
  paramsSchema: strictObject({
    columns: namesSchema,
    mean: exactOptional(array(number())),
    scale: exactOptional(array(scaleSchema)),
  }),
  plan(node, { columns, mean, scale }) {
    for (const [param, numbers] of Object.entries({ mean, scale })) {
      const count = numbers?.length ?? columns.length;
      if (count !== columns.length) node.fail(param, `it has ${count} numbers for ${columns.length} columns`);
    }
    const input = frameInput(node);
    const steps = chooseColumns(node, input, columns, numericTypes).map((column, index) => {
      const center = mean?.[index] ?? 0;
      const factor = scale?.[index] ?? 1;
      const single = column.type === 'float32';
      // scikit-learn works in place on float32, so each of the two steps rounds.
      const round = single ? Math.fround : Number;
      const of = (value: ColumnValue) => (value === null ? value : round(Number(value) - center) / factor);
      return { ...column, type: single ? column.type : 'float64', of } as const;
    });
    return planColumns(input, steps);
  },
});

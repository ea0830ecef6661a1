import { array, check, number, optional, pipe, strictObject } from 'valibot';
import { chooseColumns, frameInput, numericTypes, planColumns } from '../column-plan.ts';
import { type Column, createColumn, valuesOf } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';

/**
 * (x − mean) / scale by column, as scikit-learn's `StandardScaler` with the values of its `mean_` and `scale_`.
 * float32 stays float32, other numbers become float64; null stays null.
 */
export const standardScaler = defineOperator({
  name: 'standard-scaler',
  description: 'Subtracts a mean and divides by a scale, column by column.',
  inputs: frames,
  paramsSchema: strictObject({
    columns: namesSchema,
    mean: optional(array(number())),
    scale: optional(
      array(
        pipe(
          number(),
          check((scale) => scale !== 0, 'a scale must not be 0'),
        ),
      ),
    ),
  }),
  plan(node, { columns, mean, scale }) {
    const input = frameInput(node);
    for (const [param, values] of Object.entries({ mean, scale })) {
      if (values && values.length !== columns.length) {
        node.fail(param, `it has ${values.length} numbers for ${columns.length} columns; give one for each`);
      }
    }
    const steps = chooseColumns(node, input.columns, columns, numericTypes).map(({ from, name, type }, index) => {
      const center = mean?.[index] ?? 0;
      const factor = scale?.[index] ?? 1;
      const scaled = type === 'float32' ? type : 'float64';
      return { from, name, type: scaled, convert: (column: Column) => scaleColumn(column, center, factor) } as const;
    });
    return planColumns(input, steps);
  },
});

function scaleColumn(column: Column, mean: number, scale: number): Column {
  // scikit-learn works in place on float32, so each of the two steps rounds.
  if (column.type === 'float32') {
    return { type: 'float32', data: column.data.map((value) => Math.fround(value - mean) / scale) };
  }
  if (column.type === 'float64') return { type: 'float64', data: column.data.map((value) => (value - mean) / scale) };
  return createColumn(
    'float64',
    valuesOf(column).map((value) => (value === null ? null : (Number(value) - mean) / scale)),
  );
}

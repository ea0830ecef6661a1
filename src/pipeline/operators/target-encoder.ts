import { array, number, strictObject } from 'valibot';
import { categoriesSchema, categoryPlaces } from '../categories.ts';
import { chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import type { ColumnValue } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';

/**
 * The mean of the label among rows of a value's category, shrunk to the mean of all, as scikit-learn's `TargetEncoder` with its
 * `categories_`, `encodings_` and `target_mean_`: float64. What is no category, null too, becomes `targetMean`.
 */
export const targetEncoder = defineOperator({
  name: 'target-encoder',
  inputs: frames,
  paramsSchema: strictObject({
    columns: namesSchema,
    categories: categoriesSchema,
    encodings: array(array(number())),
    targetMean: number(),
  }),
  plan(node, { columns: names, categories, encodings, targetMean }) {
    const input = frameInput(node);
    const columns = chooseColumns(node, input, names);
    const places = categoryPlaces(node, columns, categories);
    for (const [index, list] of categories.entries()) {
      const count = encodings[index]?.length ?? 0;
      if (count !== list.length)
        node.fail('encodings', `it has ${count} numbers for ${list.length} categories of column '${names[index]}'`);
    }
    const steps = columns.map(({ name, from }, index) => {
      const of = (value: ColumnValue) => encodings[index]?.[places[index]?.get(value) ?? -1] ?? targetMean;
      return { name, from, type: 'float64' as const, of };
    });
    return planColumns(input, steps);
  },
});

import { array, exactOptional, null_, picklist, strictObject, union } from 'valibot';
import { categoriesSchema, categoryPlaces, categorySchema } from '../categories.ts';
import { categoryText } from '../category-text.ts';
import { checkUnique, chooseColumns, frameInput, misplanned, planColumns } from '../column-plan.ts';
import { type ColumnValue, coerce, valuesOf } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';

/**
 * One column of 0 and 1 for each category, as scikit-learn's `OneHotEncoder` with its `categories_`: float64, named
 * `column_category`, behind the columns that are not encoded. A value that is no category is refused (`input-invalid`)
 * or, with `handleUnknown: 'ignore'`, 0 everywhere. Null may be a category; otherwise it is unknown.
 * `drop`: `'first'`, `'if_binary'`, or the category to leave out for each column.
 */
export const oneHotEncoder = defineOperator({
  name: 'one-hot-encoder',
  inputs: frames,
  paramsSchema: strictObject({
    columns: namesSchema,
    categories: categoriesSchema,
    handleUnknown: exactOptional(picklist(['error', 'ignore']), 'error'),
    drop: exactOptional(union([picklist(['first', 'if_binary']), array(categorySchema), null_()])),
  }),
  plan(node, { columns: names, categories, handleUnknown, drop }) {
    const input = frameInput(node);
    const columns = chooseColumns(node, input, names);
    const places = categoryPlaces(node, columns, categories);
    const encoded = columns.flatMap(({ name, type, from }, index) => {
      const listed = categories[index] ?? [];
      let dropped: number | undefined;
      if (drop === 'first' || (drop === 'if_binary' && listed.length === 2)) dropped = 0;
      else if (Array.isArray(drop)) {
        dropped =
          places[index]?.get(coerce(type, drop[index])) ??
          node.fail('drop', `it names no category of column '${name}'`);
      }
      const steps = listed.map((category, place) => ({
        from,
        name: `${name}_${categoryText(category, type.startsWith('float'))}`,
        type: 'float64' as const,
        of: (value: ColumnValue) => places[index]?.get(value) === place,
      }));
      return steps.filter((_, place) => place !== dropped);
    });
    checkUnique(node, 'categories', [...input.columns.filter((column) => !columns.includes(column)), ...encoded]);
    const plan = planColumns(input, encoded, columns);
    if (handleUnknown === 'ignore') return plan;
    return {
      ...plan,
      run(values, state) {
        const read = input.read(values);
        for (const [index, { from, name }] of columns.entries()) {
          const unknown = valuesOf(read[from] ?? misplanned()).find((value) => !places[index]?.has(value));
          if (unknown !== undefined) {
            node.refuse(`column '${name}' holds ${unknown}, which is no category; add it or set handleUnknown`);
          }
        }
        return plan.run(values, state);
      },
    };
  },
});

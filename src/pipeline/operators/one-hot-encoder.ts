import { array, exactOptional, null_, picklist, strictObject, union } from 'valibot';
import { categoryText } from '../category-text.ts';
import { checkLiteral, checkUnique, chooseColumns, frameInput, misplanned, planColumns } from '../column-plan.ts';
import { type ColumnValue, coerce, valuesOf } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema, scalarSchema } from '../params.ts';

const categoriesSchema = array(union([scalarSchema, null_()]));

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
    categories: array(categoriesSchema),
    handleUnknown: exactOptional(picklist(['error', 'ignore']), 'error'),
    drop: exactOptional(union([picklist(['first', 'if_binary']), categoriesSchema, null_()])),
  }),
  plan(node, { columns: names, categories, handleUnknown, drop }) {
    const input = frameInput(node);
    const { length } = categories;
    if (length !== names.length) node.fail('categories', `it has ${length} lists for ${names.length} columns`);
    const columns = chooseColumns(node, input, names);
    const known = columns.map((column, index) => {
      return (categories[index] ?? []).map((category) => {
        if (category !== null) checkLiteral(node, `categories.${index}`, column, category);
        return coerce(column.type, category);
      });
    });
    const encoded = columns.flatMap(({ name, type, from }, index) => {
      const keys = known[index] ?? [];
      let dropped = drop === 'first' || (drop === 'if_binary' && keys.length === 2) ? 0 : -1;
      if (Array.isArray(drop)) {
        dropped = keys.indexOf(coerce(type, drop[index]));
        if (dropped < 0) node.fail('drop', `it names no category of column '${name}'`);
      }
      const steps = (categories[index] ?? []).map((category, position) => ({
        from,
        name: `${name}_${categoryText(category, type.startsWith('float'))}`,
        type: 'float64' as const,
        of: (value: ColumnValue) => value === keys[position],
      }));
      return steps.filter((_, position) => position !== dropped);
    });
    checkUnique(node, 'categories', [...input.columns.filter((column) => !columns.includes(column)), ...encoded]);
    const plan = planColumns(input, encoded, columns);
    if (handleUnknown === 'ignore') return plan;
    const sets = known.map((keys) => new Set(keys));
    return {
      ...plan,
      run(values, state) {
        const read = input.read(values);
        for (const [index, { from, name }] of columns.entries()) {
          const unknown = valuesOf(read[from] ?? misplanned()).find((value) => !sets[index]?.has(value));
          if (unknown !== undefined) {
            node.refuse(
              `column '${name}' holds ${unknown}, which is no category; add it or let handleUnknown be 'ignore'`,
            );
          }
        }
        return plan.run(values, state);
      },
    };
  },
});

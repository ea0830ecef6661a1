import { array, null_, optional, picklist, strictObject, union } from 'valibot';
import { checkLiteral, checkUnique, chooseColumns, frameInput } from '../column-plan.ts';
import { type ColumnSpec, coerce, createColumn, valuesOf } from '../frame.ts';
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
    handleUnknown: optional(picklist(['error', 'ignore']), 'error'),
    drop: optional(union([picklist(['first', 'if_binary']), categoriesSchema, null_()])),
  }),
  plan(node, { columns: names, categories, handleUnknown, drop }) {
    const input = frameInput(node);
    const { length } = categories;
    if (length !== names.length) node.fail('categories', `it has ${length} lists for ${names.length} columns`);
    const encoders = chooseColumns(node, input.columns, names).map((column, index) => {
      const { name, type } = column;
      const encoded = (categories[index] ?? []).map((category) => {
        if (category !== null) checkLiteral(node, `categories.${index}`, type, category);
        const text = categoryText(category, type.startsWith('float'));
        return { key: coerce(type, category), name: `${name}_${text}`, type: 'float64' as const };
      });
      const keys = encoded.map(({ key }) => key);
      let dropped = -1;
      if (drop === 'first' || (drop === 'if_binary' && keys.length === 2)) dropped = 0;
      else if (Array.isArray(drop)) {
        dropped = keys.indexOf(coerce(type, drop[index]));
        if (dropped < 0) node.fail('drop', `it names no category of column '${name}'`);
      }
      const kept = encoded.filter((_, position) => position !== dropped);
      return { ...column, known: new Set(keys), kept };
    });

    const rest = input.columns
      .map((_, from) => from)
      .filter((from) => !encoders.some((encoder) => encoder.from === from));
    const columns: ColumnSpec[] = [
      ...rest.flatMap((from) => input.columns[from] ?? []),
      ...encoders.flatMap(({ kept }) => kept.map(({ name, type }) => ({ name, type }))),
    ];
    const columnNames = columns.map((column) => column.name);
    checkUnique(node, 'categories', columnNames);
    return {
      output: { kind: 'frame', columns },
      run(inputs) {
        const frame = input.read(inputs);
        const results = rest.flatMap((from) => frame.columns[from] ?? []);
        for (const { from, name, known, kept } of encoders) {
          const column = frame.columns[from];
          const values = column ? valuesOf(column) : [];
          const unknown = handleUnknown === 'error' ? values.find((value) => !known.has(value)) : undefined;
          if (unknown !== undefined) {
            node.refuse(
              `column '${name}' holds ${unknown}, which is no category; add it or set handleUnknown to 'ignore'`,
            );
          }
          for (const { key } of kept)
            results.push(
              createColumn(
                'float64',
                values.map((value) => value === key),
              ),
            );
        }
        return { names: columnNames, columns: results, rowCount: frame.rowCount };
      },
    };
  },
});

/** A category as Python prints it; of a float column, as far as 16 digits go. */
function categoryText(category: string | number | boolean | null, isFloat: boolean): string {
  if (category === null) return isFloat ? 'nan' : 'None';
  return isFloat && Number.isInteger(category) ? `${category}.0` : String(coerce('string', category));
}

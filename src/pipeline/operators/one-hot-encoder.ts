import { array, minLength, null_, optional, picklist, pipe, strictObject, union } from 'valibot';
import { chooseColumns, frameInput } from '../column-plan.ts';
import { floatText } from '../float-text.ts';
import { type Column, type ColumnSpec, type ColumnValue, coerce, valueAt } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { isLiteralOf, namesSchema, scalarSchema } from '../params.ts';

/**
 * One column of 0 and 1 for each category, as scikit-learn's `OneHotEncoder` with its `categories_`: float64, named
 * `column_category`, behind the columns that are not encoded. A value that is no category is refused (`input-invalid`)
 * or, with `handleUnknown: 'ignore'`, 0 everywhere. Null may be a category; otherwise it is unknown.
 * `drop`: `'first'`, `'if_binary'`, or the category to leave out for each column.
 */
export const oneHotEncoder = defineOperator({
  name: 'one-hot-encoder',
  description: 'Turns each category of a column into a column of 0 and 1.',
  inputs: frames,
  paramsSchema: strictObject({
    columns: namesSchema,
    categories: array(pipe(array(union([scalarSchema, null_()])), minLength(1))),
    handleUnknown: optional(picklist(['error', 'ignore']), 'error'),
    drop: optional(union([picklist(['first', 'if_binary']), array(union([scalarSchema, null_()])), null_()])),
  }),
  plan(node, { columns: names, categories, handleUnknown, drop }) {
    const input = frameInput(node);
    if (categories.length !== names.length) {
      node.fail('categories', `it has ${categories.length} lists for ${names.length} columns; give one for each`);
    }
    const encoders = chooseColumns(node, input.columns, names).map((spec, index) => {
      const { name, type } = spec;
      const list = categories[index] ?? [];
      const param = `categories.${index}`;
      for (const category of list) {
        if (category !== null && !isLiteralOf(type, category)) {
          node.fail(param, `${JSON.stringify(category)} is no value of column '${name}' (${type})`);
        }
      }
      const keys = list.map((category) => coerce(type, category));
      const positions = new Map(keys.map((key, position) => [key, position]));
      if (positions.size < keys.length) node.fail(param, 'a category is there twice; remove one');
      let dropped = -1;
      if (drop === 'first' || (drop === 'if_binary' && keys.length === 2)) dropped = 0;
      else if (Array.isArray(drop)) {
        dropped =
          positions.get(coerce(type, drop[index])) ?? node.fail('drop', `it names no category of column '${name}'`);
      }
      const kept = keys.map((key, position) => ({ key, position })).filter(({ position }) => position !== dropped);
      return { ...spec, positions, kept };
    });

    const encoded = new Set(encoders.map(({ from }) => from));
    const rest = input.columns.map((_, position) => position).filter((position) => !encoded.has(position));
    const columns: ColumnSpec[] = [
      ...input.columns.filter((_, position) => !encoded.has(position)),
      ...encoders.flatMap(({ name, type, kept }) =>
        kept.map(({ key }) => ({ name: `${name}_${categoryText(key, type)}`, type: 'float64' as const })),
      ),
    ];
    const columnNames = columns.map((column) => column.name);
    const twice = columnNames.find((name, position) => columnNames.indexOf(name) !== position);
    if (twice !== undefined) node.fail('columns', `the result would have two columns '${twice}'; rename one`);
    return {
      output: { kind: 'frame', columns },
      run(values) {
        const frame = input.read(values);
        const results: Column[] = [];
        for (const position of rest) {
          const column = frame.columns[position];
          if (column) results.push(column);
        }
        for (const { from, name, positions, kept } of encoders) {
          const column = frame.columns[from];
          if (!column) continue;
          const found = new Int32Array(frame.rowCount);
          for (let row = 0; row < found.length; row++) {
            const value = valueAt(column, row);
            found[row] = positions.get(value) ?? -1;
            if (found[row] === -1 && handleUnknown === 'error') {
              node.refuse(
                `column '${name}' holds ${JSON.stringify(String(value).slice(0, 50))}, which is no category; add it or set handleUnknown to 'ignore'`,
              );
            }
          }
          for (const { position } of kept) {
            results.push({ type: 'float64', data: Float64Array.from(found, (index) => (index === position ? 1 : 0)) });
          }
        }
        return { names: columnNames, columns: results, rowCount: frame.rowCount };
      },
    };
  },
});

function categoryText(key: ColumnValue, type: ColumnSpec['type']): string {
  if (type === 'float32' || type === 'float64') return floatText(key === null ? Number.NaN : Number(key), type);
  return key === null ? 'None' : String(coerce('string', key));
}

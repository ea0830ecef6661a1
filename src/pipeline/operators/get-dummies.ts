import { array, boolean, exactOptional, picklist, record, strictObject, string, union } from 'valibot';
import { categoryText } from '../category-text.ts';
import { checkLiteral, checkUnique, chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import { type ColumnValue, coerce } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema, scalarSchema } from '../params.ts';

/**
 * One column for each category, as Pandas' `get_dummies`, behind the columns that are not encoded and named
 * `prefix_category`: bool unless `dtype` says otherwise. `categories` has a list for each of `columns`. Null and what is no category
 * are false everywhere; with `dummyNa` null has a column of its own.
 */
export const getDummies = defineOperator({
  name: 'get-dummies',
  inputs: frames,
  paramsSchema: strictObject({
    columns: namesSchema,
    categories: array(array(scalarSchema)),
    prefix: exactOptional(union([string(), array(string()), record(string(), string())])),
    prefixSep: exactOptional(string(), '_'),
    dummyNa: exactOptional(boolean(), false),
    dropFirst: exactOptional(boolean(), false),
    dtype: exactOptional(picklist(['bool', 'int64', 'float32', 'float64']), 'bool'),
  }),
  plan(node, { columns: names, categories, prefix, prefixSep, dummyNa, dropFirst, dtype }) {
    for (const [param, list] of Object.entries({ categories, prefix })) {
      if (Array.isArray(list) && list.length !== names.length)
        node.fail(param, `it has ${list.length} entries for ${names.length} columns`);
    }
    const prefixOf = (name: string, index: number) => {
      const own = Array.isArray(prefix) ? prefix[index] : typeof prefix === 'object' ? prefix[name] : prefix;
      return own === undefined ? `${name}${prefixSep}` : own && `${own}${prefixSep}`;
    };
    const input = frameInput(node);
    const columns = chooseColumns(node, input, names);
    const dummies = columns.flatMap((column, index) => {
      const { from, name, type } = column;
      const keys: ColumnValue[] = (categories[index] ?? []).map((category) => {
        checkLiteral(node, `categories.${index}`, column, category);
        return coerce(type, category);
      });
      if (dummyNa) keys.push(null);
      return keys.slice(dropFirst ? 1 : 0).map((key) => ({
        from,
        name: prefixOf(name, index) + (key === null ? 'nan' : categoryText(key, type.startsWith('float'))),
        type: dtype,
        of: (value: ColumnValue) => value === key,
      }));
    });
    checkUnique(node, 'categories', [...input.columns.filter((column) => !columns.includes(column)), ...dummies]);
    return planColumns(input, dummies, columns);
  },
});

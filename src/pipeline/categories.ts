import { array, null_, union } from 'valibot';
import { type ChosenColumn, checkLiteral } from './column-plan.ts';
import { type ColumnValue, coerce } from './frame.ts';
import type { NodeContext } from './operator.ts';
import { scalarSchema } from './params.ts';

/** A category, which null may be. */
export const categorySchema = union([scalarSchema, null_()]);

/** A list of categories for each column. */
export const categoriesSchema = array(array(categorySchema));

/** The place of each category of each column; refuses lists that don't go with the columns, and literals of another type. */
export function categoryPlaces(
  node: NodeContext,
  columns: readonly ChosenColumn[],
  categories: readonly (readonly (string | number | boolean | null)[])[],
): ReadonlyMap<ColumnValue, number>[] {
  const { length } = categories;
  if (length !== columns.length) node.fail('categories', `it has ${length} lists for ${columns.length} columns`);
  return columns.map((column, index) => {
    const keys = (categories[index] ?? []).map((category, place): [ColumnValue, number] => {
      if (category !== null) checkLiteral(node, `categories.${index}`, column, category);
      return [coerce(column.type, category), place];
    });
    return new Map(keys);
  });
}

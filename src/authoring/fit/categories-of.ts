import type { ColumnValue } from '../../pipeline/frame.ts';
import type { FitColumn, FitInput } from './fitter.ts';

/** A category as params hold it. */
export type Category = string | number | boolean;

/** The values of a column that are there, each once, sorted: numbers by value, texts by code unit, false before true. */
export function categoriesOf({ values }: FitColumn): Category[] {
  const distinct = [...new Set<ColumnValue>(values)].filter((value) => value !== null);
  return distinct.sort((a, b) => (a < b ? -1 : 1)).map((value) => (typeof value === 'bigint' ? Number(value) : value));
}

/** As {@link categoriesOf}, with null behind the others where a value is missing, as scikit-learn's encoders have it. */
export function categoriesWithNull(column: FitColumn): (Category | null)[] {
  return column.values.includes(null) ? [...categoriesOf(column), null] : categoriesOf(column);
}

/** More would make a column for each of them, and rows of thousands of numbers. */
const columnLimit = 1000;

/** Refuses a column with too many categories to make a column of each. */
export function checkColumnCount({ refuse }: FitInput, name: string, categories: readonly unknown[]): void {
  if (categories.length <= columnLimit) return;
  const count = categories.length.toLocaleString('en');
  refuse(
    `column '${name}' has ${count} categories, and ${columnLimit} is the most that get a column each; use hash, ordinal-encoder or target-encoder`,
  );
}

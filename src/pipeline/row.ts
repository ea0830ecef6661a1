import { type ColumnSpec, valueAt } from './frame.ts';
import type { Value } from './operator.ts';

/** One row as JSON Logic reads it: `{ "var": "price" }` is the value of the column `price`; int64 is a number. */
export type Row = Record<string, string | number | boolean | null>;

/** A row of columns as plain values. `specs` and `columns` go in step. */
export function rowOf(specs: readonly ColumnSpec[], columns: Value, row: number): Row {
  return Object.fromEntries(
    specs.map(({ name }, position) => {
      const column = columns[position];
      const value = column ? valueAt(column, row) : null;
      return [name, typeof value === 'bigint' ? Number(value) : value];
    }),
  );
}

import { type JsonLogic, variablesOf } from '../xdm/condition.ts';
import { type ColumnSpec, valueAt } from './frame.ts';
import type { NodeContext, Value } from './operator.ts';

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

/** What an expression reads of the items of a list that it goes over. */
const ofItems = /^(current|accumulator|\d+)?$/;

/** Refuses an expression that reads what is no column: it would be null in every row. */
export function checkRowReads(node: NodeContext, param: string, names: readonly string[], expression: JsonLogic): void {
  for (const path of variablesOf(expression)) {
    const [root = ''] = path.split(/[.[]/);
    if (names.includes(root) || ofItems.test(root)) continue;
    node.fail(
      param,
      names.includes(path)
        ? `column '${path}' has a dot in its name, by which no expression reads it; rename it before`
        : `'${path}' is no column; there is ${names.join() || 'none'}`,
    );
  }
}

import { checkLiteral, checkUnique } from './column-plan.ts';
import { type Column, type ColumnSpec, type ColumnType, coerce, createColumn } from './frame.ts';
import type { NodeContext } from './operator.ts';
import { typeOfLiteral } from './params.ts';

/** The params that every column read from XDM has. */
export interface ReadColumn {
  readonly name: string;
  readonly type?: ColumnType | undefined;
  readonly default?: string | number | boolean | undefined;
}

/** Name and type of each column; the type is that of `default` when left out, or what `otherwise` says. */
export function specsOf<C extends ReadColumn>(
  node: NodeContext,
  columns: readonly C[],
  otherwise?: (column: C) => ColumnType | undefined,
): ColumnSpec[] {
  checkUnique(node, 'columns', columns);
  return columns.map((column, position) => {
    const { name, default: missing } = column;
    const spec = { name, type: column.type ?? otherwise?.(column) ?? typeOfLiteral(missing) };
    if (missing !== undefined) checkLiteral(node, `columns.${position}.default`, spec, missing);
    return spec;
  });
}

/**
 * The columns of rows that hold their values in the order of the columns. A column's `default` stands in for a value that is not there, is an
 * empty text, as in a CSV, or doesn't fit the type.
 */
export function readColumns(
  specs: readonly ColumnSpec[],
  columns: readonly ReadColumn[],
  rows: readonly (readonly unknown[])[],
): Column[] {
  return specs.map(({ type }, index) =>
    createColumn(
      type,
      rows.map(({ [index]: value }) => coerce(type, value === '' ? null : value) ?? columns[index]?.default),
    ),
  );
}

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

/** The columns of one row; a column's `default` stands in for a value that is not there or doesn't fit the type. */
export function oneRow(
  specs: readonly ColumnSpec[],
  columns: readonly ReadColumn[],
  values: readonly unknown[],
): Column[] {
  return specs.map(({ type }, position) => {
    return createColumn(type, [coerce(type, values[position]) ?? columns[position]?.default]);
  });
}

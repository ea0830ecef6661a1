import { type PathKeys, parsePath } from '../xdm/path.ts';
import { checkLiteral, checkUnique } from './column-plan.ts';
import { type Column, type ColumnSpec, type ColumnType, coerce, createColumn } from './frame.ts';
import type { NodeContext } from './operator.ts';
import { typeOfLiteral } from './params.ts';

/** The params that every column read from XDM has. */
export interface ReadColumn {
  readonly name: string;
  readonly path?: string | undefined;
  readonly type?: ColumnType | undefined;
  readonly default?: string | number | boolean | undefined;
}

/** Name and type of each column; the type is that of `default` when left out, or what `otherwise` says. */
export function specsOf<C extends ReadColumn>(
  node: NodeContext,
  columns: readonly C[],
  otherwise: (column: C) => ColumnType | undefined = () => undefined,
): ColumnSpec[] {
  checkUnique(
    node,
    'columns',
    columns.map((column) => column.name),
  );
  return columns.map((column, position) => {
    const type = column.type ?? otherwise(column) ?? typeOfLiteral(column.default);
    if (column.default !== undefined) checkLiteral(node, `columns.${position}.default`, type, column.default);
    return { name: column.name, type };
  });
}

/** The keys of a path that a schema has checked. */
export function keysOf(path: string | undefined): PathKeys | undefined {
  return path === undefined ? undefined : parsePath(path);
}

/** A column of one row; `missing` stands in for what is not there or doesn't fit the type. */
export function oneRow(type: ColumnType, value: unknown, missing: ReadColumn['default']): Column {
  return createColumn(type, [coerce(type, value) ?? missing]);
}

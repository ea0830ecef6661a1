import { type PathKeys, parsePath } from '../xdm/path.ts';
import { type Column, type ColumnSpec, type ColumnType, coerce, createColumn } from './frame.ts';
import type { NodeContext } from './operator.ts';
import { isLiteralOf, typeOfLiteral } from './params.ts';

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
  const names = columns.map((column) => column.name);
  return columns.map((column, position) => {
    const { name, default: missing } = column;
    if (names.indexOf(name) !== position) node.fail(`columns.${position}.name`, `'${name}' is there twice; rename one`);
    const type = column.type ?? otherwise(column) ?? typeOfLiteral(missing);
    if (missing !== undefined && !isLiteralOf(type, missing)) {
      node.fail(`columns.${position}.default`, `${JSON.stringify(missing)} is not ${type}`);
    }
    return { name, type };
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

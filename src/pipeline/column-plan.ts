import { EdgewiseError } from '../errors.ts';
import { type ColumnSpec, type ColumnType, type ColumnValue, computeColumn, isColumnType, valueAt } from './frame.ts';
import type { Link, NodeContext, Plan, Value } from './operator.ts';
import { isLiteralOf } from './params.ts';

/** Types that hold numbers. */
export const numericTypes: readonly ColumnType[] = ['float32', 'float64', 'int64'];

/** A column of a frame, with its position. */
export interface ChosenColumn extends ColumnSpec {
  readonly from: number;
}

/** The frames that a node takes, joined side by side (Pandas' `concat(axis=1)`). */
export interface FrameInput {
  readonly columns: readonly ChosenColumn[];
  read(values: readonly Value[]): Value;
}

/** One column to make out of another, value by value. It replaces one of its own name, or stands behind the others. */
export interface ColumnStep extends ChosenColumn {
  /** The new value; converted to the new type, null where it doesn't fit. Without it the column stays as it is. */
  of?(value: ColumnValue): unknown;
}

/** Joins the frames among a node's links; refuses a column name that two of them have. */
export function frameInput(node: NodeContext, links: readonly Link[] = node.inputs): FrameInput {
  const columns = links
    .flatMap((link) => link.type.parts)
    .map(({ name, type }, from) => ({ name, from, type: isColumnType(type) ? type : misplanned() }));
  checkUnique(node, 'inputs', columns);
  const [first, another] = links;
  if (first && !another) return { columns, read: first.read };
  return {
    columns,
    read(values) {
      const joined = links.flatMap((link) => link.read(values));
      const sizes = new Set(joined.map((column) => column?.data.length));
      if (sizes.size > 1) node.refuse(`its inputs have ${[...sizes].join(' and ')} rows; give them as many`);
      return joined;
    },
  };
}

/** Refuses a name that two columns would have. */
export function checkUnique(node: NodeContext, param: string, columns: readonly { readonly name: string }[]): void {
  const names = new Set<string>();
  for (const { name } of columns) {
    if (names.has(name)) node.fail(param, `there are two columns '${name}'; rename one`);
    names.add(name);
  }
}

/** Refuses a literal that is not of a column's type. */
export function checkLiteral(node: NodeContext, param: string, { name, type }: ColumnSpec, value: unknown): void {
  if (!isLiteralOf(type, value)) node.fail(param, `${JSON.stringify(value)} is not ${type} like column '${name}'`);
}

/** The columns that a param names, all of them where it is left out; fails where one is unknown or of a type that is not accepted. */
export function chooseColumns(
  node: NodeContext,
  { columns }: FrameInput,
  names: readonly string[] | undefined,
  accepted?: readonly ColumnType[],
  param = 'columns',
): readonly ChosenColumn[] {
  const chosen = names?.map(
    (name) =>
      columns.find((column) => column.name === name) ??
      node.fail(param, `'${name}' is no column; there is ${columns.map((column) => column.name).join() || 'none'}`),
  );
  for (const { name, type } of chosen ?? columns) {
    if (accepted && !accepted.includes(type)) node.fail(param, `column '${name}' is ${type}; it takes ${accepted}`);
  }
  return chosen ?? columns;
}

/** The plan of an operator that makes columns out of columns and leaves the others as they are, but for those `removed`. */
export function planColumns(
  input: FrameInput,
  made: readonly ColumnStep[],
  removed: readonly ChosenColumn[] = [],
): Plan {
  const byName = new Map(input.columns.map((column): [string, ColumnStep] => [column.name, column]));
  for (const { name } of removed) byName.delete(name);
  for (const step of made) byName.set(step.name, step);
  const steps = [...byName.values()];
  return {
    output: { kind: 'frame', parts: steps.map(({ name, type }) => ({ name, type })) },
    run(values) {
      const columns = input.read(values);
      return steps.map(({ from, type, of }) => {
        const column = columns[from] ?? misplanned();
        return of ? computeColumn(type, column.data.length, (row) => of(valueAt(column, row))) : column;
      });
    },
  };
}

/** For what planning has ruled out. */
export function misplanned(): never {
  throw new EdgewiseError('engine-failed', 'A graph node got something else than it was planned for; report it.');
}

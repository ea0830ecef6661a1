import { EdgewiseError } from '../errors.ts';
import {
  type Column,
  type ColumnSpec,
  type ColumnType,
  type ColumnValue,
  createColumn,
  type Frame,
  valuesOf,
} from './frame.ts';
import type { NodeContext, Plan, Value } from './operator.ts';
import { isLiteralOf } from './params.ts';

/** Types that hold numbers. */
export const numericTypes: readonly ColumnType[] = ['float32', 'float64', 'int64'];

/** The frames among a node's inputs, joined side by side (Pandas' `concat(axis=1)`). */
export interface FrameInput {
  readonly columns: readonly ColumnSpec[];
  read(values: readonly Value[]): Frame;
}

/** A column of the input, with its position. */
export interface ChosenColumn extends ColumnSpec {
  readonly from: number;
}

/** One column to make out of another, value by value. */
export interface ColumnStep extends ColumnSpec {
  /** Position of the column that is read; the one written is replaced where its name exists, appended otherwise. */
  readonly from: number;
  /** The new value; converted to the new type, null where it doesn't fit. */
  of(value: ColumnValue): unknown;
}

/** Joins the frames among a node's inputs; refuses a column name that two of them have. */
export function frameInput(node: NodeContext): FrameInput {
  const columns = node.inputs.flatMap((input) => (input.kind === 'frame' ? input.columns : []));
  const names = columns.map((column) => column.name);
  checkUnique(node, 'inputs', names);
  if (node.inputs.length === 1) return { columns, read: (values) => asFrame(values[0]) };
  const count = node.inputs.length;
  return {
    columns,
    read(values) {
      const joined = values.slice(0, count).map(asFrame);
      const rowCount = joined[0]?.rowCount ?? 0;
      if (joined.some((frame) => frame.rowCount !== rowCount)) {
        node.refuse(`its inputs have ${joined.map((frame) => frame.rowCount).join(' and ')} rows; give them as many`);
      }
      return { names, columns: joined.flatMap((frame) => frame.columns), rowCount };
    },
  };
}

/** Refuses a name that two columns would have. */
export function checkUnique(node: NodeContext, param: string, names: readonly string[]): void {
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) node.fail(param, `there are two columns '${twice}'; rename one`);
}

/** Refuses a literal that is not of a column's type. */
export function checkLiteral(node: NodeContext, param: string, type: ColumnType, value: unknown): void {
  if (!isLiteralOf(type, value)) node.fail(param, `${JSON.stringify(value)} is not ${type}`);
}

/** A column that a param names, with its position; fails where it is unknown or of a type that is not accepted. */
export function findColumn(
  node: NodeContext,
  columns: readonly ColumnSpec[],
  param: string,
  name: string,
  accepted?: readonly ColumnType[],
): ChosenColumn {
  const from = columns.findIndex((column) => column.name === name);
  const { type } =
    columns[from] ?? node.fail(param, `'${name}' is no column; choose one of ${columns.map((column) => column.name)}`);
  if (accepted && !accepted.includes(type)) node.fail(param, `column '${name}' is ${type}; it takes ${accepted}`);
  return { name, type, from };
}

/** The columns that a `columns` param names, all of them where it is left out. */
export function chooseColumns(
  node: NodeContext,
  columns: readonly ColumnSpec[],
  names: readonly string[] | undefined,
  accepted?: readonly ColumnType[],
): ChosenColumn[] {
  return (names ?? columns.map((column) => column.name)).map((name) => {
    return findColumn(node, columns, 'columns', name, accepted);
  });
}

/** The plan of an operator that makes columns out of columns and leaves the others as they are. */
export function planColumns(input: FrameInput, steps: readonly ColumnStep[]): Plan {
  const columns = input.columns.slice();
  const writers = steps.map(({ name, type, from, of }) => {
    const found = columns.findIndex((column) => column.name === name);
    const to = found < 0 ? columns.length : found;
    columns[to] = { name, type };
    return { from, to, convert: (column: Column) => createColumn(type, valuesOf(column).map(of)) };
  });
  const names = columns.map((column) => column.name);
  return {
    output: { kind: 'frame', columns },
    run(values) {
      const frame = input.read(values);
      const results = frame.columns.slice();
      for (const { from, to, convert } of writers) {
        const source = frame.columns[from];
        if (source) results[to] = convert(source);
      }
      return { names, columns: results, rowCount: frame.rowCount };
    },
  };
}

/** The value of an input whose type is known to be a frame. */
export function asFrame(value: Value): Frame {
  if (value && 'columns' in value) return value;
  throw new EdgewiseError('engine-failed', 'A graph node got something else than the frame it was planned for.');
}

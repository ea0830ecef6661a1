import { EdgewiseError } from '../errors.ts';
import type { Column, ColumnSpec, ColumnType, Frame } from './frame.ts';
import type { NodeContext, Plan, Value } from './operator.ts';

/** Types that hold numbers. */
export const numericTypes: readonly ColumnType[] = ['float32', 'float64', 'int64'];

/** The frames among a node's inputs, joined side by side (Pandas' `concat(axis=1)`). */
export interface FrameInput {
  readonly columns: readonly ColumnSpec[];
  read(values: readonly Value[]): Frame;
}

/** One column to make out of another. */
export interface ColumnStep {
  /** Position of the column that is read. */
  readonly from: number;
  /** Column that is written: replaced where it exists, appended otherwise. */
  readonly name: string;
  readonly type: ColumnType;
  convert(column: Column): Column;
}

/** Joins the frames among a node's inputs; refuses a column name that two of them have. */
export function frameInput(node: NodeContext): FrameInput {
  const columns = node.inputs.flatMap((input) => (input.kind === 'frame' ? input.columns : []));
  const names = columns.map((column) => column.name);
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) node.fail('inputs', `two inputs have a column '${twice}'; rename one`);
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

/** Position of a column that a param names; fails where it is unknown or of a type that is not accepted. */
export function findColumn(
  node: NodeContext,
  columns: readonly ColumnSpec[],
  param: string,
  name: string,
  accepted?: readonly ColumnType[],
): number {
  const position = columns.findIndex((column) => column.name === name);
  const found = columns[position];
  if (!found) {
    return node.fail(
      param,
      `column '${name}' is unknown; its inputs have ${columns.map((column) => column.name).join(', ')}`,
    );
  }
  if (accepted && !accepted.includes(found.type)) {
    node.fail(param, `column '${name}' is ${found.type}; it takes ${accepted.join(', ')}`);
  }
  return position;
}

/** The columns that a `columns` param names, all of them where it is left out, with their positions. */
export function chooseColumns(
  node: NodeContext,
  columns: readonly ColumnSpec[],
  names: readonly string[] | undefined,
  accepted?: readonly ColumnType[],
): (ColumnSpec & { readonly from: number })[] {
  return (names ?? columns.map((column) => column.name)).map((name) => {
    const from = findColumn(node, columns, 'columns', name, accepted);
    return { name, type: columns[from]?.type ?? 'float64', from };
  });
}

/** The plan of an operator that makes columns out of columns and leaves the others as they are. */
export function planColumns(input: FrameInput, steps: readonly ColumnStep[]): Plan {
  const columns = input.columns.slice();
  const targets = steps.map(({ name, type }) => {
    const position = columns.findIndex((column) => column.name === name);
    if (position >= 0) columns[position] = { name, type };
    return position >= 0 ? position : columns.push({ name, type }) - 1;
  });
  const names = columns.map((column) => column.name);
  return {
    output: { kind: 'frame', columns },
    run(values) {
      const frame = input.read(values);
      const results = frame.columns.slice();
      for (let index = 0; index < steps.length; index++) {
        const step = steps[index];
        const source = step && frame.columns[step.from];
        const target = targets[index];
        if (source && target !== undefined) results[target] = step.convert(source);
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

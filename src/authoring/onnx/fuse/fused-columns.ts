import { elementTypes } from '../../../engine/js/protobuf.ts';
import type { ColumnSpec, ColumnType } from '../../../pipeline/frame.ts';
import type { GraphBuilder } from '../graph-builder.ts';
import { tensor } from '../writer.ts';

/** A column as the ONNX graph has it: one of the `width` columns of a value of shape [rows, width]. */
export interface FusedColumn extends ColumnSpec {
  readonly value: string;
  readonly at: number;
  readonly width: number;
}

/** The columns of a value, in order. */
export function columnsOf(value: string, specs: readonly ColumnSpec[]): FusedColumn[] {
  return specs.map(({ name, type }, at) => ({ name, type, value, at, width: specs.length }));
}

/** Converts a value. */
export function castTo(build: GraphBuilder, value: string, type: ColumnType): string {
  return build.node('Cast', [value], { to: { int: elementTypes.indexOf(type) } });
}

/** Lays columns side by side as one value of shape [rows, columns] and of one type. Neighbours that already lie together stay so. */
export function layColumns(build: GraphBuilder, columns: readonly FusedColumn[], type: ColumnType): string {
  const runs: FusedColumn[][] = [];
  for (const column of columns) {
    const run = runs.at(-1);
    if (run?.[0]?.value === column.value) run.push(column);
    else runs.push([column]);
  }
  const parts = runs.map((run) => {
    const [first] = run;
    const value = takeColumns(build, run);
    return first && first.type !== type ? castTo(build, value, type) : value;
  });
  const [only = '', another] = parts;
  return another === undefined ? only : build.node('Concat', parts, { axis: { int: 1 } });
}

/** The part of one value that columns of it are. */
function takeColumns(build: GraphBuilder, run: readonly FusedColumn[]): string {
  const { value = '', width } = run[0] ?? {};
  if (run.length === width && run.every(({ at }, place) => at === place)) return value;
  const places = build.constant(
    tensor(
      'int64',
      run.map(({ at }) => at),
    ),
  );
  return build.node('Gather', [value, places], { axis: { int: 1 } });
}

/** Columns with those of `made` in the place of their namesakes, or behind the others; as pipeline operators have it. */
export function replaceColumns(columns: readonly FusedColumn[], made: readonly FusedColumn[]): FusedColumn[] {
  const byName = new Map(columns.map((column) => [column.name, column]));
  for (const column of made) byName.set(column.name, column);
  return [...byName.values()];
}

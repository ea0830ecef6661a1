import type { Tensor, TensorType } from '../engine/session.ts';
import { type ChosenColumn, misplanned } from './column-plan.ts';
import { computeColumn, isColumnType, valueAt } from './frame.ts';
import type { NodeContext, RunState, Value } from './operator.ts';

/**
 * Plans how columns are laid side by side: a tensor of shape [rows, columns], row-major. Nothing is lost on the way: text
 * and fractions are refused where the tensor has none, and so is null, which is NaN in float tensors.
 * The values of the first row are shown as the run's features.
 */
export function planTensor(
  node: NodeContext,
  param: string,
  columns: readonly ChosenColumn[],
  type: TensorType,
): (input: Value, state: RunState) => Tensor {
  if (!isColumnType(type)) return node.fail(param, `columns can't be ${type}; feed a tensor`);
  for (const { name, type: from } of columns) {
    const exact = type === 'string' || type === 'bool' || from === 'string';
    if (exact ? from !== type : type === 'int64' && from.startsWith('float')) {
      node.fail(param, `column '${name}' is ${from}, which a ${type} tensor can't hold; cast it before`);
    }
  }
  const width = columns.length;
  return (input, { features }) => {
    const found = columns.map(({ from }) => input[from] ?? misplanned());
    const rowCount = found[0]?.data.length ?? 0;
    const valueIn = (place: number) => {
      const column = found[place % width];
      return column && valueAt(column, Math.trunc(place / width));
    };
    const { data, nulls } = computeColumn(type, rowCount * width, valueIn);
    if (nulls) node.refuse(`column '${columns[nulls.indexOf(1) % width]?.name}' is null; fill it with fillna`);
    for (let place = 0; place < width && rowCount > 0; place++) {
      const value = valueIn(place);
      features[columns[place]?.name ?? ''] = typeof value === 'bigint' ? Number(value) : (value ?? null);
    }
    return { type, dims: [rowCount, width], data };
  };
}

/** One place of an index such as `[:,1]`: a position, or undefined for `:`. */
export type TensorIndex = readonly (number | undefined)[];

/** Whether every position of an index lies within a shape; a size not known yet holds every position. */
export function isIndexOf(index: TensorIndex, shape: readonly (number | undefined)[]): boolean {
  return (
    index.length <= shape.length &&
    index.every((place, axis) => {
      const size = shape[axis];
      return place === undefined || size === undefined || (place < size && place >= -size);
    })
  );
}

/** Selects a part of a tensor as NumPy does: a position (negative from the end) drops its axis. The index must lie within. */
export function selectTensor({ type, dims, data }: Tensor, index: TensorIndex): Tensor {
  let offsets = [0];
  for (const [axis, size] of dims.entries()) {
    const place = index[axis];
    const steps =
      place === undefined ? Array.from({ length: size }, (_, step) => step) : [place < 0 ? place + size : place];
    offsets = offsets.flatMap((offset) => steps.map((step) => offset * size + step));
  }
  // A selection is never longer than what it is taken from, so the copy has the right type and length to be written over.
  const selected = data.slice(0, offsets.length);
  const target = selected as { [position: number]: string | number | bigint | undefined };
  for (const [position, offset] of offsets.entries()) target[position] = data[offset];
  return { type, dims: dims.filter((_, axis) => index[axis] === undefined), data: selected };
}

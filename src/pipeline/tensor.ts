import type { Tensor, TensorData } from '../engine/session.ts';
import { type Column, type ColumnType, createColumn, valueAt } from './frame.ts';

/** Whether a column may go into a tensor without losing anything that its type promises. */
export function fitsTensor(from: ColumnType, to: ColumnType): boolean {
  if (from === 'string' || to === 'string' || to === 'bool') return from === to;
  return to === 'int64' ? from === 'int64' || from === 'bool' : true;
}

/**
 * Lays columns side by side: a tensor of shape [rows, columns], row-major. Null is NaN in float tensors.
 * @param onNull called with the position of a column that has a null where the type has none.
 */
export function columnsToTensor(
  columns: readonly Column[],
  type: ColumnType,
  rowCount: number,
  onNull: (position: number) => never,
): Tensor {
  const values: unknown[] = [];
  for (let row = 0; row < rowCount; row++) for (const column of columns) values.push(valueAt(column, row));
  const { data, nulls } = createColumn(type, values);
  if (nulls) onNull(nulls.indexOf(1) % columns.length);
  return { type, dims: [rowCount, columns.length], data };
}

/** One place of an index such as `[:,1]`: a position, or undefined for `:`. */
export type TensorIndex = readonly (number | undefined)[];

/** Whether every position of an index lies within a shape; a size not known yet holds every position. */
export function isIndexOf(index: TensorIndex, shape: readonly (number | undefined)[]): boolean {
  return (
    index.length <= shape.length &&
    index.every((place = 0, axis) => {
      const size = shape[axis];
      return index[axis] === undefined || size === undefined || (place < size && place >= -size);
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
  return { type, dims: dims.filter((_, axis) => index[axis] === undefined), data: gather(data, offsets) };
}

function gather(data: TensorData, offsets: readonly number[]): TensorData {
  const result = data.slice(0, offsets.length);
  // A selection is never longer than what it is taken from, so the copy has the right type and length to be written over.
  const target = result as { [index: number]: string | number | bigint | undefined };
  for (const [index, offset] of offsets.entries()) target[index] = data[offset];
  return result;
}

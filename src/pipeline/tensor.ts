import type { Tensor, TensorData } from '../engine/session.ts';
import { type Column, type ColumnType, isNull } from './frame.ts';

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
  const width = columns.length;
  const dims = [rowCount, width];
  const count = rowCount * width;
  switch (type) {
    case 'float32':
      return { type, dims, data: fillNumbers(new Float32Array(count), columns) };
    case 'float64':
      return { type, dims, data: fillNumbers(new Float64Array(count), columns) };
    case 'int64': {
      const data = new BigInt64Array(count);
      eachValue(columns, onNull, (value, index) => {
        data[index] = BigInt(value);
      });
      return { type, dims, data };
    }
    case 'bool': {
      const data = new Uint8Array(count);
      eachValue(columns, onNull, (value, index) => {
        data[index] = Number(value);
      });
      return { type, dims, data };
    }
    case 'string': {
      const data = new Array<string>(count);
      eachValue(columns, onNull, (value, index) => {
        data[index] = String(value);
      });
      return { type, dims, data };
    }
  }
}

function fillNumbers<D extends Float32Array | Float64Array>(data: D, columns: readonly Column[]): D {
  const width = columns.length;
  for (let position = 0; position < width; position++) {
    const column = columns[position];
    if (!column) continue;
    for (let row = 0; row < column.data.length; row++) {
      data[row * width + position] = column.nulls?.[row] ? Number.NaN : Number(column.data[row]);
    }
  }
  return data;
}

function eachValue(
  columns: readonly Column[],
  onNull: (position: number) => never,
  write: (value: string | number | bigint, index: number) => void,
): void {
  for (const [position, column] of columns.entries()) {
    for (let row = 0; row < column.data.length; row++) {
      const value = column.data[row];
      if (value === undefined || isNull(column, row)) onNull(position);
      write(value, row * columns.length + position);
    }
  }
}

/** One place of an index such as `[:,1]`: a position, or undefined for `:`. */
export type TensorIndex = readonly (number | undefined)[];

/** Shape of what an index selects, as in NumPy: a position drops its axis, and axes beyond the index stay whole. */
export function indexedShape<T>(shape: readonly T[], index: TensorIndex): T[] {
  return shape.filter((_, axis) => index[axis] === undefined);
}

/** Selects a part of a tensor as NumPy does; undefined when it lies outside. Negative positions count from the end. */
export function selectTensor(tensor: Tensor, index: TensorIndex): Tensor | undefined {
  const { dims, data } = tensor;
  if (index.length > dims.length) return undefined;
  const kept: { size: number; stride: number }[] = [];
  let offset = 0;
  let stride = 1;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const size = dims[axis] ?? 1;
    const position = index[axis];
    if (position === undefined) kept.unshift({ size, stride });
    else if (position >= size || position < -size) return undefined;
    else offset += (position < 0 ? position + size : position) * stride;
    stride *= size;
  }
  let offsets = [offset];
  for (const { size, stride } of kept) {
    offsets = offsets.flatMap((start) => Array.from({ length: size }, (_, step) => start + step * stride));
  }
  return { type: tensor.type, dims: kept.map((axis) => axis.size), data: gather(data, offsets) };
}

function gather(data: TensorData, offsets: readonly number[]): TensorData {
  const result = data.slice(0, offsets.length);
  // A selection is never longer than what it is taken from, so the copy has the right type and length to be written over.
  const target = result as { [index: number]: string | number | bigint | undefined };
  for (let index = 0; index < offsets.length; index++) target[index] = data[offsets[index] ?? 0];
  return result;
}

import type { TensorData, TensorType } from '../session.ts';
import type { DataOf } from './kernel.ts';

/** The typed array of each element type; `string` has none. */
export const arrayTypes = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

/** Storage for `length` elements: zeros, or `''`. Check the length against the limits first. */
export function createData<T extends TensorType>(type: T, length: number): DataOf[T] & TensorData;
export function createData(type: TensorType, length: number): TensorData {
  return type === 'string' ? new Array<string>(length).fill('') : new arrayTypes[type](length);
}

/** Bytes of one element; of a string, those of its reference. */
export function bytesPerElement(type: TensorType): number {
  return type === 'string' ? 8 : arrayTypes[type].BYTES_PER_ELEMENT;
}

/** Whether `data` is the storage that tensors of `type` have. */
export function isDataOf(type: TensorType, data: unknown): data is TensorData {
  if (type !== 'string') return data instanceof arrayTypes[type];
  if (!Array.isArray(data)) return false;
  // By index, for `every` passes over the holes of a sparse array.
  for (let i = 0; i < data.length; i++) if (typeof data[i] !== 'string') return false;
  return true;
}

import type { Tensor, TensorData, TensorType } from '../../session.ts';
import { broadcastIndices, broadcastShape } from '../broadcast.ts';
import { sameShape } from '../dims.ts';
import type { KernelContext } from '../kernel.ts';

/** Storage of numbers: all but int64, uint64 and strings. */
export type Numbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

/** Storage of int64 and uint64, whose elements are bigints. */
export type Bigints = BigInt64Array | BigUint64Array;

export type Element = number | bigint | string;

/** Element types by the names that the standard's type constraints give them. */
export const typeSets = {
  float: new Set<TensorType>(['float32', 'float64']),
  signed: new Set<TensorType>(['float32', 'float64', 'int8', 'int16', 'int32', 'int64']),
  unsigned: new Set<TensorType>(['uint8', 'uint16', 'uint32', 'uint64']),
  numeric: new Set<TensorType>([
    ...(['float32', 'float64', 'int8', 'int16', 'int32', 'int64'] as const),
    ...(['uint8', 'uint16', 'uint32', 'uint64'] as const),
  ]),
  bool: new Set<TensorType>(['bool']),
};

export function isBigints(data: TensorData): data is Bigints {
  return data instanceof BigInt64Array || data instanceof BigUint64Array;
}

export function isNumbers(data: TensorData): data is Numbers {
  return ArrayBuffer.isView(data) && !isBigints(data);
}

/** How many times 10 ns an element of a type takes in simple arithmetic: what it counts for in `limits.work`. */
export function weightOf(type: TensorType): number {
  return type === 'int64' || type === 'uint64' ? 10 : 1;
}

/** The input at `position`, refused when it is missing or of another type than the operator takes. */
export function take(
  context: KernelContext,
  inputs: readonly (Tensor | undefined)[],
  position: number,
  types?: ReadonlySet<TensorType>,
): Tensor {
  const tensor = inputs[position];
  if (!tensor) return context.fail(`input ${position} is missing`);
  if (types && !types.has(tensor.type))
    context.fail(`input ${position} is ${tensor.type}, which the operator does not take`);
  return tensor;
}

/** Lays the operands of one node over one another. Holds what it works out for as long as shapes stay. */
export interface Broadcaster {
  /** The shape of the result. Refuses shapes that do not broadcast. */
  shape(operands: readonly Tensor[]): readonly number[];
  /**
   * An operand's elements, to be read over and over: their number divides that of the result.
   * An operand that is not simply repeated as a whole is spread out first.
   */
  spread(tensor: Tensor, dims: readonly number[]): TensorData;
}

// Beyond this an index table is worked out anew each time rather than held.
const tableElements = 65_536;

/** Creates the {@link Broadcaster} of a node. */
export function createBroadcaster(context: KernelContext): Broadcaster {
  const tables = new Map<string, Int32Array>();
  return {
    shape(operands) {
      const first = operands[0]?.dims ?? [];
      if (operands.every(({ dims }) => sameShape(dims, first))) return first;
      const all = operands.map(({ dims }) => dims);
      return (
        broadcastShape(...all) ??
        context.fail(`shapes ${all.map((dims) => `[${dims}]`).join(' and ')} do not broadcast`)
      );
    },
    spread(tensor, dims) {
      if (isSuffix(tensor.dims, dims)) return tensor.data;
      // Before the table: a result too large is refused.
      const result = context.allocate(tensor.type, dims);
      const key = `${tensor.dims}|${dims}`;
      const indices = tables.get(key) ?? broadcastIndices(tensor.dims, dims);
      if (tables.size < 8 && indices.length <= tableElements) tables.set(key, indices);
      const source: ArrayLike<unknown> = tensor.data;
      const target: { [index: number]: unknown } = result.data as typeof target;
      for (let i = 0; i < indices.length; i++) target[i] = source[indices[i] ?? 0];
      return result.data;
    },
  };
}

/** Whether a tensor of `own` dims repeats as a whole when it is broadcast to `dims`. */
function isSuffix(own: readonly number[], dims: readonly number[]): boolean {
  let start = 0;
  while (start < own.length && own[start] === 1) start++;
  const offset = dims.length - own.length;
  for (let axis = start; axis < own.length; axis++) if (own[axis] !== dims[axis + offset]) return false;
  return true;
}

/** `out[i] = f(a[i])`. Float32 has its own loop: one kind of array in it keeps the engine's code for it fast. */
export function loopUnary(f: (x: number) => number, a: Numbers, out: Numbers): void {
  if (a instanceof Float32Array && out instanceof Float32Array) {
    for (let i = 0; i < out.length; i++) out[i] = f(a[i] ?? 0);
  } else for (let i = 0; i < out.length; i++) out[i] = f(a[i] ?? 0);
}

/** `out[i] = f(a[i], b[i])`, where an operand shorter than the result is read over and over. */
export function loopBinary(f: (x: number, y: number) => number, a: Numbers, b: Numbers, out: Numbers): void {
  if (a instanceof Float32Array && b instanceof Float32Array && out instanceof Float32Array) {
    loopFloat32(f, a, b, out);
    return;
  }
  for (let i = 0, ia = 0, ib = 0; i < out.length; i++) {
    out[i] = f(a[ia] ?? 0, b[ib] ?? 0);
    if (++ia === a.length) ia = 0;
    if (++ib === b.length) ib = 0;
  }
}

function loopFloat32(f: (x: number, y: number) => number, a: Float32Array, b: Float32Array, out: Float32Array): void {
  for (let i = 0, ia = 0, ib = 0; i < out.length; i++) {
    out[i] = f(a[ia] ?? 0, b[ib] ?? 0);
    if (++ia === a.length) ia = 0;
    if (++ib === b.length) ib = 0;
  }
}

/** {@link loopBinary} for int64 and uint64; results wrap as the array does. */
export function loopBigints(f: (x: bigint, y: bigint) => bigint, a: Bigints, b: Bigints, out: Bigints): void {
  for (let i = 0, ia = 0, ib = 0; i < out.length; i++) {
    out[i] = f(a[ia] ?? 0n, b[ib] ?? 0n);
    if (++ia === a.length) ia = 0;
    if (++ib === b.length) ib = 0;
  }
}

/** {@link loopBinary} for a comparison of elements of any type. */
export function loopTest(f: (x: Element, y: Element) => boolean, a: TensorData, b: TensorData, out: Uint8Array): void {
  for (let i = 0, ia = 0, ib = 0; i < out.length; i++) {
    out[i] = f(a[ia] ?? 0, b[ib] ?? 0) ? 1 : 0;
    if (++ia === a.length) ia = 0;
    if (++ib === b.length) ib = 0;
  }
}

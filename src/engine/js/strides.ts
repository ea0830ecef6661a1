import type { Tensor } from '../session.ts';
import { sizeOf, stridesOf } from './dims.ts';
import type { KernelContext } from './kernel.ts';
import { axisOf, type Inputs, numbersOf, required } from './shape.ts';

/** Elements to read, of whatever type. */
type Source = ArrayLike<unknown>;

/** Elements to write, of whatever type. */
interface Target {
  [index: number]: unknown;
}

/** The greater, or NaN where either is; as NumPy's maximum. */
export function greater(a: number, b: number): number {
  return b > a || Number.isNaN(b) ? b : a;
}

/** The lesser, or NaN where either is; as NumPy's minimum. */
export function lesser(a: number, b: number): number {
  return b < a || Number.isNaN(b) ? b : a;
}

/** The whole numbers of a tensor (int64 or int32; in the oldest operator versions also float). */
export function integersOf(context: KernelContext, tensor: Tensor): number[] {
  const values =
    tensor.type === 'string' ? [Number.NaN] : Array.from<number | bigint, number>(numbersOf(tensor), Number);
  return values.every(Number.isInteger) ? values : context.fail('shapes, axes and indices must be whole numbers');
}

/** The only element of a tensor that stands for one whole number. */
export function integerOf(context: KernelContext, tensor: Tensor): number {
  const values = tensor.data.length === 1 ? integersOf(context, tensor) : [];
  return values[0] ?? context.fail('an input that stands for one number must have one element');
}

/** Axes counted from the front, as a set. */
export function axesOf(context: KernelContext, axes: readonly number[], rank: number): Set<number> {
  const result = new Set(axes.map((axis) => axisOf(context, axis, rank)));
  return result.size === axes.length ? result : context.fail('an axis is named twice');
}

// A shape or a list of axes longer than this is an attack, not a model.
const longestList = 4096;

/** The input at `index` as a list of whole numbers: a shape, axes, repeats. */
export function requiredList(context: KernelContext, inputs: Inputs, index: number): number[] {
  const tensor = required(context, inputs, index);
  if (tensor.data.length > longestList) context.fail(`input ${index} lists more than ${longestList} numbers`);
  context.spend(tensor.data.length);
  return integersOf(context, tensor);
}

/** A list that older versions take from an attribute and newer ones from the input at `index`; undefined when absent. */
export function integerList(
  context: KernelContext,
  inputs: Inputs,
  attribute: string,
  index?: number,
): readonly number[] | undefined {
  if (index !== undefined) return inputs[index] && requiredList(context, inputs, index);
  if (!context.attributes.has(attribute)) return undefined;
  const list = context.attributes.ints(attribute);
  context.spend(list.length);
  return list;
}

/** The same elements under other sizes. */
export function reshaped(tensor: Tensor, dims: readonly number[]): Tensor {
  return { type: tensor.type, dims, data: tensor.data };
}

/** `dims` with the size of one axis replaced. */
export function resized(dims: readonly number[], axis: number, size: number): number[] {
  const result = [...dims];
  result[axis] = size;
  return result;
}

/** Sets every element. `value` must be of the tensor's type. */
export function fill(tensor: { readonly data: unknown }, value: unknown): void {
  (tensor.data as unknown[]).fill(value);
}

/** Copies a run of elements between storages of the same type. */
export function copyRun(target: Target, at: number, source: Source, from: number, count: number): void {
  // A native copy pays off only for longer runs.
  if (count > 24 && ArrayBuffer.isView(source)) {
    const typed = source as unknown as Float32Array;
    (target as unknown as Float32Array).set(typed.subarray(from, from + count), at);
  } else for (let i = 0; i < count; i++) target[at + i] = source[from + i];
}

/**
 * The offset of every index of `dims`, in row-major order, for any strides (0 repeats, negative walks backwards).
 * Takes time and memory in proportion to the number of elements, whatever the rank.
 */
export function offsetsOf(dims: readonly number[], strides: readonly number[]): Int32Array {
  const offsets = new Int32Array(sizeOf(dims));
  if (offsets.length === 0) return offsets;
  let filled = 1;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const end = filled * (dims[axis] as number);
    const stride = strides[axis] as number;
    for (let i = filled; i < end; i++) offsets[i] = (offsets[i - filled] as number) + stride;
    filled = end;
  }
  return offsets;
}

/** Fills `target`, of sizes `dims`, with the elements that lie at `start` and `strides` in `source`. */
function copyStrided(
  target: Target,
  dims: readonly number[],
  source: Source,
  strides: readonly number[],
  start = 0,
): void {
  if (sizeOf(dims) === 0) return;
  const last = dims.length - 1;
  const run = dims[last] ?? 1;
  const stride = strides[last] ?? 0;
  const rows = offsetsOf(dims.slice(0, -1), strides);
  for (let row = 0, at = 0; row < rows.length; row++, at += run) {
    const from = start + (rows[row] as number);
    if (stride === 1) copyRun(target, at, source, from, run);
    else for (let i = 0; i < run; i++) target[at + i] = source[from + i * stride];
  }
}

/** A new tensor of sizes `dims`: the elements of `tensor` at `start` and `strides`. */
export function strided(
  context: KernelContext,
  tensor: Tensor,
  dims: readonly number[],
  strides: readonly number[],
  start = 0,
): Tensor {
  const output = context.allocate(tensor.type, dims);
  copyStrided(output.data, dims, tensor.data, strides, start);
  return output;
}

/** The offsets of the kept and of the reduced axes of a tensor: every pair's sum is one element. */
export function splitOffsets(
  dims: readonly number[],
  axes: ReadonlySet<number>,
): { readonly kept: Int32Array; readonly reduced: Int32Array } {
  const strides = stridesOf(dims);
  const pick = <T>(values: readonly T[], inside: boolean) => values.filter((_, axis) => axes.has(axis) === inside);
  const kept = offsetsOf(pick(dims, false), pick(strides, false));
  return { kept, reduced: kept.length ? offsetsOf(pick(dims, true), pick(strides, true)) : kept };
}

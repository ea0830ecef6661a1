import type { Tensor, TensorType } from '../session.ts';
import { sizeOf, stridesOf } from './broadcast.ts';
import type { KernelContext } from './kernel.ts';

/** The inputs of a kernel by position. */
export type Inputs = readonly (Tensor | undefined)[];

/** Elements to read, of whatever type. */
export type Source = ArrayLike<unknown>;

/** Elements to write, of whatever type. */
export interface Target {
  [index: number]: unknown;
}

/** Elements to write, for arithmetic. */
export interface NumberTarget {
  [index: number]: number;
}

/** The input at `index`, which the standard requires. */
export function required(context: KernelContext, inputs: Inputs, index: number): Tensor {
  return inputs[index] ?? context.fail(`input ${index} is missing`);
}

/** {@link required}, refused unless its elements are numbers that this provider computes with (bool counts as 0 and 1). */
export function requiredNumeric(context: KernelContext, inputs: Inputs, index: number): Tensor {
  const tensor = required(context, inputs, index);
  if (tensor.type === 'string' || tensor.type === 'float16') {
    return context.fail(`input ${index} is ${tensor.type}; cast it to a number type that the operator takes`);
  }
  return tensor;
}

/** {@link required}, refused unless float32 or float64. */
export function requiredFloat(context: KernelContext, inputs: Inputs, index: number): Tensor {
  const tensor = required(context, inputs, index);
  if (tensor.type !== 'float32' && tensor.type !== 'float64') {
    return context.fail(`input ${index} is ${tensor.type}; it must be float32 or float64`);
  }
  return tensor;
}

/** Refuses a tensor of another type than `type`. */
export function expectType(context: KernelContext, tensor: Tensor, type: TensorType): Tensor {
  return tensor.type === type ? tensor : context.fail(`an input is ${tensor.type} where ${type} is expected`);
}

/**
 * The elements for arithmetic. Those of int64 and uint64 are bigints, which +, * and < treat alike:
 * TypeScript is told that they are numbers, so that one function serves all types.
 */
export function numbersOf(tensor: { readonly data: unknown }): ArrayLike<number> & NumberTarget {
  return tensor.data as ArrayLike<number> & NumberTarget;
}

/** Whether elements of the type are bigints. */
export function isBig(type: TensorType): boolean {
  return type === 'int64' || type === 'uint64';
}

/** A whole number in the arithmetic of `type`; see {@link numbersOf}. */
export function literal(type: TensorType, value: number): number {
  return isBig(type) ? (BigInt(value) as unknown as number) : value;
}

/** Multiplication that is exact modulo 2^32 for 32-bit integers, where a double would round. */
export function timesOf(type: TensorType): (a: number, b: number) => number {
  return type === 'int32' || type === 'uint32' ? Math.imul : (a, b) => a * b;
}

/** The greater, or NaN where either is; as NumPy's maximum. */
export function greater(a: number, b: number): number {
  // biome-ignore lint/suspicious/noSelfCompare: Number.isNaN would refuse bigints
  return b > a || b !== b ? b : a;
}

/** The lesser, or NaN where either is; as NumPy's minimum. */
export function lesser(a: number, b: number): number {
  // biome-ignore lint/suspicious/noSelfCompare: Number.isNaN would refuse bigints
  return b < a || b !== b ? b : a;
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

/** An axis counted from the front; refused outside of -rank…rank-1. */
export function axisOf(context: KernelContext, axis: number, rank: number): number {
  if (axis < -rank || axis >= rank) return context.fail(`axis ${axis} does not exist in rank ${rank}`);
  return axis < 0 ? axis + rank : axis;
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
  return integersOf(context, tensor);
}

/** A list that older versions take from an attribute and newer ones from the input at `index`; undefined when absent. */
export function integerList(
  context: KernelContext,
  inputs: Inputs,
  attribute: string,
  index?: number,
): readonly number[] | undefined {
  if (index === undefined) return context.attributes.has(attribute) ? context.attributes.ints(attribute) : undefined;
  return inputs[index] && requiredList(context, inputs, index);
}

/** A tensor as lanes along one axis: element `i` of the lane (o, j) lies at `(o * size + i) * inner + j`. */
export interface Lanes {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

/** Splits `dims` at an axis (counted from the front). */
export function lanesOf(dims: readonly number[], axis: number): Lanes {
  const lanes = { outer: sizeOf(dims.slice(0, axis)), size: dims[axis] ?? 1, inner: sizeOf(dims.slice(axis + 1)) };
  // Without elements there is nothing to walk, however large the other sizes are.
  return lanes.outer * lanes.size * lanes.inner > 0 ? lanes : { ...lanes, outer: 0, inner: 0 };
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
export function copyStrided(
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

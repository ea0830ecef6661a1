import type { Tensor, TensorType } from '../session.ts';
import { sizeOf } from './dims.ts';
import type { KernelContext } from './kernel.ts';

// What the kernels that are loaded with the engine need; what only those loaded on demand need lies in strides.ts.

/** The inputs of a kernel by position. */
export type Inputs = readonly (Tensor | undefined)[];

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

/** An axis counted from the front; refused outside of -rank…rank-1. */
export function axisOf(context: KernelContext, axis: number, rank: number): number {
  if (axis < -rank || axis >= rank) return context.fail(`axis ${axis} does not exist in rank ${rank}`);
  return axis < 0 ? axis + rank : axis;
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

import type { TensorType } from '../../session.ts';
import type { KernelFactory, KernelTable } from '../kernel.ts';
import { axisOf, isBig, lanesOf, literal, numbersOf, requiredNumeric, timesOf } from '../shape.ts';
import { axesOf, greater, integerList, lesser, resized, splitOffsets } from '../strides.ts';
import { weightOf } from './element-loops.ts';

/** Folds the elements at `start + offsets` into one. */
type Fold = (x: ArrayLike<number>, start: number, offsets: Int32Array) => number;

/** A reduction, made for an element type. */
type Reduction = (type: TensorType) => Fold;

/** A reduction whose running value stays in the arithmetic of its type, so that integers come out exact. */
function exact(
  first: (type: TensorType) => number,
  stepOf: (type: TensorType) => (sum: number, x: number) => number,
): Reduction {
  return (type) => {
    const start = first(type);
    const step = stepOf(type);
    return (x, at, offsets) => {
      let sum = start;
      for (let i = 0; i < offsets.length; i++) sum = step(sum, x[at + (offsets[i] as number)] as number);
      return sum;
    };
  };
}

/** A reduction computed in doubles, cut to a whole number where the type asks for one. */
function inDoubles(fold: Fold): Reduction {
  return (type) => {
    if (!isBig(type)) return fold;
    return (x, start, offsets) => {
      const result = fold(x, start, offsets);
      return literal(type, Number.isFinite(result) ? Math.trunc(result) : 0);
    };
  };
}

const sumOf =
  (map: (x: number) => number, finish: (sum: number) => number): Fold =>
  (x, start, offsets) => {
    let sum = 0;
    for (let i = 0; i < offsets.length; i++) sum += map(Number(x[start + (offsets[i] as number)]));
    return finish(sum);
  };

const zero = (type: TensorType) => literal(type, 0);
const add = () => (sum: number, x: number) => sum + x;
const sum = exact(zero, add);

/** Modulo 2^64 at each step: a product of many would else grow, and take longer with each. */
const timesModulo64 = (product: number, x: number): number =>
  BigInt.asIntN(64, (product * x) as unknown as bigint) as unknown as number;

/** ReduceMean divides once at the end; the mean of nothing is undefined and comes out as NaN, or 0 for integers. */
const mean: Reduction = (type) => {
  const fold = sum(type);
  return (x, start, offsets) => {
    if (isBig(type) && offsets.length === 0) return zero(type);
    return fold(x, start, offsets) / literal(type, offsets.length);
  };
};

/** ReduceLogSumExp takes the greatest out first, so that no exponential overflows. */
const logSumExp: Fold = (x, start, offsets) => {
  let top = Number.NEGATIVE_INFINITY;
  for (const offset of offsets) top = greater(top, Number(x[start + offset]));
  if (!Number.isFinite(top)) return top;
  return top + sumOf((value) => Math.exp(value - top), Math.log)(x, start, offsets);
};

/** The least and the greatest value of a type: what the maximum and the minimum of nothing are. */
function bound(type: TensorType, highest: boolean): number {
  if (type === 'bool') return highest ? 1 : 0;
  if (type.startsWith('float')) return highest ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const span = 2n ** BigInt(type.replace(/\D/g, ''));
  const low = type.startsWith('u') ? 0n : -span / 2n;
  const value = highest ? low + span - 1n : low;
  return isBig(type) ? (value as unknown as number) : Number(value);
}

/**
 * A Reduce operator. Versions 1 and 11 (negative axes) take `axes` as an attribute, ReduceSum-13 and the others' 18 as an input
 * with `noop_with_empty_axes`: then no axis is reduced, but the rest of the operation (a square, a logarithm) is done.
 */
function reduce(reduction: Reduction, axesInput?: number): KernelFactory {
  return (context) => {
    const keep = context.attributes.int('keepdims', 1) !== 0;
    const noop = axesInput !== undefined && context.attributes.int('noop_with_empty_axes', 0) !== 0;
    return (inputs) => {
      const x = requiredNumeric(context, inputs, 0);
      context.spend(x.data.length * weightOf(x.type));
      const named = integerList(context, inputs, 'axes', axesInput) ?? [];
      const all = named.length === 0 && !noop;
      const axes = all ? new Set(x.dims.keys()) : axesOf(context, named, x.dims.length);
      const dims = keep
        ? x.dims.map((size, axis) => (axes.has(axis) ? 1 : size))
        : x.dims.filter((_, i) => !axes.has(i));
      const output = context.allocate(x.type, dims);
      const target = numbersOf(output);
      const source = numbersOf(x);
      const { kept, reduced } = splitOffsets(x.dims, axes);
      const fold = reduction(x.type);
      for (let i = 0; i < kept.length; i++) target[i] = fold(source, kept[i] as number, reduced);
      return [output];
    };
  };
}

const versions = (reduction: Reduction) => ({ 1: reduce(reduction), 18: reduce(reduction, 1) });

/** ArgMax-1, -11 (a negative axis), -12 (select_last_index); ArgMin alike. The first (or last) NaN is chosen before any number, as NumPy does. */
function search(better: (a: number, b: number) => boolean): KernelFactory {
  return (context) => {
    const { attributes } = context;
    const keep = attributes.int('keepdims', 1) !== 0;
    const last = attributes.int('select_last_index', 0) !== 0;
    const axisAttribute = attributes.int('axis', 0);
    return (inputs) => {
      const x = requiredNumeric(context, inputs, 0);
      const axis = axisOf(context, axisAttribute, x.dims.length);
      const { outer, size, inner } = lanesOf(x.dims, axis);
      context.spend(x.data.length * weightOf(x.type));
      if (size === 0) context.fail('it has nothing to choose from: an axis of size 0');
      const output = context.allocate('int64', keep ? resized(x.dims, axis, 1) : x.dims.filter((_, i) => i !== axis));
      const source = numbersOf(x);
      for (let o = 0; o < outer; o++) {
        for (let j = 0; j < inner; j++) {
          const start = o * size * inner + j;
          let best = source[start] as number;
          let place = 0;
          for (let i = 1; i < size; i++) {
            const value = source[start + i * inner] as number;
            const isBetter = Number.isNaN(best)
              ? last && Number.isNaN(value)
              : Number.isNaN(value) || better(value, best) || (last && value === best);
            if (isBetter) {
              best = value;
              place = i;
            }
          }
          output.data[o * inner + j] = BigInt(place);
        }
      }
      return [output];
    };
  };
}

/** Reductions over axes, and the search for the greatest and the least. Sums of floats are kept in double precision. */
export const reductions: KernelTable = {
  ArgMax: { 1: search((a, b) => a > b) },
  ArgMin: { 1: search((a, b) => a < b) },
  ReduceL1: versions(exact(zero, () => (sum, x) => (x < 0 ? sum - x : sum + x))),
  ReduceL2: versions(inDoubles(sumOf((x) => x * x, Math.sqrt))),
  ReduceLogSum: versions(inDoubles(sumOf((x) => x, Math.log))),
  ReduceLogSumExp: versions(inDoubles(logSumExp)),
  ReduceMax: versions(
    exact(
      (type) => bound(type, false),
      () => greater,
    ),
  ),
  ReduceMean: versions(mean),
  ReduceMin: versions(
    exact(
      (type) => bound(type, true),
      () => lesser,
    ),
  ),
  ReduceProd: versions(
    exact(
      (type) => literal(type, 1),
      (type) => (isBig(type) ? timesModulo64 : timesOf(type)),
    ),
  ),
  ReduceSum: { 1: reduce(sum), 13: reduce(sum, 1) },
  ReduceSumSquare: versions(
    exact(zero, (type) => {
      const times = timesOf(type);
      return (sum, x) => sum + times(x, x);
    }),
  ),
};

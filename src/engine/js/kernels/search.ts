import type { Tensor } from '../../session.ts';
import { stridesOf } from '../dims.ts';
import type { KernelContext, KernelFactory, KernelTable } from '../kernel.ts';
import { axisOf, type Inputs, lanesOf, literal, numbersOf, required, requiredNumeric } from '../shape.ts';
import { copyRun, integerOf, offsetsOf, resized } from '../strides.ts';

/** Numbers of comparisons that sorting `count` elements takes. */
const sortingWork = (count: number) => count * Math.ceil(Math.log2(count + 2));

/** Orders two elements, with NaN behind all numbers and equal to itself. */
function compare(a: unknown, b: unknown): number {
  const [x, y] = [a as number, b as number];
  if (x < y) return -1;
  if (x > y) return 1;
  return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
}

/**
 * TopK-1 (k is an attribute), -10 (an input), -11 (largest, sorted): the k greatest (or least) along an axis with their indices.
 * Of equal elements the one with the lower index comes first. NaN counts as greater than all numbers.
 */
function topK(countOf: (context: KernelContext, inputs: Inputs) => number): KernelFactory {
  return (context) => {
    const axisAttribute = context.attributes.int('axis', -1);
    const sign = context.attributes.int('largest', 1) !== 0 ? -1 : 1;
    return (inputs) => {
      const x = requiredNumeric(context, inputs, 0);
      const axis = axisOf(context, axisAttribute, x.dims.length);
      const { outer, size, inner } = lanesOf(x.dims, axis);
      const k = countOf(context, inputs);
      if (k < 0 || k > size) context.fail(`k is ${k}, but axis ${axis} has ${size} elements`);
      const dims = resized(x.dims, axis, k);
      const values = context.allocate(x.type, dims);
      const indices = context.allocate('int64', dims);
      const [source, target] = [numbersOf(x), numbersOf(values)];
      context.spend(outer * inner * sortingWork(size));
      for (let o = 0; o < outer; o++) {
        for (let j = 0; j < inner; j++) {
          const start = o * size * inner + j;
          const order = Array.from({ length: size }, (_, i) => i);
          order.sort((a, b) => sign * compare(source[start + a * inner], source[start + b * inner]));
          for (let i = 0; i < k; i++) {
            const at = (o * k + i) * inner + j;
            const place = order[i] as number;
            target[at] = source[start + place * inner] as number;
            indices.data[at] = BigInt(place);
          }
        }
      }
      return [values, indices];
    };
  };
}

const countFromAttribute = (context: KernelContext): number =>
  context.attributes.has('k') ? context.attributes.int('k', 0) : context.fail('it has no k');

const countFromInput = (context: KernelContext, inputs: Inputs): number =>
  integerOf(context, required(context, inputs, 1));

/** CumSum-11: running sums along an axis; `exclusive` leaves out the element itself, `reverse` starts from the end. */
const cumSum: KernelFactory = (context) => {
  const isExclusive = context.attributes.int('exclusive', 0) !== 0;
  const isReverse = context.attributes.int('reverse', 0) !== 0;
  return (inputs) => {
    const x = requiredNumeric(context, inputs, 0);
    const axis = axisOf(context, integerOf(context, required(context, inputs, 1)), x.dims.length);
    const { outer, size, inner } = lanesOf(x.dims, axis);
    const output = context.allocate(x.type, x.dims);
    const [source, target] = [numbersOf(x), numbersOf(output)];
    for (let o = 0; o < outer; o++) {
      for (let j = 0; j < inner; j++) {
        let sum = literal(x.type, 0);
        for (let i = 0; i < size; i++) {
          const at = (o * size + (isReverse ? size - 1 - i : i)) * inner + j;
          const before = sum;
          sum += source[at] as number;
          target[at] = isExclusive ? before : sum;
        }
      }
    }
    return [output];
  };
};

/** The places of equal slices: `first` is the lowest of them. */
interface Group {
  readonly first: number;
  count: number;
}

/**
 * Unique-11: the distinct elements, or slices along `axis`, sorted or in order of appearance; with the index of each one's first
 * appearance, the place of each element among the distinct ones, and how often each appears.
 */
const unique: KernelFactory = (context) => {
  const isSorted = context.attributes.int('sorted', 1) !== 0;
  const axisAttribute = context.attributes.has('axis') ? context.attributes.int('axis', 0) : undefined;
  return (inputs) => {
    const x = required(context, inputs, 0);
    const dims = axisAttribute === undefined ? [x.data.length] : x.dims;
    const axis = axisOf(context, axisAttribute ?? 0, dims.length);
    const size = dims[axis] as number;
    const strides = stridesOf(dims);
    const along = strides[axis] as number;
    const within = size ? offsetsOf(resized(dims, axis, 1), strides) : new Int32Array(0);
    context.spend(sortingWork(size) * Math.max(1, within.length));
    const compareSlices = (a: number, b: number): number => {
      for (const offset of within) {
        const order = compare(x.data[a * along + offset], x.data[b * along + offset]);
        if (order !== 0) return order;
      }
      return 0;
    };
    // The sort is stable, so that the first of equal slices is the one that appears first.
    const order = Array.from({ length: size }, (_, i) => i).sort(compareSlices);
    const groups: Group[] = [];
    const groupOf = new Array<Group>(size);
    let last: Group | undefined;
    for (const place of order) {
      if (!last || compareSlices(last.first, place) !== 0) {
        last = { first: place, count: 0 };
        groups.push(last);
      }
      last.count++;
      groupOf[place] = last;
    }
    if (!isSorted) groups.sort((a, b) => a.first - b.first);
    const numbers = new Map(groups.map((group, number) => [group, number]));
    return [
      takeSlices(context, x, dims, axis, groups),
      toInt64(
        context,
        groups.map(({ first }) => first),
      ),
      toInt64(
        context,
        groupOf.map((group) => numbers.get(group) ?? 0),
      ),
      toInt64(
        context,
        groups.map(({ count }) => count),
      ),
    ];
  };
};

function takeSlices(
  context: KernelContext,
  x: Tensor,
  dims: readonly number[],
  axis: number,
  groups: readonly Group[],
): Tensor {
  const { outer, size, inner } = lanesOf(dims, axis);
  const output = context.allocate(x.type, resized(dims, axis, groups.length));
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (const { first } of groups) {
      copyRun(output.data, at, x.data, (o * size + first) * inner, inner);
      at += inner;
    }
  }
  return output;
}

function toInt64(context: KernelContext, values: readonly number[]): Tensor {
  const output = context.allocate('int64', [values.length]);
  values.forEach((value, i) => {
    output.data[i] = BigInt(value);
  });
  return output;
}

/** Sorting, ranking and running sums. */
export const searches: KernelTable = {
  CumSum: { 11: cumSum },
  TopK: { 1: topK(countFromAttribute), 10: topK(countFromInput) },
  Unique: { 11: unique },
};

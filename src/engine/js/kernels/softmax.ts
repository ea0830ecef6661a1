import type { KernelFactory, KernelTable } from '../kernel.ts';
import { axisOf, type Lanes, lanesOf, type NumberTarget, numbersOf, requiredFloat } from '../shape.ts';

/** Writes one lane, of `size` elements that lie `stride` apart from `start` on. */
type Lane = (target: NumberTarget, source: ArrayLike<number>, start: number, size: number, stride: number) => void;

function greatest(source: ArrayLike<number>, start: number, size: number, stride: number): number {
  let top = source[start] as number;
  for (let i = 1; i < size; i++) {
    const value = source[start + i * stride] as number;
    if (value > top) top = value;
  }
  return top;
}

const softmax: Lane = (target, source, start, size, stride) => {
  const top = greatest(source, start, size, stride);
  const end = start + size * stride;
  let sum = 0;
  for (let at = start; at < end; at += stride) {
    const value = Math.exp((source[at] as number) - top);
    target[at] = value;
    sum += value;
  }
  for (let at = start; at < end; at += stride) target[at] = (target[at] as number) / sum;
};

const logSoftmax: Lane = (target, source, start, size, stride) => {
  const top = greatest(source, start, size, stride);
  const end = start + size * stride;
  let sum = 0;
  for (let at = start; at < end; at += stride) sum += Math.exp((source[at] as number) - top);
  const log = Math.log(sum);
  for (let at = start; at < end; at += stride) target[at] = (source[at] as number) - top - log;
};

const hardmax: Lane = (target, source, start, size, stride) => {
  let best = start;
  for (let i = 0; i < size; i++) {
    const at = start + i * stride;
    target[at] = 0;
    if ((source[at] as number) > (source[best] as number)) best = at;
  }
  target[best] = 1;
};

/** Allocates nothing per call besides the output. */
function over(lane: Lane, defaultAxis: number, lanes: (dims: readonly number[], axis: number) => Lanes): KernelFactory {
  return (context) => {
    const axisAttribute = context.attributes.int('axis', defaultAxis);
    let dims: readonly number[] | undefined;
    let shape: Lanes = { outer: 0, size: 0, inner: 0 };
    return (inputs) => {
      const x = requiredFloat(context, inputs, 0);
      if (dims !== x.dims) {
        dims = x.dims;
        shape = lanes(dims, axisOf(context, axisAttribute, dims.length));
      }
      const output = context.allocate(x.type, x.dims);
      const source = numbersOf(x);
      const target = numbersOf(output);
      const { outer, size, inner } = shape;
      if (size > 0) {
        for (let o = 0; o < outer; o++) {
          for (let j = 0; j < inner; j++) lane(target, source, o * size * inner + j, size, inner);
        }
      }
      return [output];
    };
  };
}

/** Before version 13 all axes from `axis` (default 1) on were one: the input was coerced to two dimensions. */
const flattened = (lane: Lane) =>
  over(lane, 1, (dims, axis) => {
    const { outer, size, inner } = lanesOf(dims, axis);
    return { outer, size: size * inner, inner: 1 };
  });

const versions = (lane: Lane) => ({ 1: flattened(lane), 13: over(lane, -1, lanesOf) });

/** Softmax, LogSoftmax and Hardmax: versions 1 and 11 (a negative axis) over flattened axes, 13 along one axis. */
export const softmaxes: KernelTable = {
  Hardmax: versions(hardmax),
  LogSoftmax: versions(logSoftmax),
  Softmax: versions(softmax),
};

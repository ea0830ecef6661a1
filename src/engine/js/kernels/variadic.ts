import type { Tensor, TensorType } from '../../session.ts';
import type { KernelContext, KernelFactory, KernelTable } from '../kernel.ts';
import {
  createBroadcaster,
  type Element,
  isBigints,
  isNumbers,
  loopBigints,
  loopBinary,
  type Numbers,
  take,
  typeSets,
  weightOf,
} from './element-loops.ts';

/** Folds any number of inputs into one, left to right; they broadcast (since 8). */
function variadic(
  number: (x: number, y: number) => number,
  bigint: (x: bigint, y: bigint) => bigint,
  types: ReadonlySet<TensorType>,
  isMean = false,
): KernelFactory {
  return (context) => {
    const { shape, spread } = createBroadcaster(context);
    return (inputs) => {
      const operands = inputs.map((_, position) => take(context, inputs, position, types));
      const type = operands[0]?.type ?? context.fail('it has no inputs');
      if (operands.some((operand) => operand.type !== type)) context.fail('its inputs must be of one type');
      const dims = shape(operands);
      const out = context.allocate(type, dims);
      context.spend(operands.length * out.data.length * weightOf(type));
      operands.forEach((operand, position) => {
        const { data } = out;
        const y = spread(operand, dims);
        if (isNumbers(data) && isNumbers(y)) {
          if (position === 0) fillWith(y, data);
          else loopBinary(number, data, y, data);
        } else if (isBigints(data) && isBigints(y)) {
          if (position === 0) loopBigints(second, data, y, data);
          else loopBigints(bigint, data, y, data);
        }
      });
      const count = operands.length;
      if (isMean && isNumbers(out.data))
        for (let i = 0; i < out.data.length; i++) out.data[i] = (out.data[i] ?? 0) / count;
      return [out];
    };
  };
}

const second = (_: bigint, y: bigint): bigint => y;

function fillWith(source: Numbers, target: Numbers): void {
  if (source.length === 0) return;
  for (let start = 0; start < target.length; start += source.length) target.set(source, start);
}

const sum = (x: number, y: number): number => x + y;
const bigintSum = (x: bigint, y: bigint): bigint => x + y;

/** Where (since 9): elements of the second input where the first holds, else of the third; of any type. */
const where: KernelFactory = (context) => {
  const { shape, spread } = createBroadcaster(context);
  return (inputs) => {
    const operands = [take(context, inputs, 0, typeSets.bool), take(context, inputs, 1), take(context, inputs, 2)];
    const [condition, x, y] = operands;
    if (!condition || !x || !y || x.type !== y.type)
      return context.fail('its second and third input must be of one type');
    const dims = shape(operands);
    const out = context.allocate(x.type, dims);
    const flags = spread(condition, dims);
    const chosen = spread(x, dims);
    const other = spread(y, dims);
    const target = out.data as { [index: number]: Element };
    context.spend(2 * out.data.length);
    for (let i = 0, at = 0, ix = 0, iy = 0; i < out.data.length; i++) {
      target[i] = (flags[at] === 1 ? chosen[ix] : other[iy]) ?? 0;
      if (++at === flags.length) at = 0;
      if (++ix === chosen.length) ix = 0;
      if (++iy === other.length) iy = 0;
    }
    return [out];
  };
};

/** Bounds `x`; where the bounds cross, the upper one holds. Either may be missing. */
function clip(context: KernelContext, x: Tensor, low: Element | undefined, high: Element | undefined): Tensor {
  const out = context.allocate(x.type, x.dims);
  const target = out.data as { [index: number]: Element };
  context.spend(out.data.length * weightOf(x.type));
  for (let i = 0; i < out.data.length; i++) {
    let value = x.data[i] ?? 0;
    if (low !== undefined && value < low) value = low;
    if (high !== undefined && value > high) value = high;
    target[i] = value;
  }
  return out;
}

/** Clip (1, 6): the bounds are attributes. */
const clipByAttributes: KernelFactory = (context) => {
  const { attributes } = context;
  const low = attributes.has('min') ? attributes.float('min', 0) : undefined;
  const high = attributes.has('max') ? attributes.float('max', 0) : undefined;
  return (inputs) => [clip(context, take(context, inputs, 0, typeSets.float), low, high)];
};

/** Clip (since 11): the bounds are inputs; since 12 of any numeric type. */
const clipByInputs: KernelFactory = (context) => (inputs) => {
  const x = take(context, inputs, 0, typeSets.numeric);
  const bound = (position: number): Element | undefined => {
    const tensor = inputs[position];
    if (tensor && (tensor.type !== x.type || tensor.data.length !== 1)) {
      context.fail(`input ${position} must be one ${x.type}, but is ${tensor.type} [${tensor.dims}]`);
    }
    return tensor?.data[0];
  };
  return [clip(context, x, bound(1), bound(2))];
};

// Math.max takes no bigints.
const larger = (x: bigint, y: bigint): bigint => (y > x ? y : x);
const smaller = (x: bigint, y: bigint): bigint => (y < x ? y : x);

/** Operators of any number of inputs, or of three. */
export const variadicOperators: KernelTable = {
  Clip: { 1: clipByAttributes, 11: clipByInputs },
  Max: { 1: variadic((x, y) => (x > y || Number.isNaN(x) ? x : y), larger, typeSets.numeric) },
  Mean: { 1: variadic(sum, bigintSum, typeSets.float, true) },
  Min: { 1: variadic((x, y) => (x < y || Number.isNaN(x) ? x : y), smaller, typeSets.numeric) },
  Sum: { 1: variadic(sum, bigintSum, typeSets.float) },
  Where: { 9: where },
};

import type { KernelFactory, KernelTable } from '../kernel.ts';
import { type Arithmetic, arithmetic, inAllVersions, legacyAlignment, nonZero } from './binary.ts';
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

/** Pow: from version 12 on the exponent may be of another type; the result has the base's. */
const pow: KernelFactory = (context) => {
  const { shape, spread } = createBroadcaster(context);
  const align = legacyAlignment(context);
  return (inputs) => {
    const a = take(context, inputs, 0, typeSets.numeric);
    const b = align(a, take(context, inputs, 1, typeSets.numeric));
    if (context.opset < 12 && a.type !== b.type)
      context.fail(`its inputs are ${a.type} and ${b.type}, which must be of one type`);
    const dims = shape([a, b]);
    const out = context.allocate(a.type, dims);
    // Powers take several times what products do, and squaring bigints longer still.
    context.spend(12 * weightOf(a.type) * out.data.length);
    const x = spread(a, dims);
    const y = spread(b, dims);
    if (isNumbers(x) && isNumbers(y) && isNumbers(out.data)) loopBinary(power, x, y, out.data);
    else {
      for (let i = 0; i < out.data.length; i++) {
        const base = x[i % x.length] ?? 0;
        const exponent = y[i % y.length] ?? 0;
        if (!isBigints(out.data)) (out.data as Numbers)[i] = power(Number(base), Number(exponent));
        else out.data[i] = bigintPower(BigInt(base), exponent);
      }
    }
    return [out];
  };
};

// JavaScript says NaN for 1 to a NaN or infinite power; IEEE 754 and so ONNX say 1.
const power = (x: number, y: number): number => (x === 1 ? 1 : x ** y);

function bigintPower(base: bigint, exponent: Element): bigint {
  if (Number.isInteger(Number(exponent)) && Number(exponent) >= 0) {
    // By squaring modulo 2^64: an exponent from outside must not build huge numbers.
    let result = 1n;
    let square = base;
    for (let rest = BigInt(exponent); rest > 0n; rest >>= 1n) {
      if (rest & 1n) result = BigInt.asIntN(64, result * square);
      square = BigInt.asIntN(64, square * square);
    }
    return result;
  }
  const inexact = Math.trunc(Number(base) ** Number(exponent));
  return Number.isFinite(inexact) ? BigInt(inexact) : 0n;
}

/** PRelu: the slope broadcasts to the input; before version 7 it is one number or one for each channel (axis 1). */
const prelu: KernelFactory = (context) => {
  const { spread } = createBroadcaster(context);
  const perform: Arithmetic = {
    number: (x, slope) => (x < 0 ? x * slope : x),
    bigint: (x, slope) => (x < 0n ? x * slope : x),
  };
  return (inputs) => {
    const x = take(context, inputs, 0, typeSets.numeric);
    let slope = take(context, inputs, 1);
    const { dims } = x;
    if (context.opset < 7 && slope.dims.length === 1 && slope.data.length > 1 && dims.length > 1) {
      slope = { ...slope, dims: [...slope.dims, ...new Array<number>(dims.length - 2).fill(1)] };
    }
    const [slopeDims, offset] = [slope.dims, dims.length - slope.dims.length];
    if (offset < 0 || slopeDims.some((size, axis) => size !== 1 && size !== dims[axis + offset])) {
      context.fail(`the slope's shape [${slopeDims}] does not broadcast to [${dims}]`);
    }
    const out = context.allocate(x.type, dims);
    const y = spread(slope, dims);
    if (isNumbers(x.data) && isNumbers(y) && isNumbers(out.data)) loopBinary(perform.number, x.data, y, out.data);
    else if (perform.bigint && isBigints(x.data) && isBigints(y) && isBigints(out.data)) {
      loopBigints(perform.bigint, x.data, y, out.data);
    } else context.fail(`its inputs are ${x.type} and ${slope.type}, which must be of one type`);
    return [out];
  };
};

/** The operators of two inputs that few models use. */
export const rareBinaryOperators: KernelTable = {
  BitShift: {
    11: arithmetic(({ attributes, fail }) => {
      const direction = attributes.string('direction', '');
      if (direction !== 'LEFT' && direction !== 'RIGHT') fail("attribute 'direction' must be LEFT or RIGHT");
      const isLeft = direction === 'LEFT';
      return {
        // Shifts in JavaScript count modulo 32.
        number: (x, y) => (y > 31 ? 0 : isLeft ? x << y : x >>> y),
        bigint: (x, y) => (y > 63n ? 0n : isLeft ? x << y : x >> y),
      };
    }, typeSets.unsigned),
  },
  Mod: {
    10: arithmetic(({ attributes, fail }) => {
      const isTruncated = attributes.int('fmod', 0) === 1;
      return {
        number: (x, y) => (isTruncated ? x % y : fail("floating-point inputs need attribute 'fmod' to be 1")),
        integer: (x, y) => {
          const rest = x % nonZero(y, fail);
          return isTruncated || rest === 0 || rest < 0 === y < 0 ? rest : rest + y;
        },
        bigint: (x, y) => {
          const rest = x % nonZero(y, fail);
          return isTruncated || rest === 0n || rest < 0n === y < 0n ? rest : rest + y;
        },
      };
    }),
  },
  PRelu: inAllVersions(prelu),
  Pow: inAllVersions(pow),
};

import type { Tensor, TensorType } from '../../session.ts';
import type { KernelContext, KernelFactory, KernelTable, OperatorVersions } from '../kernel.ts';
import {
  createBroadcaster,
  type Element,
  isBigints,
  isNumbers,
  loopBigints,
  loopBinary,
  loopTest,
  type Numbers,
  take,
  typeSets,
} from './element-loops.ts';

/** Arithmetic of one operator on floats and small integers, on 32-bit integers where doubles do not suffice, and on bigints. */
interface Arithmetic {
  readonly number: (x: number, y: number) => number;
  readonly bigint?: (x: bigint, y: bigint) => bigint;
  /** In place of `number` for integer types. */
  readonly integer?: (x: number, y: number) => number;
  /** The same loop as by `number`, with the operation written into it: calls would cost more than the arithmetic. */
  readonly loop?: (a: Float32Array, b: Float32Array, out: Float32Array) => void;
}

const isFloat = (type: TensorType): boolean => type === 'float32' || type === 'float64';

function arithmetic(
  create: (context: KernelContext) => Arithmetic,
  types: ReadonlySet<TensorType> = typeSets.numeric,
): KernelFactory {
  return (context) => {
    const { number, bigint, integer, loop } = create(context);
    const { shape, spread } = createBroadcaster(context);
    const align = legacyAlignment(context);
    return (inputs) => {
      const a = take(context, inputs, 0, types);
      const b = align(a, take(context, inputs, 1));
      if (a.type !== b.type) context.fail(`its inputs are ${a.type} and ${b.type}, which must be of one type`);
      const dims = shape([a, b]);
      const out = context.allocate(a.type, dims);
      const x = spread(a, dims);
      const y = spread(b, dims);
      if (loop && x instanceof Float32Array && y instanceof Float32Array && out.data instanceof Float32Array) {
        loop(x, y, out.data);
      } else if (isNumbers(x) && isNumbers(y) && isNumbers(out.data)) {
        loopBinary(integer && !isFloat(a.type) ? integer : number, x, y, out.data);
      } else if (bigint && isBigints(x) && isBigints(y) && isBigints(out.data)) loopBigints(bigint, x, y, out.data);
      return [out];
    };
  };
}

/**
 * How the second operand lay over the first before version 7: of the same shape, or, with `broadcast`, along the axes from `axis` on.
 * From 7 on it broadcasts as in NumPy.
 */
function legacyAlignment({ attributes, opset, fail, opType }: KernelContext): (a: Tensor, b: Tensor) => Tensor {
  if (opset >= 7 || opType === 'BitShift' || opType === 'Mod') return (_, b) => b;
  const broadcasts = attributes.int('broadcast', 0) === 1;
  const hasAxis = attributes.has('axis');
  const given = attributes.int('axis', 0);
  return (a, b) => {
    if (!broadcasts && `${a.dims}` !== `${b.dims}`) {
      fail(`shapes [${a.dims}] and [${b.dims}] differ, and attribute 'broadcast' is not set`);
    }
    if (!hasAxis) return b;
    const axis = given < 0 ? given + a.dims.length : given;
    const trailing = a.dims.length - axis - b.dims.length;
    if (axis < 0 || trailing < 0)
      fail(`attribute 'axis' is ${given}, from where [${b.dims}] does not lie over [${a.dims}]`);
    return { ...b, dims: [...b.dims, ...new Array<number>(trailing).fill(1)] };
  };
}

function comparison(f: (x: Element, y: Element) => boolean, types?: ReadonlySet<TensorType>): KernelFactory {
  return (context) => {
    const { shape, spread } = createBroadcaster(context);
    const align = legacyAlignment(context);
    return (inputs) => {
      const a = take(context, inputs, 0, types);
      const b = align(a, take(context, inputs, 1));
      if (a.type !== b.type) context.fail(`its inputs are ${a.type} and ${b.type}, which must be of one type`);
      const dims = shape([a, b]);
      const out = context.allocate('bool', dims);
      loopTest(f, spread(a, dims), spread(b, dims), out.data);
      return [out];
    };
  };
}

const both = (kernel: KernelFactory): OperatorVersions => ({ 1: kernel });

function nonZero<T extends number | bigint>(divisor: T, fail: KernelContext['fail']): T {
  return divisor ? divisor : fail('an integer is divided by zero');
}

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

const equal = comparison((x, y) => x === y);
const greater = comparison((x, y) => x > y, typeSets.numeric);
const greaterOrEqual = comparison((x, y) => x >= y, typeSets.numeric);
const less = comparison((x, y) => x < y, typeSets.numeric);
const lessOrEqual = comparison((x, y) => x <= y, typeSets.numeric);

/** Operators of two inputs that broadcast. Integers overflow as their storage wraps and divide towards zero. */
export const binaryOperators: KernelTable = {
  Add: both(
    arithmetic(() => ({
      number: (x, y) => x + y,
      bigint: (x, y) => x + y,
      loop: (a, b, out) => {
        for (let i = 0, ia = 0, ib = 0; i < out.length; i++) {
          out[i] = (a[ia] ?? 0) + (b[ib] ?? 0);
          if (++ia === a.length) ia = 0;
          if (++ib === b.length) ib = 0;
        }
      },
    })),
  ),
  And: both(comparison((x, y) => x === 1 && y === 1, typeSets.bool)),
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
  Div: both(
    arithmetic(({ fail }) => ({
      number: (x, y) => x / y,
      integer: (x, y) => Math.trunc(x / nonZero(y, fail)),
      bigint: (x, y) => x / nonZero(y, fail),
      loop: (a, b, out) => {
        for (let i = 0, ia = 0, ib = 0; i < out.length; i++) {
          out[i] = (a[ia] ?? 0) / (b[ib] ?? 0);
          if (++ia === a.length) ia = 0;
          if (++ib === b.length) ib = 0;
        }
      },
    })),
  ),
  Equal: both(equal),
  Greater: both(greater),
  GreaterOrEqual: { 12: greaterOrEqual },
  Less: both(less),
  LessOrEqual: { 12: lessOrEqual },
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
  Mul: both(
    arithmetic(() => ({
      number: (x, y) => x * y,
      // A product of 32-bit integers has more bits than a double.
      integer: Math.imul,
      bigint: (x, y) => x * y,
      loop: (a, b, out) => {
        for (let i = 0, ia = 0, ib = 0; i < out.length; i++) {
          out[i] = (a[ia] ?? 0) * (b[ib] ?? 0);
          if (++ia === a.length) ia = 0;
          if (++ib === b.length) ib = 0;
        }
      },
    })),
  ),
  Or: both(comparison((x, y) => x === 1 || y === 1, typeSets.bool)),
  PRelu: both(prelu),
  Pow: both(pow),
  Sub: both(
    arithmetic(() => ({
      number: (x, y) => x - y,
      bigint: (x, y) => x - y,
      loop: (a, b, out) => {
        for (let i = 0, ia = 0, ib = 0; i < out.length; i++) {
          out[i] = (a[ia] ?? 0) - (b[ib] ?? 0);
          if (++ia === a.length) ia = 0;
          if (++ib === b.length) ib = 0;
        }
      },
    })),
  ),
  Xor: both(comparison((x, y) => x !== y, typeSets.bool)),
};

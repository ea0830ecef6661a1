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
  take,
  typeSets,
  weightOf,
} from './element-loops.ts';

/** Arithmetic of one operator on floats and small integers, on 32-bit integers where doubles do not suffice, and on bigints. */
export interface Arithmetic {
  readonly number: (x: number, y: number) => number;
  readonly bigint?: (x: bigint, y: bigint) => bigint;
  /** In place of `number` for integer types. */
  readonly integer?: (x: number, y: number) => number;
  /** The same loop as by `number`, with the operation written into it: calls would cost more than the arithmetic. */
  readonly loop?: (a: Float32Array, b: Float32Array, out: Float32Array) => void;
}

const isFloat = (type: TensorType): boolean => type === 'float32' || type === 'float64';

/** The kernel of an arithmetic operator. */
export function arithmetic(
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
      context.spend(out.data.length * weightOf(a.type));
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
export function legacyAlignment({ attributes, opset, fail, opType }: KernelContext): (a: Tensor, b: Tensor) => Tensor {
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
      context.spend(2 * out.data.length * weightOf(a.type));
      loopTest(f, spread(a, dims), spread(b, dims), out.data);
      return [out];
    };
  };
}

/** One kernel for all versions. */
export const inAllVersions = (kernel: KernelFactory): OperatorVersions => ({ 1: kernel });

/** The divisor, refused when zero. */
export function nonZero<T extends number | bigint>(divisor: T, fail: KernelContext['fail']): T {
  return divisor ? divisor : fail('an integer is divided by zero');
}

const equal = comparison((x, y) => x === y);
const greater = comparison((x, y) => x > y, typeSets.numeric);
const greaterOrEqual = comparison((x, y) => x >= y, typeSets.numeric);
const less = comparison((x, y) => x < y, typeSets.numeric);
const lessOrEqual = comparison((x, y) => x <= y, typeSets.numeric);

/** Common operators of two inputs that broadcast. Integers overflow as their storage wraps and divide towards zero. */
export const binaryOperators: KernelTable = {
  Add: inAllVersions(
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
  And: inAllVersions(comparison((x, y) => x === 1 && y === 1, typeSets.bool)),
  Div: inAllVersions(
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
  Equal: inAllVersions(equal),
  Greater: inAllVersions(greater),
  GreaterOrEqual: { 12: greaterOrEqual },
  Less: inAllVersions(less),
  LessOrEqual: { 12: lessOrEqual },
  Mul: inAllVersions(
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
  Or: inAllVersions(comparison((x, y) => x === 1 || y === 1, typeSets.bool)),
  Sub: inAllVersions(
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
  Xor: inAllVersions(comparison((x, y) => x !== y, typeSets.bool)),
};

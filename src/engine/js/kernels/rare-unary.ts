import type { KernelFactory, KernelTable, OperatorVersions } from '../kernel.ts';
import { typeSets } from './element-loops.ts';
import { testElements, unary as weighed } from './unary.ts';

// These functions take long: their elements count for more.
const unary = (...[create, types, bigint, weight = 4]: Parameters<typeof weighed>): KernelFactory =>
  weighed(create, types, bigint, weight);
const float = (f: (x: number) => number): OperatorVersions => ({ 1: unary(() => f) });

/** The error function, to double precision: a series of positive terms near 0, a continued fraction of its complement beyond. */
export function erf(x: number): number {
  const size = Math.abs(x);
  const factor = Math.exp(-size * size) / Math.sqrt(Math.PI);
  if (size < 2.5) {
    let term = 2 * x;
    let sum = term;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return sum * factor;
  }
  // What a double holds no difference from 1 for.
  if (size > 6) return Math.sign(x);
  let fraction = 0;
  for (let k = 40; k > 0; k--) fraction = k / 2 / (size + fraction);
  return Math.sign(x) * (1 - factor / (size + fraction));
}

const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));

/** To the nearest integer, halves to the even one. */
function roundHalfToEven(x: number): number {
  return Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}

const selu = (defaultAlpha: number, defaultGamma: number): KernelFactory =>
  unary((attributes) => {
    const alpha = attributes.float('alpha', defaultAlpha);
    const gamma = attributes.float('gamma', defaultGamma);
    return (x) => gamma * (x > 0 ? x : alpha * Math.exp(x) - alpha);
  });

/** The operators of one input that few models use. */
export const rareUnaryOperators: KernelTable = {
  Acos: float(Math.acos),
  Acosh: float(Math.acosh),
  Asin: float(Math.asin),
  Asinh: float(Math.asinh),
  Atan: float(Math.atan),
  Atanh: float(Math.atanh),
  Celu: {
    12: unary((attributes) => {
      const alpha = attributes.float('alpha', 1);
      return (x) => Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha));
    }),
  },
  Cos: float(Math.cos),
  Cosh: float(Math.cosh),
  Elu: {
    1: unary((attributes) => {
      const alpha = attributes.float('alpha', 1);
      return (x) => (x < 0 ? alpha * Math.expm1(x) : x);
    }),
  },
  Erf: { 9: unary(() => erf, typeSets.numeric, undefined, 25) },
  Gelu: {
    20: unary(
      (attributes) =>
        attributes.string('approximate', 'none') === 'tanh'
          ? (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))
          : (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
      undefined,
      undefined,
      25,
    ),
  },
  HardSigmoid: {
    1: unary((attributes) => {
      const alpha = attributes.float('alpha', 0.2);
      const beta = attributes.float('beta', 0.5);
      return (x) => Math.max(0, Math.min(1, alpha * x + beta));
    }),
  },
  HardSwish: { 14: unary(() => (x) => x * Math.max(0, Math.min(1, x / 6 + 0.5))) },
  IsInf: {
    10: (context) => {
      const positive = context.attributes.int('detect_positive', 1) === 1;
      const negative = context.attributes.int('detect_negative', 1) === 1;
      return testElements(
        (x) => (positive && x === Number.POSITIVE_INFINITY) || (negative && x === Number.NEGATIVE_INFINITY),
      )(context);
    },
  },
  Mish: { 18: unary(() => (x) => x * Math.tanh(softplus(x))) },
  Round: { 11: unary(() => roundHalfToEven) },
  Selu: { 1: selu(1.6732, 1.0507), 6: selu(1.6732631921768188, 1.0507010221481323) },
  Shrink: {
    9: unary((attributes) => {
      const lambda = attributes.float('lambd', 0.5);
      const bias = attributes.float('bias', 0);
      return (x) => (x < -lambda ? x + bias : x > lambda ? x - bias : 0);
    }, typeSets.numeric),
  },
  Sign: {
    9: unary(
      () => Math.sign,
      typeSets.numeric,
      (x) => (x > 0n ? 1n : x < 0n ? -1n : 0n),
    ),
  },
  Sin: float(Math.sin),
  Sinh: float(Math.sinh),
  Softplus: float(softplus),
  Softsign: float((x) => x / (1 + Math.abs(x))),
  Tan: float(Math.tan),
  ThresholdedRelu: {
    10: unary((attributes) => {
      const alpha = attributes.float('alpha', 1);
      return (x) => (x > alpha ? x : 0);
    }),
  },
};

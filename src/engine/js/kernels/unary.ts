import type { KernelFactory, KernelTable, OperatorVersions } from '../kernel.ts';
import { type Element, isBigints, isNumbers, loopUnary, take, typeSets } from './element-loops.ts';

/** A function of one float, from the node's attributes. */
type FloatFunction = (x: number) => number;

const float = (f: FloatFunction): OperatorVersions => ({ 1: unary(() => f) });

// One output array for each node, filled anew each run: nothing is allocated per call.
function unary(
  create: (attributes: Parameters<KernelFactory>[0]['attributes'], opset: number) => FloatFunction,
  types = typeSets.float,
  bigint?: (x: bigint) => bigint,
): KernelFactory {
  return (context) => {
    const f = create(context.attributes, context.opset);
    return (inputs) => {
      const x = take(context, inputs, 0, types);
      const out = context.allocate(x.type, x.dims);
      if (isNumbers(x.data) && isNumbers(out.data)) loopUnary(f, x.data, out.data);
      else if (isBigints(x.data) && isBigints(out.data)) {
        for (let i = 0; i < out.data.length; i++)
          out.data[i] = bigint ? bigint(x.data[i] ?? 0n) : BigInt(Math.trunc(f(Number(x.data[i]))) || 0);
      }
      return [out];
    };
  };
}

function test(f: (x: Element) => boolean, types = typeSets.float): KernelFactory {
  return (context) => (inputs) => {
    const { data, dims } = take(context, inputs, 0, types);
    const out = context.allocate('bool', dims);
    for (let i = 0; i < out.data.length; i++) out.data[i] = f(data[i] ?? 0) ? 1 : 0;
    return [out];
  };
}

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
  let fraction = 0;
  for (let k = 40; k > 0; k--) fraction = k / 2 / (size + fraction);
  return Math.sign(x) * (1 - factor / (size + fraction));
}

const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));

/** To the nearest integer, halves to the even one. */
function roundHalfToEven(x: number): number {
  return Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}

// biome-ignore lint/complexity/useMathMinMax: the comparison costs less than the call, and keeps NaN as well.
const relu = (x: number): number => (x < 0 ? 0 : x);

const selu = (defaultAlpha: number, defaultGamma: number): KernelFactory =>
  unary((attributes) => {
    const alpha = attributes.float('alpha', defaultAlpha);
    const gamma = attributes.float('gamma', defaultGamma);
    return (x) => gamma * (x > 0 ? x : alpha * Math.exp(x) - alpha);
  });

/** Operators of one input; each entry's doc is the standard's own text of that version. */
export const unaryOperators: KernelTable = {
  Abs: {
    1: unary(
      () => Math.abs,
      typeSets.numeric,
      (x) => (x < 0n ? -x : x),
    ),
  },
  Acos: float(Math.acos),
  Acosh: float(Math.acosh),
  Asin: float(Math.asin),
  Asinh: float(Math.asinh),
  Atan: float(Math.atan),
  Atanh: float(Math.atanh),
  Ceil: float(Math.ceil),
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
  Erf: { 9: unary(() => erf, typeSets.numeric) },
  Exp: float(Math.exp),
  Floor: float(Math.floor),
  Gelu: {
    20: unary((attributes) =>
      attributes.string('approximate', 'none') === 'tanh'
        ? (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))
        : (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
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
      return test((x) => (positive && x === Number.POSITIVE_INFINITY) || (negative && x === Number.NEGATIVE_INFINITY))(
        context,
      );
    },
  },
  IsNaN: { 9: test((x) => Number.isNaN(x)) },
  LeakyRelu: {
    1: unary((attributes) => {
      const alpha = attributes.float('alpha', 0.01);
      return (x) => (x < 0 ? alpha * x : x);
    }),
  },
  Log: float(Math.log),
  Mish: { 18: unary(() => (x) => x * Math.tanh(softplus(x))) },
  Neg: {
    1: unary(
      () => (x) => -x,
      typeSets.signed,
      (x) => -x,
    ),
  },
  Not: { 1: test((x) => x === 0, typeSets.bool) },
  Reciprocal: float((x) => 1 / x),
  Relu: {
    1: unary(
      () => relu,
      typeSets.signed,
      (x) => (x < 0n ? 0n : x),
    ),
  },
  Round: { 11: unary(() => roundHalfToEven) },
  Selu: { 1: selu(1.6732, 1.0507), 6: selu(1.6732631921768188, 1.0507010221481323) },
  Shrink: {
    9: unary((attributes) => {
      const lambda = attributes.float('lambd', 0.5);
      const bias = attributes.float('bias', 0);
      return (x) => (x < -lambda ? x + bias : x > lambda ? x - bias : 0);
    }, typeSets.numeric),
  },
  Sigmoid: float((x) => 1 / (1 + Math.exp(-x))),
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
  Sqrt: float(Math.sqrt),
  Tan: float(Math.tan),
  Tanh: float(Math.tanh),
  ThresholdedRelu: {
    10: unary((attributes) => {
      const alpha = attributes.float('alpha', 1);
      return (x) => (x > alpha ? x : 0);
    }),
  },
};

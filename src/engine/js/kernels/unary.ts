import type { KernelFactory, KernelTable, OperatorVersions } from '../kernel.ts';
import { type Element, isBigints, isNumbers, loopUnary, take, typeSets, weightOf } from './element-loops.ts';

/** A function of one float, from the node's attributes. */
type FloatFunction = (x: number) => number;

/** An operator that is one function of floats in all versions. */
export const float = (f: FloatFunction): OperatorVersions => ({ 1: unary(() => f) });

/** The kernel of a function of one element; `bigint` in its place for int64 and uint64;
 * `weight` says how many times 10 ns it takes beyond the first. The output's memory is the node's own from run to run. */
export function unary(
  create: (attributes: Parameters<KernelFactory>[0]['attributes'], opset: number) => FloatFunction,
  types = typeSets.float,
  bigint?: (x: bigint) => bigint,
  weight = 1,
): KernelFactory {
  return (context) => {
    const f = create(context.attributes, context.opset);
    return (inputs) => {
      const x = take(context, inputs, 0, types);
      const out = context.allocate(x.type, x.dims);
      context.spend(weight * weightOf(x.type) * out.data.length);
      if (isNumbers(x.data) && isNumbers(out.data)) loopUnary(f, x.data, out.data);
      else if (isBigints(x.data) && isBigints(out.data)) {
        for (let i = 0; i < out.data.length; i++)
          out.data[i] = bigint ? bigint(x.data[i] ?? 0n) : toBigint(f(Number(x.data[i])));
      }
      return [out];
    };
  };
}

function toBigint(x: number): bigint {
  return Number.isFinite(x) ? BigInt(Math.trunc(x)) : 0n;
}

/** The kernel of a question about each element. */
export function testElements(f: (x: Element) => boolean, types = typeSets.float): KernelFactory {
  return (context) => (inputs) => {
    const { data, dims } = take(context, inputs, 0, types);
    const out = context.allocate('bool', dims);
    for (let i = 0; i < out.data.length; i++) out.data[i] = f(data[i] ?? 0) ? 1 : 0;
    return [out];
  };
}

// Not by Math.max: the comparison costs less than the call, and keeps NaN as well.
const relu = (x: number): number => (x < 0 ? 0 : x);

/** The common operators of one input; {@link rareUnaryOperators} has the others. */
export const unaryOperators: KernelTable = {
  Abs: {
    1: unary(
      () => Math.abs,
      typeSets.numeric,
      (x) => (x < 0n ? -x : x),
    ),
  },
  Ceil: float(Math.ceil),
  Exp: float(Math.exp),
  Floor: float(Math.floor),
  IsNaN: { 9: testElements((x) => Number.isNaN(x)) },
  LeakyRelu: {
    1: unary((attributes) => {
      const alpha = attributes.float('alpha', 0.01);
      return (x) => (x < 0 ? alpha * x : x);
    }),
  },
  Log: float(Math.log),
  Neg: {
    1: unary(
      () => (x) => -x,
      typeSets.signed,
      (x) => -x,
    ),
  },
  Not: { 1: testElements((x) => x === 0, typeSets.bool) },
  Reciprocal: float((x) => 1 / x),
  Relu: {
    1: unary(
      () => relu,
      typeSets.signed,
      (x) => (x < 0n ? 0n : x),
    ),
  },
  Sigmoid: float((x) => 1 / (1 + Math.exp(-x))),
  Sqrt: float(Math.sqrt),
  Tanh: float(Math.tanh),
};

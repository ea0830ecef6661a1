import type { Tensor, TensorType } from '../../session.ts';
import { fromHalf, toHalf } from '../half.ts';
import type { KernelContext, KernelFactory, KernelTable } from '../kernel.ts';
import { elementTypes } from '../protobuf.ts';
import { type Element, isBigints, isNumbers, take, weightOf } from './element-loops.ts';

/** Cast: `to` is a name before version 6 and a number of TensorProto.DataType from then on. */
const cast: KernelFactory = (context) => {
  const { attributes, opset, fail } = context;
  const names: Readonly<Record<string, TensorType>> = { FLOAT: 'float32', DOUBLE: 'float64' };
  const name = opset < 6 ? attributes.string('to', '').toUpperCase() : '';
  const number = opset < 6 ? 0 : attributes.int('to', 0);
  const type = elementTypes[number] ?? names[name] ?? elementTypes.find((known) => known === name.toLowerCase());
  if (!type) return fail(`attribute 'to' is ${name || number}, a type that is not supported`, 'model-unsupported');
  return (inputs) => [convert(context, take(context, inputs, 0), type)];
};

/** CastLike (since 15): casts the first input to the type of the second. */
const castLike: KernelFactory = (context) => (inputs) => [
  convert(context, take(context, inputs, 0), take(context, inputs, 1).type),
];

function convert(context: KernelContext, x: Tensor, type: TensorType): Tensor {
  const { data } = x;
  if (x.type === type) return x;
  if (x.type === 'float16') return convert(context, mapped(context, x, 'float32', fromHalf), type);
  if (type === 'float16') return mapped(context, convert(context, x, 'float64'), type, toHalf);
  const out = context.allocate(type, x.dims);
  const target = out.data;
  const hasText = x.type === 'string' || type === 'string';
  context.spend(data.length * (hasText ? 60 : Math.max(weightOf(x.type), weightOf(type))));
  if (Array.isArray(target)) {
    const format = formatOf(x.type);
    for (let i = 0; i < target.length; i++) target[i] = format(data[i] ?? '');
  } else if (type === 'bool') {
    const isString = x.type === 'string';
    for (let i = 0; i < target.length; i++) {
      const value = data[i] ?? 0;
      // NaN counts as true, as every number but zero.
      out.data[i] = (isString ? parse(value, context) : Number(value)) === 0 ? 0 : 1;
    }
  } else if (isBigints(target)) {
    for (let i = 0; i < target.length; i++) target[i] = toBigint(data[i] ?? 0, context);
  } else if (isNumbers(target)) {
    const isInteger = type !== 'float32' && type !== 'float64';
    if (isNumbers(data)) for (let i = 0; i < target.length; i++) target[i] = data[i] ?? 0;
    // The low bits of a large int64 survive only as a bigint.
    else if (isBigints(data) && isInteger) {
      for (let i = 0; i < target.length; i++) target[i] = Number(BigInt.asIntN(32, data[i] ?? 0n));
    } else for (let i = 0; i < target.length; i++) target[i] = parse(data[i] ?? 0, context);
  }
  return out;
}

function mapped(context: KernelContext, x: Tensor, type: 'float16' | 'float32', f: (x: number) => number): Tensor {
  const out = context.allocate(type, x.dims);
  context.spend(10 * out.data.length);
  for (let i = 0; i < out.data.length; i++) out.data[i] = f(Number(x.data[i]));
  return out;
}

function toBigint(value: Element, context: KernelContext): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return BigInt(value.trim().replace('+', ''));
  const number = Math.trunc(parse(value, context));
  // What no int64 holds is undefined by the standard; this is what x86 gives.
  return Number.isFinite(number) && Math.abs(number) < 2 ** 63 ? BigInt(number) : -(1n << 63n);
}

/** A string's number: plain or scientific, NaN, and INF with or without a sign, in any case. */
function parse(value: Element, context: KernelContext): number {
  if (typeof value !== 'string') return Number(value);
  const text = value.trim();
  const special = /^([+-]?)(inf(?:inity)?|nan)$/i.exec(text);
  if (special) {
    if (special[2]?.toLowerCase() === 'nan') return Number.NaN;
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text))
    return context.fail(`the string '${value.slice(0, 40)}' is no number`);
  return Number(text);
}

function formatOf(type: TensorType): (value: Element) => string {
  if (type === 'bool') return (value) => (value === 1 ? '1' : '0');
  if (type === 'float32' || type === 'float64') return (value) => formatFloat(Number(value));
  return String;
}

// As C's "%.8g", which ONNX Runtime prints both float types by: the standard leaves the digits open.
function formatFloat(value: number): string {
  const digits = 8;
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-INF' : 'INF';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', exponent = '0'] = value.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  const trim = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
  if (power >= -4 && power < digits) return trim(value.toFixed(Math.min(100, Math.max(0, digits - 1 - power))));
  return `${trim(mantissa)}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** Conversions between element types. */
export const castOperators: KernelTable = {
  Cast: { 1: cast },
  CastLike: { 15: castLike },
};

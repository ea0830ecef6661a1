import type { Tensor, TensorType } from '../../../session.ts';
import type { KernelContext, KernelFactory, KernelTable, MapValue } from '../../kernel.ts';
import { required } from '../../shape.ts';

type Element = string | number | bigint;

/** A kernel of an operator whose input is a map; see {@link castMap} and {@link dictVectorizer}. */
export type MapKernel = (map: MapValue) => Tensor;

const castTypes: Readonly<Record<string, 'float32' | 'string' | 'int64'>> = {
  TO_FLOAT: 'float32',
  TO_STRING: 'string',
  TO_INT64: 'int64',
};

function toElement(context: KernelContext, value: Element, type: TensorType): Element {
  // ONNX Runtime writes six decimals here; the standard names no form, so numbers read as they do in JavaScript.
  if (type === 'string') return String(value);
  const number = Number(value);
  if (type === 'float32') return number;
  return Number.isFinite(number) ? BigInt(Math.trunc(number)) : context.fail(`'${value}' cannot be cast to int64`);
}

/** ai.onnx.ml CastMap, version 1: a map's values in ascending order of its keys, of shape [1, n]. Places without a key hold 0 or ''. */
export function castMap(context: KernelContext): MapKernel {
  const { attributes, fail } = context;
  const castTo = attributes.string('cast_to', 'TO_FLOAT');
  const form = attributes.string('map_form', 'DENSE');
  const length = attributes.int('max_map', 1);
  const type = Object.hasOwn(castTypes, castTo) ? castTypes[castTo] : undefined;
  if (!type) return fail(`cast_to is '${castTo}'; it must be one of ${Object.keys(castTypes).join(', ')}`);
  if (form !== 'DENSE' && form !== 'SPARSE') fail(`map_form is '${form}'; it must be DENSE or SPARSE`);
  return (map) => {
    const keys = [...map.keys()].map(Number).sort((a, b) => a - b);
    const values = new Map([...map].map(([key, value]) => [Number(key), value]));
    const isSparse = form === 'SPARSE';
    const output = context.allocate(type, [1, isSparse ? length : keys.length]);
    const target: { [index: number]: unknown } & { fill(value: unknown): unknown } = output.data;
    target.fill(type === 'string' ? '' : type === 'int64' ? 0n : 0);
    for (const [place, key] of keys.entries()) {
      if (isSparse && !(key >= 0 && key < length))
        context.fail(`the map has the key ${key}, where keys go from 0 to ${length - 1}`);
      target[isSparse ? key : place] = toElement(context, values.get(key) ?? 0, type);
    }
    return output;
  };
}

/** ai.onnx.ml DictVectorizer, version 1: a map's values at their keys' places in the vocabulary, of shape [1, C], with 0 or '' elsewhere. */
export function dictVectorizer(context: KernelContext): MapKernel {
  const { attributes, fail } = context;
  const strings = attributes.strings('string_vocabulary');
  const integers = attributes.bigints('int64_vocabulary');
  if (strings.length > 0 === integers.length > 0) fail('set one of string_vocabulary and int64_vocabulary');
  const places = new Map<Element, number>();
  for (const [place, key] of strings.entries()) places.set(key, place);
  for (const [place, key] of integers.entries()) places.set(key, place).set(Number(key), place);
  const length = strings.length || integers.length;
  return (map) => {
    const [first] = map.values();
    const type = typeof first === 'string' ? 'string' : typeof first === 'bigint' ? 'int64' : 'float32';
    const output = context.allocate(type, [1, length]);
    const target: { [index: number]: unknown } & { fill(value: unknown): unknown } = output.data;
    target.fill(type === 'string' ? '' : type === 'int64' ? 0n : 0);
    for (const [key, value] of map) {
      target[places.get(key) ?? context.fail(`the map has the key '${key}', which is not in the vocabulary`)] = value;
    }
    return output;
  };
}

/** ai.onnx.ml CategoryMapper, version 1: strings to integers or back, by the input's type. */
const categoryMapper: KernelFactory = (context) => {
  const { attributes, fail } = context;
  const strings = attributes.strings('cats_strings');
  const integers = attributes.bigints('cats_int64s');
  if (strings.length !== integers.length)
    fail(`cats_strings has ${strings.length} values and cats_int64s ${integers.length}`);
  const numbers = new Map<Element | undefined, bigint>(strings.map((name, place) => [name, integers[place] ?? 0n]));
  const names = new Map<Element | undefined, string>(integers.map((integer, place) => [integer, strings[place] ?? '']));
  const defaultInteger = BigInt(attributes.int('default_int64', -1));
  const defaultString = attributes.string('default_string', '_Unused');
  return (inputs) => {
    const { type, dims, data } = required(context, inputs, 0);
    if (type === 'string') {
      const output = context.allocate('int64', dims);
      for (let i = 0; i < data.length; i++) output.data[i] = numbers.get(data[i]) ?? defaultInteger;
      return [output];
    }
    if (type !== 'int64') context.fail(`the input is ${type}; feed string or int64`);
    const output = context.allocate('string', dims);
    for (let i = 0; i < data.length; i++) output.data[i] = names.get(data[i]) ?? defaultString;
    return [output];
  };
};

/** Operators of ai.onnx.ml that map categories and are rare. CastMap and DictVectorizer take maps, which no graph of tensors can feed. */
export const mapKernels: KernelTable = {
  CategoryMapper: { 1: categoryMapper },
};

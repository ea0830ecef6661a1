import type { Tensor, TensorType } from '../../../session.ts';
import type { KernelContext, KernelFactory, KernelTable, MapTensor, MutableTensor } from '../../kernel.ts';
import { type Inputs, required } from '../../shape.ts';

type Element = string | number | bigint;

/** The keys and values of the map that a node is given. */
function entriesOf(
  context: KernelContext,
  inputs: Inputs,
): { type: TensorType; entries: [string | bigint, Element][] } {
  const map: Tensor & Partial<MapTensor> = required(context, inputs, 0);
  const { type, data, keys } = map;
  if (!keys) return context.fail('its input is a tensor, where it takes a map');
  return { type, entries: keys.map((key, place) => [key, data[place] as Element]) };
}

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
const castMap: KernelFactory = (context) => {
  const { attributes, fail } = context;
  const castTo = attributes.string('cast_to', 'TO_FLOAT');
  const form = attributes.string('map_form', 'DENSE');
  const length = attributes.int('max_map', 1);
  const type = Object.hasOwn(castTypes, castTo) ? castTypes[castTo] : undefined;
  if (!type) return fail(`cast_to is '${castTo}'; it must be one of ${Object.keys(castTypes).join(', ')}`);
  if (form !== 'DENSE' && form !== 'SPARSE') fail(`map_form is '${form}'; it must be DENSE or SPARSE`);
  const isSparse = form === 'SPARSE';
  return (inputs) => {
    const entries = entriesOf(context, inputs).entries.map(([key, value]) => [Number(key), value] as const);
    entries.sort(([a], [b]) => a - b);
    const output = context.allocate(type, [1, isSparse ? length : entries.length]);
    const target = cleared(output);
    for (const [place, [key, value]] of entries.entries()) {
      if (isSparse && !(key >= 0 && key < length))
        fail(`the map has the key ${key}, where keys go from 0 to ${length - 1}`);
      target[isSparse ? key : place] = toElement(context, value, type);
    }
    return [output];
  };
};

/**
 * ai.onnx.ml DictVectorizer, version 1: a map's values at their keys' places in the vocabulary, of shape [1, C], with 0 or '' elsewhere.
 * Keys that are not in the vocabulary are passed over, as in ONNX Runtime and scikit-learn; the standard does not speak of them.
 */
const dictVectorizer: KernelFactory = (context) => {
  const { attributes, fail } = context;
  const strings = attributes.strings('string_vocabulary');
  const vocabulary: readonly Element[] = strings.length > 0 ? strings : attributes.bigints('int64_vocabulary');
  if (vocabulary.length === 0 || (strings.length > 0 && attributes.has('int64_vocabulary'))) {
    fail('set one of string_vocabulary and int64_vocabulary');
  }
  const places = new Map(vocabulary.map((key, place) => [key, place]));
  return (inputs) => {
    const { type, entries } = entriesOf(context, inputs);
    const output = context.allocate(type, [1, vocabulary.length]);
    const target = cleared(output);
    for (const [key, value] of entries) {
      const place = places.get(key);
      if (place !== undefined) target[place] = value;
    }
    return [output];
  };
};

/** An output's elements, all 0 or ''. */
function cleared({ type, data }: MutableTensor): { [index: number]: unknown } {
  const target: { [index: number]: unknown; fill(value: unknown): unknown } = data;
  target.fill(type === 'string' ? '' : type === 'int64' || type === 'uint64' ? 0n : 0);
  return target;
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

/** Operators of ai.onnx.ml that take maps or map categories, and are rare. */
export const mapKernels: KernelTable = {
  CastMap: { 1: castMap },
  CategoryMapper: { 1: categoryMapper },
  DictVectorizer: { 1: dictVectorizer },
};

import type { Tensor, TensorType } from '../../../session.ts';
import type { KernelContext, KernelFactory, KernelTable } from '../../kernel.ts';
import { required } from '../../shape.ts';

type Element = string | number | bigint;

/** One of the attributes keys_* and values_*, or a tensor. */
interface ElementList {
  readonly type: TensorType;
  readonly elements: ArrayLike<Element>;
}

/**
 * ai.onnx.ml OneHotEncoder, version 1. Numbers are cut to integers before they are looked up; the last of equal categories counts.
 */
const oneHotEncoder: KernelFactory = (context) => {
  const { attributes, fail } = context;
  const strings = attributes.strings('cats_strings');
  const integers = attributes.bigints('cats_int64s');
  const count = strings.length || integers.length;
  if (strings.length > 0 === integers.length > 0) fail('set one of cats_strings and cats_int64s');
  const skipsUnknown = attributes.int('zeros', 1) !== 0;
  const places = new Map<Element | undefined, number>();
  for (const [place, category] of strings.entries()) places.set(category, place);
  for (const [place, category] of integers.entries()) places.set(category, place).set(Number(category), place);
  return (inputs) => {
    const { type, dims, data } = required(context, inputs, 0);
    if ((type === 'string') !== strings.length > 0) {
      context.fail(
        `the input is ${type}, and the categories are ${strings.length > 0 ? 'cats_strings' : 'cats_int64s'}`,
      );
    }
    const output = context.allocate('float32', [...dims, count]);
    output.data.fill(0);
    for (let i = 0; i < data.length; i++) {
      const value = data[i];
      const place = places.get(typeof value === 'number' ? Math.trunc(value) : value);
      if (place !== undefined) output.data[i * count + place] = 1;
      else if (!skipsUnknown) context.fail(`'${value}' is none of the categories, and zeros is 0`);
    }
    return [output];
  };
};

/** Looks every element up. */
function encode(
  context: KernelContext,
  keyType: TensorType,
  table: ReadonlyMap<Element | undefined, number>,
  values: ElementList,
  fallback: Element,
  keyOf?: (element: Element) => Element,
) {
  return (inputs: readonly (Tensor | undefined)[]) => {
    const { type, dims, data } = required(context, inputs, 0);
    if (type !== keyType) context.fail(`the input is ${type}, and the keys are ${keyType}`);
    const output = context.allocate(values.type, dims);
    const target: { [index: number]: unknown } = output.data;
    for (let i = 0; i < data.length; i++) {
      const element = data[i] as Element;
      const place = table.get(keyOf ? keyOf(element) : element);
      target[i] = place === undefined ? fallback : values.elements[place];
    }
    return [output];
  };
}

/** ai.onnx.ml LabelEncoder, version 1: strings to their places in `classes_strings`, or places to strings, by the input's type. */
const labelEncoder1: KernelFactory = (context) => {
  const { attributes } = context;
  const classes = attributes.strings('classes_strings');
  const integers = classes.map((_, place) => BigInt(place));
  const toInteger = encode(
    context,
    'string',
    new Map(classes.map((name, place) => [name, place])),
    { type: 'int64', elements: integers },
    BigInt(attributes.int('default_int64', -1)),
  );
  const toName = encode(
    context,
    'int64',
    new Map(integers.map((integer, place) => [integer, place])),
    { type: 'string', elements: classes },
    attributes.string('default_string', '_Unused'),
  );
  return (inputs) => (inputs[0]?.type === 'string' ? toInteger : toName)(inputs);
};

function readList({ attributes, fail }: KernelContext, prefix: 'keys' | 'values'): ElementList {
  const found: ElementList[] = [];
  const tensor = attributes.tensor(`${prefix}_tensor`);
  if (tensor) found.push({ type: tensor.type, elements: tensor.data });
  if (attributes.has(`${prefix}_strings`))
    found.push({ type: 'string', elements: attributes.strings(`${prefix}_strings`) });
  if (attributes.has(`${prefix}_int64s`))
    found.push({ type: 'int64', elements: attributes.bigints(`${prefix}_int64s`) });
  if (attributes.has(`${prefix}_floats`))
    found.push({ type: 'float32', elements: attributes.floats(`${prefix}_floats`) });
  const [list] = found;
  return list && found.length === 1 ? list : fail(`set one and only one of the ${prefix}_* attributes`);
}

function readDefault({ attributes, fail }: KernelContext, type: TensorType): Element {
  const tensor = attributes.tensor('default_tensor');
  if (tensor) {
    const [value] = tensor.data;
    return tensor.type === type && value !== undefined
      ? value
      : fail(`default_tensor must be one ${type}, as values_* are`);
  }
  if (type === 'string') return attributes.string('default_string', '_Unused');
  if (type.startsWith('float')) return attributes.float('default_float', -0);
  const integer = attributes.int('default_int64', -1);
  return type === 'int64' ? BigInt(integer) : integer;
}

/**
 * ai.onnx.ml LabelEncoder, versions 2 and 4. A Map finds NaN, as both versions ask (ONNX Runtime's version 2 does not).
 * Version 2 compares bits, so -0 is not 0 (ONNX Runtime takes them for equal), and the first of equal keys counts, as in ONNX Runtime.
 * From version 4 on the last counts (in ONNX Runtime the first).
 */
const labelEncoder =
  (isBitwise: boolean): KernelFactory =>
  (context) => {
    const keys = readList(context, 'keys');
    const values = readList(context, 'values');
    const { length } = keys.elements;
    if (length !== values.elements.length)
      context.fail(`there are ${length} keys_* and ${values.elements.length} values_*`);
    const keyOf = isBitwise ? (element: Element) => (Object.is(element, -0) ? '-0' : element) : undefined;
    const table = new Map<Element | undefined, number>();
    for (let i = 0; i < length; i++) {
      const place = isBitwise ? length - 1 - i : i;
      const key = keys.elements[place] as Element;
      table.set(keyOf && keys.type === 'float32' ? keyOf(key) : key, place);
    }
    return encode(
      context,
      keys.type,
      table,
      values,
      readDefault(context, values.type),
      keys.type === 'float32' ? keyOf : undefined,
    );
  };

/** Operators of ai.onnx.ml that map categories. */
export const encoderKernels: KernelTable = {
  LabelEncoder: { 1: labelEncoder1, 2: labelEncoder(true), 4: labelEncoder(false) },
  OneHotEncoder: { 1: oneHotEncoder },
};

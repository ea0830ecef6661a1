import type { Tensor } from '../../../session.ts';
import type { KernelFactory, KernelTable } from '../../kernel.ts';
import { required, requiredNumeric } from '../../shape.ts';
import { numbersOf, requiredNumber, rowCount, rowWidth } from './rows.ts';
import { stepOf } from './scaler.ts';

/** ai.onnx.ml Imputer, version 1: replaces one value, or NaN, by another. */
const imputer: KernelFactory = (context) => {
  const { attributes, fail } = context;
  const floats = attributes.floats('imputed_value_floats');
  const integers = attributes.bigints('imputed_value_int64s');
  if (floats.length > 0 === integers.length > 0) fail('set one of imputed_value_floats and imputed_value_int64s');
  const replacedFloat = attributes.float('replaced_value_float', 0);
  const replacedInteger = attributes.int('replaced_value_int64', 0);

  function impute<T>(
    output: { [index: number]: unknown },
    x: ArrayLike<T>,
    width: number,
    name: string,
    values: ArrayLike<T>,
    replaced: T,
  ) {
    const step = stepOf(context, name, values.length, width);
    const isNan = Number.isNaN(replaced);
    for (let i = 0; i < x.length; i++) {
      const value = x[i] as T;
      const isMissing = isNan ? Number.isNaN(value) : value === replaced;
      output[i] = isMissing ? (values[(i % width) * step] as T) : value;
    }
  }

  return (inputs) => {
    const input = requiredNumber(context, inputs);
    const { type, data } = input;
    const output = context.allocate(type, input.dims);
    const target: { [index: number]: unknown } = output.data;
    const width = rowWidth(input);
    const name = type.startsWith('f') ? 'imputed_value_floats' : 'imputed_value_int64s';
    if (!attributes.has(name)) fail(`the input is ${type}, so ${name} must be set`, 'model-invalid');
    if (data instanceof BigInt64Array)
      impute<number | bigint>(target, data, width, name, integers, BigInt(replacedInteger));
    else {
      const isFloat = type.startsWith('f');
      const values = isFloat ? floats : integers.map(Number);
      impute<number | bigint>(target, numbersOf(input), width, name, values, isFloat ? replacedFloat : replacedInteger);
    }
    return [output];
  };
};

/**
 * ai.onnx.ml Normalizer, version 1: MAX divides a row by its greatest element, L1 by the sum of its magnitudes, L2 by its length.
 * The standard writes sum(X) and sqrt(X^2 / sum(X^2)), which would lose signs; its reference and ONNX Runtime keep them, and so do these.
 */
const norms: Readonly<Record<string, (x: ArrayLike<number>, start: number, end: number) => number>> = {
  MAX: (x, start, end) => {
    let max = -3.4028234663852886e38;
    for (let i = start; i < end; i++) if (max < (x[i] as number)) max = x[i] as number;
    return max;
  },
  L1: (x, start, end) => {
    let sum = 0;
    for (let i = start; i < end; i++) sum += Math.abs(x[i] as number);
    return sum;
  },
  L2: (x, start, end) => {
    let sum = 0;
    for (let i = start; i < end; i++) sum += (x[i] as number) ** 2;
    return Math.sqrt(sum);
  },
};

const normalizer: KernelFactory = (context) => {
  const name = context.attributes.string('norm', 'MAX');
  const norm = Object.hasOwn(norms, name) ? norms[name] : undefined;
  if (!norm) return context.fail(`norm is '${name}'; it must be one of ${Object.keys(norms).join(', ')}`);
  return (inputs) => {
    const input = requiredNumber(context, inputs);
    rowCount(context, input);
    const width = rowWidth(input);
    const x = numbersOf(input);
    const output = context.allocate('float32', input.dims);
    for (let start = 0; start < x.length; start += width) {
      const divisor = norm(x, start, start + width);
      for (let i = start; i < start + width; i++)
        output.data[i] = divisor === 0 ? (x[i] as number) : (x[i] as number) / divisor;
    }
    return [output];
  };
};

/** ai.onnx.ml Binarizer, version 1: 1 where an element is above the threshold, 0 elsewhere. */
const binarizer: KernelFactory = (context) => {
  const threshold = context.attributes.float('threshold', 0);
  return (inputs) => {
    const input = requiredNumber(context, inputs);
    const output = context.allocate(input.type, input.dims);
    const target: { [index: number]: unknown } = output.data;
    const isBig = input.type === 'int64';
    const x = numbersOf(input);
    for (let i = 0; i < x.length; i++) {
      const bit = (x[i] as number) > threshold ? 1 : 0;
      target[i] = isBig ? BigInt(bit) : bit;
    }
    return [output];
  };
};

/** ai.onnx.ml FeatureVectorizer, version 1: inputs side by side, each cut or padded with zeros to its size in `inputdimensions`. */
const featureVectorizer: KernelFactory = (context) => {
  const { attributes, inputCount, fail } = context;
  const given = attributes.has('inputdimensions') ? attributes.ints('inputdimensions') : undefined;
  if (given && given.length !== inputCount) fail(`inputdimensions has ${given.length} values for ${inputCount} inputs`);
  if (given?.some((size) => size < 0)) fail('inputdimensions has a negative size');
  return (inputs) => {
    const tensors = inputs.map((_, index) => requiredNumeric(context, inputs, index));
    const rowsOf = ({ dims }: Tensor) => (dims.length < 2 ? 1 : (dims[0] as number));
    const rows = rowsOf(required(context, inputs, 0));
    const widths = tensors.map(({ dims }) =>
      dims.slice(dims.length < 2 ? 0 : 1).reduce((product, size) => product * size, 1),
    );
    const sizes = given ?? widths;
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const output = context.allocate('float32', [rows, total]);
    output.data.fill(0);
    let column = 0;
    tensors.forEach((tensor, index) => {
      if (rowsOf(tensor) !== rows)
        fail(`input ${index} has ${rowsOf(tensor)} rows, and input 0 ${rows}`, 'input-invalid');
      const width = widths[index] as number;
      const count = Math.min(width, sizes[index] as number);
      const x = numbersOf(tensor);
      for (let row = 0; row < rows; row++) {
        for (let i = 0; i < count; i++) output.data[row * total + column + i] = x[row * width + i] as number;
      }
      column += sizes[index] as number;
    });
    return [output];
  };
};

/** ai.onnx.ml ArrayFeatureExtractor, version 1: the elements of the last axis at the indices. [C] gives [1, n], as in the reference. */
const arrayFeatureExtractor: KernelFactory = (context) => (inputs) => {
  const input = required(context, inputs, 0);
  const indices = numbersOf(required(context, inputs, 1));
  const { dims, data } = input;
  if (dims.length === 0) context.fail('the input is a scalar; it must have an axis to select from');
  const width = rowWidth(input);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] as number;
    if (!(Number.isInteger(index) && index >= 0 && index < width))
      context.fail(`index ${index} is out of range: the last axis has the size ${width}`);
  }
  const output = context.allocate(
    input.type,
    dims.length === 1 ? [1, indices.length] : [...dims.slice(0, -1), indices.length],
  );
  const target: { [index: number]: unknown } = output.data;
  for (let at = 0, from = 0; at < output.data.length; from += width) {
    for (let i = 0; i < indices.length; i++) target[at++] = data[from + (indices[i] as number)];
  }
  return [output];
};

/** Operators of ai.onnx.ml that prepare numbers. */
export const featureKernels: KernelTable = {
  ArrayFeatureExtractor: { 1: arrayFeatureExtractor },
  Binarizer: { 1: binarizer },
  FeatureVectorizer: { 1: featureVectorizer },
  Imputer: { 1: imputer },
  Normalizer: { 1: normalizer },
};

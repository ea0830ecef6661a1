import { EdgewiseError } from '../../errors.ts';
import type { Tensor, TensorType, ValueMetadata } from '../session.ts';

/** The class of `data` by element type. */
const dataClass: Readonly<Record<TensorType, readonly string[]>> = {
  float32: ['Float32Array'],
  float64: ['Float64Array'],
  // Browsers with a Float16Array make onnxruntime-common use it.
  float16: ['Uint16Array', 'Float16Array'],
  int8: ['Int8Array'],
  int16: ['Int16Array'],
  int32: ['Int32Array'],
  int64: ['BigInt64Array'],
  uint8: ['Uint8Array', 'Uint8ClampedArray'],
  uint16: ['Uint16Array'],
  uint32: ['Uint32Array'],
  uint64: ['BigUint64Array'],
  bool: ['Uint8Array'],
  string: ['Array'],
};

/** Whether the name is an element type that tensors here have. */
export function isTensorType(name: string): name is TensorType {
  return Object.hasOwn(dataClass, name);
}

/**
 * Checks names, types and shapes before ONNX Runtime sees them, so that the error names the input.
 * @throws EdgewiseError `input-invalid`
 */
export function checkFeeds(
  feeds: Readonly<Record<string, unknown>>,
  inputs: readonly ValueMetadata[],
): asserts feeds is Readonly<Record<string, Tensor>> {
  const given: Readonly<Record<string, unknown>> = Object(feeds);
  for (const name of Object.keys(given)) {
    if (!inputs.some((input) => input.name === name)) refuse(`'${name}' is not an input`, `give ${listed(inputs)}`);
  }
  for (const input of inputs) {
    const tensor = Object.hasOwn(given, input.name) ? (given[input.name] as Tensor) : undefined;
    if (!tensor) refuse(`Input '${input.name}' is missing`, `give a ${inWords(input)}`);
    checkTensor(tensor, input);
  }
}

/**
 * Checks the names of the outputs asked for.
 * @throws EdgewiseError `input-invalid`
 */
export function checkOutputNames(names: readonly string[], outputs: readonly ValueMetadata[]): void {
  if (!Array.isArray(names)) refuse('The outputs wanted are no list', `ask for ${listed(outputs)}`);
  for (const name of names) {
    if (!outputs.some((output) => output.name === name)) {
      refuse(`'${name}' is not an output`, `ask for ${listed(outputs)}`);
    }
  }
}

function checkTensor({ type, dims, data }: Tensor, input: ValueMetadata): void {
  const name = `Input '${input.name}'`;
  if (type !== input.type) refuse(`${name} is ${type}`, `give a ${inWords(input)}`);
  // By tag, not by instanceof: a tensor may come from another realm.
  const tag = Object.prototype.toString.call(data).slice(8, -1);
  if (!dataClass[type].includes(tag)) refuse(`${name} has its data in ${tag}`, `use ${dataClass[type][0]}`);
  if (!Array.isArray(dims) || !dims.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    refuse(`${name} has the dims ${String(dims)}`, 'use whole numbers from 0');
  }
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size !== data.length) {
    refuse(`${name} has ${data.length} elements for dims [${dims}]`, `give ${size} elements or other dims`);
  }
  // An empty shape is a scalar or one of which the model says nothing: ONNX Runtime checks it.
  const { shape } = input;
  const fits =
    shape.length === 0 ||
    (shape.length === dims.length && shape.every((want, axis) => typeof want === 'string' || want === dims[axis]));
  if (!fits) refuse(`${name} has dims [${dims}]`, `give a ${inWords(input)}`);
  if (type === 'string' && !data.every((element) => typeof element === 'string')) {
    refuse(`${name} has elements that are not strings`, 'give strings only');
  }
}

function inWords({ type, shape }: ValueMetadata): string {
  return shape.length
    ? `${type} tensor [${shape.map((dim) => (dim === '' ? '?' : dim)).join(', ')}]`
    : `${type} tensor`;
}

function listed(values: readonly ValueMetadata[]): string {
  return values.map((value) => `'${value.name}' (${inWords(value)})`).join(', ') || 'nothing';
}

function refuse(problem: string, remedy: string): never {
  throw new EdgewiseError('input-invalid', `${problem}: ${remedy}.`);
}

import type { TensorType } from '../../engine/session.ts';
import { EdgewiseError } from '../../errors.ts';
import { givenInWords } from '../expect-given.ts';
import { didYouMean } from '../graph/did-you-mean.ts';

/** The numbers of each integer type; those of the others are any. */
const bounds: Readonly<Partial<Record<TensorType, readonly [least: bigint, most: bigint]>>> = {
  int8: [-(2n ** 7n), 2n ** 7n - 1n],
  int16: [-(2n ** 15n), 2n ** 15n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint8: [0n, 2n ** 8n - 1n],
  // Whatever is not 0 is true, as in ONNX Runtime.
  bool: [0n, 2n ** 8n - 1n],
  uint16: [0n, 2n ** 16n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

/**
 * Refuses what no tensor of a type holds: typed arrays would take 1.5 for 1, and 2^40 for 0.
 * @param types that there are.
 * @throws EdgewiseError `input-invalid` naming the type, and the first value at fault.
 */
export function expectTensor(
  type: TensorType,
  { values, dims, types }: { readonly values: unknown; readonly dims: unknown; readonly types: readonly string[] },
): void {
  const refuse = (sentence: string): never => {
    throw new EdgewiseError('input-invalid', `Tensor of ${type}: ${sentence}.`);
  };
  if (!types.includes(type))
    refuse(`there is no such type${didYouMean(String(type), types) || `; give ${types.join(', ')}`}`);
  if (!isList(values)) return refuse(`it takes a list of values, and was given ${givenInWords(values)}`);
  const isSize = (size: unknown): boolean => Number.isSafeInteger(size) && Number(size) >= 0;
  if (dims !== undefined) {
    const shown = Array.isArray(dims) ? `[${dims}]` : givenInWords(dims);
    if (!Array.isArray(dims) || !dims.every(isSize))
      return refuse(`its dims are ${shown}; give a list of whole numbers`);
    const size = dims.reduce<number>((product, length) => product * length, 1);
    if (size !== values.length)
      refuse(`it has ${values.length} values for dims ${shown}, which ask for ${size}; give other dims`);
  }
  const remedy = remedyFor(type);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (isHeld(type, value)) continue;
    refuse(`value ${index} is ${typeof value === 'string' ? JSON.stringify(value) : String(value)}; give ${remedy}`);
  }
}

function isHeld(type: TensorType, value: unknown): boolean {
  if (value === undefined || value === null || typeof value === 'object') return false;
  if (type === 'string') return true;
  const number = Number(value);
  const range = bounds[type];
  // A text that is no number; NaN itself is one.
  if (!range) return typeof value !== 'string' || !Number.isNaN(number);
  if (typeof value !== 'bigint' && !Number.isInteger(number)) return false;
  const whole = typeof value === 'bigint' ? value : BigInt(number);
  return whole >= range[0] && whole <= range[1];
}

function remedyFor(type: TensorType): string {
  if (type === 'bool') return 'true or false';
  const range = bounds[type];
  if (range) return `whole numbers from ${range[0]} to ${range[1]}`;
  return type === 'string' ? 'texts' : 'numbers';
}

function isList(given: unknown): given is ArrayLike<unknown> {
  return Array.isArray(given) || (ArrayBuffer.isView(given) && 'length' in given);
}

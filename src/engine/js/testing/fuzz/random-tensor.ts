import type { Tensor, TensorType } from '../../../session.ts';
import { createData } from '../../tensor-data.ts';
import type { Draw } from './draw.ts';

const floats = [1, 0, -1, 0.5, 2, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e38, 1e-40];
const integers = [1, 0, 2, 3, -1, -2, 127, 255, -128, 65_535, 2 ** 31 - 1, -(2 ** 31)];
const bigIntegers = [1n, 0n, 2n, 3n, -1n, 10n ** 9n, 2n ** 31n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)];
const texts = ['a', 'b', '', '1', '-2.5', 'NaN', 'Été', 'true', '1e400', '\ud800', 'x'.repeat(200)];

/**
 * A tensor of `type`, whose elements are often extremes; integers from -2 to 4 when `small`.
 * At most eight elements are drawn: they repeat.
 */
export function randomTensor(draw: Draw, type: TensorType, dims: readonly number[], small = false): Tensor {
  const length = dims.includes(0) ? 0 : dims.reduce((product, size) => product * size, 1);
  const data = createData(type, length);
  const target: { [index: number]: unknown } = data;
  const element = elementOf(draw, type, small);
  const drawn = Array.from({ length: Math.min(length, 8) }, element);
  for (let i = 0; i < length; i++) target[i] = drawn[i % drawn.length];
  return { type, dims, data };
}

function elementOf(draw: Draw, type: TensorType, small: boolean): () => unknown {
  if (type === 'string') return () => draw.pick(texts);
  if (type === 'bool') return () => (draw.chance(2) ? 7 : draw.int(0, 1));
  if (type === 'int64' || type === 'uint64') {
    return () =>
      small ? BigInt(draw.int(0, 6) - 2) : draw.chance(30) ? draw.pick(bigIntegers) : BigInt(draw.int(0, 9));
  }
  if (small) return () => draw.int(0, 6) - 2;
  if (type.startsWith('float')) return () => (draw.chance(40) ? draw.pick(floats) : draw.int(0, 800) / 100 - 4);
  return () => (draw.chance(30) ? draw.pick(integers) : draw.int(0, 9));
}

import type { Tensor, TensorData, TensorType, ValueMetadata } from '../engine/session.ts';
import { EdgewiseError } from '../errors.ts';
import { createRandom } from '../pipeline/random.ts';

type Fill = (length: number, random: () => number) => TensorData;

/** Numbers about 0 as scaled features are, small counts, and texts that no model knows. */
const fills: Readonly<Partial<Record<TensorType, Fill>>> = {
  float32: (length, random) => Float32Array.from({ length }, () => 2 * random() - 1),
  float64: (length, random) => Float64Array.from({ length }, () => 2 * random() - 1),
  int64: (length, random) => BigInt64Array.from({ length }, () => BigInt(Math.floor(3 * random()))),
  int32: (length, random) => Int32Array.from({ length }, () => Math.floor(3 * random())),
  uint8: (length, random) => Uint8Array.from({ length }, () => Math.floor(3 * random())),
  bool: (length, random) => Uint8Array.from({ length }, () => Math.round(random())),
  string: (length, random) => Array.from({ length }, () => `text ${Math.floor(3 * random())}`),
};

/**
 * Inputs drawn for a model, the same each time.
 * @param rows size of the first axis where the model leaves it free; other free axes have size 1.
 * @throws EdgewiseError `input-invalid` for inputs of a type that cannot be drawn.
 */
export function sampleFeeds(inputs: readonly ValueMetadata[], rows: number): Record<string, Tensor> {
  const random = createRandom(1);
  const feeds: Record<string, Tensor> = {};
  for (const { name, type, shape, isTensor } of inputs) {
    const fill = isTensor ? fills[type] : undefined;
    if (!fill)
      throw new EdgewiseError(
        'input-invalid',
        `No ${isTensor ? type : 'map'} can be drawn for the input ${name}; time the model by a script`,
      );
    const dims = shape.map((size, axis) => (typeof size === 'number' ? size : axis === 0 ? rows : 1));
    feeds[name] = {
      type,
      dims,
      data: fill(
        dims.reduce((product, size) => product * size, 1),
        random,
      ),
    };
  }
  return feeds;
}

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
 * @param size of the axes that the model leaves free: `rows` of the first, `width` of others.
 * @throws EdgewiseError `input-invalid` for inputs of a type that cannot be drawn.
 */
export function sampleFeeds(
  inputs: readonly ValueMetadata[],
  { rows, width }: { readonly rows: number; readonly width: number },
): Record<string, Tensor> {
  const random = createRandom(1);
  const feeds: Record<string, Tensor> = {};
  for (const { name, type, shape, isTensor } of inputs) {
    const fill = isTensor ? fills[type] : undefined;
    if (!fill)
      throw new EdgewiseError(
        'input-invalid',
        `No ${isTensor ? type : 'map'} can be drawn for the input ${name}; time the model by a script`,
      );
    const dims = shape.map((size, axis) => (typeof size === 'number' ? size : axis === 0 ? rows : width));
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

/** Of the widths that are tried, the largest: as many features as a table has. */
const maxWidth = 4096;

/**
 * How many features a model takes that does not say so, as scikit-learn's trees: the least with which it runs.
 * @throws what it throws with one feature, where it runs with no number of them.
 */
export async function findWidth(
  inputs: readonly ValueMetadata[],
  run: (feeds: Record<string, Tensor>) => Promise<void>,
): Promise<number> {
  const isFree = inputs.some(({ shape }) => shape.slice(1).some((size) => typeof size !== 'number'));
  let refusal: unknown;
  for (let width = 1; width <= (isFree ? maxWidth : 1); width++) {
    try {
      await run(sampleFeeds(inputs, { rows: 1, width }));
      return width;
    } catch (error) {
      refusal ??= error;
    }
  }
  throw refusal;
}

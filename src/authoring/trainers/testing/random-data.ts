import { createRandom } from '../../../pipeline/random.ts';

/** What {@link randomData} draws. */
export interface RandomDataOptions {
  readonly seed: number;
  readonly rows: number;
  readonly columns: number;
  /** Share of values that are missing. @default 0 */
  readonly missing?: number;
  /** Classes of the labels; 0 for numbers. */
  readonly classes: number;
}

/**
 * Random rows with what is hard for trainers: a constant column (the first), a column of few values that tie (the second), columns of very
 * different scale, and labels that depend on the features with noise. Every class has a row.
 */
export function randomData({ seed, rows, columns, missing = 0, classes }: RandomDataOptions) {
  const random = createRandom(seed);
  const features = new Float64Array(rows * columns);
  const labels: number[] = [];
  for (let row = 0; row < rows; row++) {
    let signal = 0;
    for (let j = 0; j < columns; j++) {
      const value = j === 0 ? 3 : j === 1 ? Math.floor(random() * 4) : (random() - 0.5) * 10 ** ((j % 5) - 2);
      signal += j === 0 ? 0 : j === 1 ? value / 4 : value / 10 ** ((j % 5) - 2);
      features[row * columns + j] = random() < missing ? Number.NaN : value;
    }
    const noisy = signal + random() - 0.5;
    labels.push(
      classes === 0 ? noisy : row < classes ? row : Math.floor(Math.min(Math.max((noisy + 1) / 2, 0), 0.999) * classes),
    );
  }
  return { features, labels, featureNames: Array.from({ length: columns }, (_, j) => `x${j}`) };
}

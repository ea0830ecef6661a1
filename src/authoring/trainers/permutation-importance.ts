import { createRandom, shuffle } from '../../pipeline/random.ts';
import type { FittedModel, Predictions, TrainingData } from './estimator.ts';

/** What a column is worth to a model. */
export interface Importance {
  readonly feature: string;
  /** How much the score falls when the column's values are shuffled among the rows. */
  readonly mean: number;
  /** Standard deviation over the repeats. */
  readonly deviation: number;
}

/** Options of {@link permutationImportance}. */
export interface PermutationImportanceOptions {
  /** How good predictions are; higher is better. */
  readonly score: (predictions: Predictions) => number;
  /** Shuffles of each column. @default 5 */
  readonly repeats?: number;
  /** @default 0 */
  readonly randomState?: number;
}

/**
 * How much a model's score on `data` (best: rows that it did not learn from) owes to each column, in the order of the columns.
 * @see Breiman, Random Forests, 2001, section 10
 */
export function permutationImportance(
  model: FittedModel,
  { features, featureNames }: Pick<TrainingData, 'features' | 'featureNames'>,
  { score, repeats = 5, randomState = 0 }: PermutationImportanceOptions,
): Importance[] {
  const random = createRandom(randomState);
  const columns = featureNames.length;
  const rows = features.length / columns;
  const whole = score(model.predict(features));
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  return featureNames.map((feature, column) => {
    const losses = Array.from({ length: repeats }, () => {
      shuffle(order, random);
      const shuffled = features.slice();
      for (let row = 0; row < rows; row++) {
        shuffled[row * columns + column] = features[(order[row] as number) * columns + column] as number;
      }
      return whole - score(model.predict(shuffled));
    });
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / repeats;
    const variance = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / repeats;
    return { feature, mean, deviation: Math.sqrt(variance) };
  });
}

import * as v from 'valibot';
import { createRandom, shuffle } from '../../pipeline/random.ts';
import { expectGiven } from '../expect-given.ts';
import type { FittedModel, Predictions, TrainingData } from './estimator.ts';
import { expectFitted, readSize } from './training-set.ts';

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
  readonly repeats?: number | undefined;
  /** @default 0 */
  readonly randomState?: number | undefined;
}

const optionsSchema = v.strictObject({
  score: v.function(),
  repeats: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  randomState: v.optional(v.pipe(v.number(), v.integer())),
} satisfies Record<keyof PermutationImportanceOptions, v.GenericSchema>);

const subject = 'Permutation importance';

/**
 * How much a model's score on `data` (best: rows that it did not learn from) owes to each column, in the order of the columns.
 * @throws EdgewiseError `input-invalid` for features that do not fill rows, and for arguments of another form.
 * @see Breiman, Random Forests, 2001, section 10
 */
export function permutationImportance(
  model: FittedModel,
  data: Pick<TrainingData, 'features' | 'featureNames'>,
  options: PermutationImportanceOptions,
): Importance[] {
  expectFitted(subject, model);
  expectGiven(optionsSchema, options, 'The options of permutationImportance are wrong');
  const { rows, columns } = readSize(subject, data);
  const { features, featureNames } = data;
  const { score, repeats = 5, randomState = 0 } = options;
  const random = createRandom(randomState);
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

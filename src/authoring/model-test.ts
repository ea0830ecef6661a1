import { accuracy, areaUnderCurve, brierScore, logLoss } from './trainers/metrics.ts';

/** How good a model is on rows that it has not seen. */
export interface ModelTest {
  /** Two classes: `auc`, `logLoss`, `brier`, `accuracy`; more: `logLoss`, `accuracy`; numbers: `rmse`, `mae`, `r2`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Of each row: the label, as the model has it. */
  readonly labels: readonly (number | string)[];
  /** Of each row: the probability of the second class, or the number predicted; empty for three classes and more. */
  readonly scores: readonly number[];
}

/** What a classifier gave for the test rows. */
interface Classification {
  /** In the order of the probabilities. */
  readonly classes: readonly (number | string)[];
  readonly labels: readonly (number | string)[];
  readonly predicted: readonly (number | string)[];
  /** Row-major, `rows × classes`. */
  readonly probabilities: readonly number[];
}

/** Measures a classifier. */
export function testClasses({ classes, labels, predicted, probabilities }: Classification): ModelTest {
  const places = labels.map((label) => classes.indexOf(label));
  const metrics = { logLoss: logLoss(probabilities, places), accuracy: accuracy(predicted, labels) };
  if (classes.length > 2) return { metrics, labels, scores: [] };
  const scores = probabilities.filter((_, index) => index % 2 === 1);
  const positive = places.map((place) => place === 1);
  return {
    metrics: { auc: areaUnderCurve(scores, positive), ...metrics, brier: brierScore(scores, positive) },
    labels,
    scores,
  };
}

/** Measures a regression, as scikit-learn's `root_mean_squared_error`, `mean_absolute_error` and `r2_score`. */
export function testNumbers(scores: readonly number[], labels: readonly number[]): ModelTest {
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const errors = labels.map((label, row) => label - (scores[row] ?? 0));
  const squared = mean(errors.map((error) => error ** 2));
  const center = mean(labels);
  const spread = mean(labels.map((label) => (label - center) ** 2));
  return {
    metrics: { rmse: Math.sqrt(squared), mae: mean(errors.map(Math.abs)), r2: 1 - squared / spread },
    labels,
    scores,
  };
}

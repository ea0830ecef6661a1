import type { RowName } from './row-name.ts';
import { accuracy, areaUnderCurve, brierScore, logLoss } from './trainers/metrics.ts';

/** How good a model is on rows that it has not seen. */
export interface ModelTest {
  /** Two classes: `auc`, `logLoss`, `brier`, `accuracy`; more: `logLoss`, `accuracy`; numbers: `rmse`, `mae`, `r2`. NaN where the rows define none. */
  readonly metrics: Readonly<Record<string, number>>;
  /** What the rows leave the metrics without, a sentence each. */
  readonly remarks: readonly string[];
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
  readonly rowName: RowName;
}

/** Measures a classifier. */
export function testClasses({ classes, labels, predicted, probabilities, rowName }: Classification): ModelTest {
  const places = labels.map((label) => classes.indexOf(label));
  const metrics = { logLoss: logLoss(probabilities, places), accuracy: accuracy(predicted, labels) };
  const unknown = remarkOnUnknown(labels.filter((_, row) => places[row] === -1));
  if (classes.length > 2) {
    const first = probabilities.filter((_, index) => index % classes.length === 0);
    return { metrics, remarks: [...unknown, ...remarkOnNothing(first, rowName)], labels, scores: [] };
  }
  const scores = probabilities.filter((_, index) => index % 2 === 1);
  const positive = places.map((place) => place === 1);
  return {
    metrics: { auc: areaUnderCurve(scores, positive), ...metrics, brier: brierScore(scores, positive) },
    remarks: [
      ...remarkOnOneLabel('auc', labels, 'it takes rows of both classes; keep other rows apart, or more of them'),
      ...unknown,
      ...remarkOnNothing(scores, rowName),
    ],
    labels,
    scores,
  };
}

/** Measures a regression, as scikit-learn's `root_mean_squared_error`, `mean_absolute_error` and `r2_score`. */
export function testNumbers(scores: readonly number[], labels: readonly number[], rowName: RowName): ModelTest {
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const errors = labels.map((label, row) => label - (scores[row] ?? 0));
  const squared = mean(errors.map((error) => error ** 2));
  const center = mean(labels);
  const remarks = remarkOnOneLabel('r2', labels, 'it takes labels that differ; keep other rows apart, or more of them');
  // Of equal labels the mean may miss each by a last digit.
  const spread = remarks.length > 0 ? Number.NaN : mean(labels.map((label) => (label - center) ** 2));
  return {
    metrics: { rmse: Math.sqrt(squared), mae: mean(errors.map(Math.abs)), r2: 1 - squared / spread },
    remarks: [...remarks, ...remarkOnNothing(scores, rowName)],
    labels,
    scores,
  };
}

/** Says why a metric that compares labels is not defined, where all are the same. */
function remarkOnOneLabel(metric: string, labels: readonly (number | string)[], remedy: string): string[] {
  const [first] = labels;
  if (labels.some((label) => label !== first)) return [];
  return [`${metric} is not defined, for every test row has the label ${JSON.stringify(first)}: ${remedy}.`];
}

/** Says where the model had nothing to say. */
function remarkOnNothing(scores: readonly number[], rowName: RowName): string[] {
  const [first, ...others] = scores.flatMap((score, row) => (Number.isFinite(score) ? [] : [row]));
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : ` and ${others.length} more of the test rows`;
  return [
    `The model gives ${scores[first]} for ${rowName(first)}${more}, for a value is missing there, or beyond float32: impute, clip or drop it.`,
  ];
}

/** Says what no model could have got right. */
function remarkOnUnknown(labels: readonly (number | string)[]): string[] {
  if (labels.length === 0) return [];
  const known = [...new Set(labels)].slice(0, 3).map((label) => JSON.stringify(label));
  const rows =
    labels.length === 1
      ? '1 test row counts as wrong, for its label'
      : `${labels.length} test rows count as wrong, for their label`;
  return [`${rows} is that of no row to learn from: ${known.join(', ')}.`];
}

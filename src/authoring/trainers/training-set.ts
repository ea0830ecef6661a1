import { EdgewiseError } from '../../errors.ts';
import { isRecord } from '../../xdm/record.ts';
import { givenInWords } from '../expect-given.ts';
import { numberedRow, type RowName } from '../row-name.ts';
import type { TrainingData } from './estimator.ts';

/** Training data that has been checked. */
export interface TrainingSet {
  readonly rows: number;
  readonly columns: number;
  /** Row-major, each a float32: what is learned holds for what the page feeds. */
  readonly features: Float64Array;
  readonly featureNames: readonly string[];
  /** One a row. */
  readonly sampleWeight: Float64Array;
}

/** Throws the error of a fit that cannot be: `subject: reason`. */
export function refuse(subject: string, reason: string): never {
  throw new EdgewiseError('input-invalid', `${subject}: ${reason}`);
}

/**
 * Checks what an estimator is given to learn from.
 * @param subject names the estimator in errors.
 * @throws EdgewiseError `input-invalid` for no rows, sizes that disagree, weights that are none, and features that are not finite
 * as float32; NaN passes with `allowMissing`.
 */
export function readTrainingSet(
  subject: string,
  data: TrainingData,
  { allowMissing = false, needsLabels = true }: { allowMissing?: boolean; needsLabels?: boolean } = {},
): TrainingSet {
  const { rows, columns } = readSize(subject, data);
  const { features, featureNames, labels, sampleWeight, rowName = numberedRow } = data;
  if (needsLabels && !labels) refuse(subject, 'there are no labels to learn; name the label column.');
  if (labels && labels.length !== rows) {
    refuse(subject, `there are ${labels.length} labels for ${rows} rows; give one a row.`);
  }
  return {
    rows,
    columns,
    featureNames,
    features: readFeatures(subject, features, { featureNames, allowMissing, rowName }),
    sampleWeight: readWeights(subject, sampleWeight, { rows, rowName }),
  };
}

/** How many rows and columns the features fill. @throws EdgewiseError `input-invalid` where they fill none, or are no features. */
export function readSize(
  subject: string,
  data: Pick<TrainingData, 'features' | 'featureNames'>,
): { readonly rows: number; readonly columns: number } {
  const given: unknown = data;
  if (!isRecord(given) || !(given.features instanceof Float64Array) || !Array.isArray(given.featureNames))
    refuse(subject, 'it takes { features, featureNames }, as featuresOf makes them of a frame, and was given others.');
  const { features, featureNames } = data;
  const columns = featureNames.length;
  if (columns === 0) refuse(subject, 'there is no feature to learn from; give at least one column.');
  if (features.length % columns !== 0) {
    refuse(subject, unfilled(features.length, columns));
  }
  const rows = features.length / columns;
  if (rows === 0) refuse(subject, 'there are 0 rows to learn from; give at least one.');
  return { rows, columns };
}

/** Refuses what is no fitted model. */
export function expectFitted(subject: string, model: unknown): void {
  if (isRecord(model) && typeof model.predict === 'function') return;
  const found = `it takes a fitted model, such as graph.fitted holds by node, and was given ${givenInWords(model)}`;
  refuse(subject, `${found}.`);
}

/** Features as float32 numbers, checked to be finite. */
function readFeatures(
  subject: string,
  features: Float64Array,
  { featureNames, allowMissing, rowName }: { featureNames: readonly string[]; allowMissing: boolean; rowName: RowName },
): Float64Array {
  const rounded = new Float64Array(features.length);
  for (let i = 0; i < features.length; i++) {
    const value = Math.fround(features[i] as number);
    rounded[i] = value;
    if (Number.isFinite(value) || (allowMissing && Number.isNaN(value))) continue;
    const row = Math.floor(i / featureNames.length);
    const where = `column '${featureNames[i % featureNames.length]}' is ${features[i]} in ${rowName(row)}`;
    refuse(
      subject,
      Number.isNaN(value)
        ? `${where}; impute or drop it.`
        : `${where}, which no float32 holds; clip it or drop the row.`,
    );
  }
  return rounded;
}

function readWeights(
  subject: string,
  weights: ArrayLike<number> | undefined,
  { rows, rowName }: { rows: number; rowName: RowName },
): Float64Array {
  if (!weights) return new Float64Array(rows).fill(1);
  if (weights.length !== rows) {
    refuse(subject, `there are ${weights.length} sample weights for ${rows} rows; give one a row.`);
  }
  const copy = Float64Array.from(weights);
  const bad = copy.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (bad >= 0) {
    refuse(subject, `the sample weight of ${rowName(bad)} is ${copy[bad]}; give a finite number from 0 on.`);
  }
  if (copy.every((weight) => weight === 0)) refuse(subject, 'all sample weights are 0; give some row a weight.');
  return copy;
}

/**
 * Features to predict for, as float32 numbers.
 * @throws EdgewiseError `input-invalid` for features that do not fill rows of so many columns.
 */
export function toFloat32Values(features: Float64Array, columns: number): Float64Array {
  if (!(features instanceof Float64Array)) {
    const given = givenInWords(features);
    return refuse('predict', `it takes features as a Float64Array, row by row, and was given ${given}.`);
  }
  if (features.length % columns !== 0) refuse('predict', unfilled(features.length, columns));
  return features.map(Math.fround);
}

const unfilled = (length: number, columns: number): string =>
  `${length} features do not fill rows of ${columns} columns; give all of each row.`;

import {
  exactOptional,
  type GenericSchema,
  type InferOutput,
  integer,
  minValue,
  number,
  optional,
  picklist,
  pipe,
  record,
  strictObject,
  string,
  unknown,
} from 'valibot';
import type { ColumnValue } from '../../pipeline/frame.ts';
import { expectGiven } from '../expect-given.ts';
import { numberedRow } from '../row-name.ts';
import { calibratedModel, scoresOf } from './calibration/calibrated-model.ts';
import type { Calibrator } from './calibration/calibrator.ts';
import { fitIsotonic } from './calibration/isotonic.ts';
import { fitSigmoid } from './calibration/sigmoid.ts';
import type { Estimator, FitOptions, FittedModel, TrainingData } from './estimator.ts';
import { fitEstimator } from './fit-estimator.ts';
import { createFitWatch, type FitWatch, partOf } from './fit-watch.ts';
import { readClasses } from './labels.ts';
import { plainClass } from './plain-class.ts';
import { expectFitted, readTrainingSet, refuse } from './training-set.ts';

const methodSchema = picklist(['sigmoid', 'isotonic']);

const paramsSchema = strictObject({
  /** The classifier to calibrate: its name and its params. */
  estimator: strictObject({ name: string(), params: exactOptional(record(string(), unknown()), {}) }),
  /** `'isotonic'` takes any rising shape, and needs more rows (a thousand at least). */
  method: exactOptional(methodSchema, 'sigmoid'),
  /** Parts of the rows, each predicted by a model of the others. */
  cv: exactOptional(pipe(number(), integer(), minValue(2)), 5),
});

/** Params of the estimator `calibrated-classifier`; names as scikit-learn's CalibratedClassifierCV. */
export type CalibratedClassifierParams = InferOutput<typeof paramsSchema>;

const subject = 'Calibration';

/**
 * Creates the estimator that calibrates one of `estimators`: by rows that the models predicting them did not learn from, as scikit-learn's
 * `CalibratedClassifierCV(ensemble=False)`. What goes to the page is one model, which learned from all rows.
 */
export function createCalibratedClassifier(
  estimators: ReadonlyMap<string, Estimator>,
): Estimator<CalibratedClassifierParams> {
  return {
    name: 'calibrated-classifier',
    kind: 'classifier',
    paramsSchema,
    async fit(data, { estimator: { name, params: given }, method, cv }, options = {}) {
      const classifiers = [...estimators.values()].filter(({ kind }) => kind.startsWith('classifier'));
      const estimator = classifiers.find((known) => known.name === name);
      if (!estimator) {
        return refuse(
          subject,
          `there is no classifier '${name}'; choose ${classifiers.map((known) => known.name).join(', ')}.`,
        );
      }
      const params = estimator.kind === 'classifier' ? given : { ...given, task: 'classification' };
      const labels = readClasses(subject, data);
      const folds = assignFolds(labels.indices, cv);
      for (const [place, label] of labels.classes.entries()) {
        const count = labels.indices.filter((index) => index === place).length;
        if (count < cv)
          refuse(subject, `the class ${JSON.stringify(label)} has ${count} of the rows for ${cv} parts; lower cv.`);
      }
      const width = labels.classes.length;
      const scores = new Float64Array(labels.indices.length * width);
      for (let fold = 0; fold < cv; fold++) {
        const part = partOf(options, fold / (cv + 1), (fold + 1) / (cv + 1));
        const rows = (inFold: boolean) => [...folds.keys()].filter((row) => (folds[row] === fold) === inFold);
        const model = await fitEstimator(estimator, takeRows(data, rows(false)), params, part);
        const apart = rows(true);
        const found = scoresOf(model, takeRows(data, apart).features);
        for (const [place, row] of apart.entries()) {
          scores.set(found.subarray(place * width, (place + 1) * width), row * width);
        }
      }
      const model = await fitEstimator(estimator, data, params, partOf(options, cv / (cv + 1), 1));
      return calibrate(model, { data, scores, method, watch: createFitWatch(silent(options)) });
    },
  };
}

/** Options of {@link calibrateFitted}. */
export interface CalibrateFittedOptions {
  /** `'isotonic'` takes any rising shape, and needs more rows (a thousand at least). @default 'sigmoid' */
  readonly method?: 'sigmoid' | 'isotonic' | undefined;
}

const optionsSchema = strictObject({
  method: optional(methodSchema),
} satisfies Record<keyof CalibrateFittedOptions, GenericSchema>);

/** Rows to calibrate by. */
export interface CalibrationData extends Omit<TrainingData, 'labels'> {
  /** One a row, as a column has them: an int64 or a truth value names the class that is the number of the same amount. */
  readonly labels: readonly ColumnValue[];
}

/**
 * Calibrates a model that is fitted already, by rows that it did not learn from (`cv='prefit'`).
 * @returns the model with probabilities that come as often as they say; its `toOnnx` takes the place of the model in `graph(…, { models })`.
 * @throws EdgewiseError `input-invalid` where the rows have other classes than the model, or an argument is of another form.
 */
export async function calibrateFitted(
  model: FittedModel,
  rows: CalibrationData,
  calibration: CalibrateFittedOptions = {},
  options: FitOptions = {},
): Promise<FittedModel> {
  expectFitted(subject, model);
  expectGiven(optionsSchema, calibration, 'The options of calibrateFitted are wrong');
  const { method = 'sigmoid' } = calibration;
  const labels = Array.from(rows?.labels ?? [], (label) => plainClass(label) ?? Number.NaN);
  const data: TrainingData = { ...rows, labels };
  readTrainingSet(subject, data, { allowMissing: true });
  const scores = scoresOf(model, data.features);
  return calibrate(model, { data, scores, method, watch: createFitWatch(options) });
}

interface CalibrateOptions {
  readonly data: TrainingData;
  /** Row-major `rows × classes`. */
  readonly scores: Float64Array;
  readonly method: 'sigmoid' | 'isotonic';
  readonly watch: FitWatch;
}

async function calibrate(model: FittedModel, { data, scores, method, watch }: CalibrateOptions): Promise<FittedModel> {
  const { classes, indices } = readClasses(subject, data);
  if (String(classes) !== String(model.classes)) {
    refuse(
      subject,
      `the rows have the classes ${classes.join(', ')} and the model ${model.classes?.join(', ')}; give rows of each.`,
    );
  }
  const { sampleWeight } = readTrainingSet(subject, data, { allowMissing: true });
  const width = classes.length;
  const calibrators: Calibrator[] = [];
  for (let k = width === 2 ? 1 : 0; k < width; k++) {
    const sample = {
      scores: Float64Array.from(indices, (_, row) => scores[row * width + k] ?? 0),
      came: Uint8Array.from(indices, (place) => Number(place === k)),
      weights: sampleWeight,
    };
    calibrators.push(method === 'sigmoid' ? await fitSigmoid(sample, watch) : fitIsotonic(sample));
  }
  return calibratedModel(model, calibrators);
}

/** Deals the rows of each class out to the parts in turn. */
function assignFolds(indices: Int32Array, cv: number): Int32Array {
  const dealt = new Map<number, number>();
  return indices.map((place) => {
    const count = dealt.get(place) ?? 0;
    dealt.set(place, count + 1);
    return count % cv;
  });
}

function takeRows(data: TrainingData, rows: readonly number[]): TrainingData {
  const { features, featureNames, labels = [], sampleWeight, rowName = numberedRow } = data;
  const columns = featureNames.length;
  const taken = new Float64Array(rows.length * columns);
  for (const [to, from] of rows.entries())
    taken.set(features.subarray(from * columns, (from + 1) * columns), to * columns);
  return {
    features: taken,
    featureNames,
    labels: rows.map((row) => labels[row] ?? Number.NaN),
    rowName: (row) => rowName(rows[row] ?? row),
    ...(sampleWeight && { sampleWeight: rows.map((row) => sampleWeight[row] ?? Number.NaN) }),
  };
}

function silent({ signal }: FitOptions): FitOptions {
  return signal ? { signal } : {};
}

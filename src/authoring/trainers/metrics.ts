import * as v from 'valibot';
import type { ColumnValue } from '../../pipeline/frame.ts';
import { expectGiven } from '../expect-given.ts';
import { expectRows, notThis, positivesOf } from './metric-rows.ts';
import { plainClass } from './plain-class.ts';

/**
 * Area under the ROC curve: how often a score ranks a positive above a negative, ties counting half. NaN for a single class,
 * and where a score is NaN.
 * @param labels true or 1 for a positive row, false or 0 for another.
 * @throws EdgewiseError `input-invalid` for lists that differ in length, that are empty, or hold something else.
 * @see Hanley and McNeil, 1982: equal to the Mann-Whitney statistic
 */
export function areaUnderCurve(scores: ArrayLike<number>, labels: ArrayLike<ColumnValue>): number {
  const positive = positivesOf(scores, labels, 'areaUnderCurve');
  if (Array.prototype.some.call(scores, Number.isNaN)) return Number.NaN;
  const order = Array.from(labels, (_, index) => index).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end] ?? 0] === scores[order[start] ?? 0]) end += 1;
    const rank = (start + 1 + end) / 2;
    for (const index of order.slice(start, end)) {
      if (!positive[index]) continue;
      positives += 1;
      rankSum += rank;
    }
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (labels.length - positives));
}

/**
 * The mean of `-log(probability of the row's class)`, probabilities kept from 0 by the float64 epsilon as scikit-learn's `log_loss` does.
 * @param probabilities row-major, as many a row as there are classes; or, of two classes, that of the second alone.
 * @param labels the place of each row's class; -1 for one that has no probability, which is that of 0.
 * @throws EdgewiseError `input-invalid` for lists that do not go together, that are empty, or hold something else.
 */
export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  expectRows(probabilities, labels, { metric: 'logLoss', one: 'probability', many: 'probabilities', isOneEach: false });
  const classes = probabilities.length / labels.length;
  const probabilityOf = (row: number, place: number): number => {
    if (place < 0) return 0;
    if (classes > 1) return probabilities[row * classes + place] ?? 0;
    const second = probabilities[row] ?? 0;
    return place === 1 ? second : 1 - second;
  };
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const place = Number(labels[row]);
    const last = Math.max(classes, 2) - 1;
    if (!Number.isInteger(place) || place < -1 || place > last) {
      const label = { what: 'label', value: labels[row], row };
      throw notThis('logLoss', label, `give the place of its class, from 0 to ${last}`);
    }
    const probability = probabilityOf(row, place);
    sum -= Math.log(Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON));
  }
  return sum / labels.length;
}

/**
 * The mean squared difference of the positives' probability and what came (1 or 0).
 * @throws EdgewiseError `input-invalid` as {@link areaUnderCurve}.
 */
export function brierScore(scores: ArrayLike<number>, labels: ArrayLike<ColumnValue>): number {
  const positive = positivesOf(scores, labels, 'brierScore');
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum += ((scores[row] ?? 0) - (positive[row] ?? 0)) ** 2;
  return sum / labels.length;
}

/**
 * The share of rows whose class is predicted. A number is the same as an int64 or a truth value of the same amount.
 * @throws EdgewiseError `input-invalid` for lists that differ in length or are empty, and for predictions that are no classes but probabilities.
 */
export function accuracy(predicted: ArrayLike<ColumnValue>, labels: ArrayLike<ColumnValue>): number {
  expectRows(predicted, labels, { metric: 'accuracy', one: 'prediction' });
  let right = 0;
  for (let row = 0; row < labels.length; row++) {
    const value = plainClass(predicted[row] ?? null);
    if (typeof value === 'number' && value % 1 !== 0)
      throw notThis(
        'accuracy',
        { what: 'prediction', value, row },
        'give classes, as the output label of a model has them',
      );
    right += Number(value === plainClass(labels[row] ?? null));
  }
  return right / labels.length;
}

/** A tenth of the rows, in the order of their scores. */
export interface Decile {
  /** 1 for the highest scores, 10 for the lowest. */
  readonly decile: number;
  readonly rows: number;
  readonly positives: number;
  /** Positives among the rows. */
  readonly rate: number;
  /** The rate over that of all rows. */
  readonly lift: number;
  /** The same of this decile and those above it. */
  readonly cumulativeLift: number;
}

/**
 * How much more positives than in the mean each tenth of the rows holds, highest scores first; rows of equal scores keep their order. Of fewer
 * than ten rows some tenths have none: their rate and lift are NaN, and so are all lifts where there is no positive.
 * @throws EdgewiseError `input-invalid` as {@link areaUnderCurve}.
 */
export function liftByDecile(scores: ArrayLike<number>, labels: ArrayLike<ColumnValue>): Decile[] {
  const positive = positivesOf(scores, labels, 'liftByDecile');
  const order = Array.from(labels, (_, row) => row).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const count = (from: number, to: number) => order.slice(from, to).filter((row) => positive[row]).length;
  const overall = count(0, order.length) / order.length;
  return Array.from({ length: 10 }, (_, index) => {
    const from = Math.round((index * order.length) / 10);
    const to = Math.round(((index + 1) * order.length) / 10);
    const positives = count(from, to);
    const rate = positives / (to - from);
    return {
      decile: index + 1,
      rows: to - from,
      positives,
      rate,
      lift: rate / overall,
      cumulativeLift: count(0, to) / to / overall,
    };
  });
}

/** Rows of about the same probability. */
export interface CalibrationBin {
  /** The bin's ends; the upper one is included. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** What was predicted, in the mean. */
  readonly meanProbability: number;
  /** What came: the share of positives. */
  readonly rate: number;
}

/** Options of {@link calibrationTable}. */
export interface CalibrationOptions {
  /** How many bins there are between 0 and 1. @default 10 */
  readonly bins?: number | undefined;
}

const calibrationSchema = v.strictObject({
  bins: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
} satisfies Record<keyof CalibrationOptions, v.GenericSchema>);

/**
 * Compares probabilities with what came, in bins of equal width; bins without rows are left out, as in scikit-learn's `calibration_curve`.
 * @throws EdgewiseError `input-invalid` as {@link areaUnderCurve}, and for bins that are none.
 */
export function calibrationTable(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<ColumnValue>,
  options: CalibrationOptions = {},
): CalibrationBin[] {
  expectGiven(calibrationSchema, options, 'The options of calibrationTable are wrong');
  const { bins = 10 } = options;
  const positive = positivesOf(probabilities, labels, 'calibrationTable');
  const table = Array.from({ length: bins }, () => ({ rows: 0, sum: 0, positives: 0 }));
  for (let row = 0; row < labels.length; row++) {
    const probability = probabilities[row] ?? 0;
    const bin = table[Math.min(Math.max(Math.ceil(probability * bins) - 1, 0), bins - 1)];
    if (!bin) continue;
    bin.rows++;
    bin.sum += probability;
    bin.positives += positive[row] ?? 0;
  }
  return table.flatMap(({ rows, sum, positives }, index) =>
    rows === 0
      ? []
      : [{ from: index / bins, to: (index + 1) / bins, rows, meanProbability: sum / rows, rate: positives / rows }],
  );
}

import { exactOptional, integer, literal, minValue, number, pipe, strictObject, union } from 'valibot';
import { type Column, type ColumnValue, createColumn } from '../../pipeline/frame.ts';
import { namesSchema } from '../../pipeline/params.ts';
import { createRandom, shuffle } from '../../pipeline/random.ts';
import { categoriesWithNull } from './categories-of.ts';
import { defineFitter, type FitInput } from './fitter.ts';
import { meanOf, varianceOf } from './statistics.ts';

type Smooth = number | 'auto';
type Rows = readonly number[];

/**
 * The mean label of each category, shrunk to the mean of all, as scikit-learn's `TargetEncoder` for two classes or numbers. What follows
 * is trained on columns whose rows are encoded without their own labels (cross-fitting), as `fit_transform` does: a rare
 * category would else give its label away.
 */
export const targetEncoderFitter = defineFitter({
  operator: 'target-encoder',
  paramsSchema: strictObject({
    columns: namesSchema,
    /** Weight of the mean of all, in rows; `'auto'` finds it by an empirical Bayes estimate. */
    smooth: exactOptional(union([literal('auto'), pipe(number(), minValue(0))]), 'auto'),
    /** Parts into which the rows are divided for cross-fitting. */
    cv: exactOptional(pipe(number(), integer(), minValue(2)), 5),
    /** Of that division. */
    randomState: exactOptional(pipe(number(), integer(), minValue(0)), 0),
  }),
  isFitted: (params) => 'encodings' in params,
  fit(input, { columns: names, smooth, cv, randomState }) {
    const target = readTarget(input);
    if (target.length < cv) input.refuse(`${target.length} rows can't be divided into ${cv} parts; lower cv`);
    const columns = input.choose(names);
    const rows = target.map((_, row) => row);
    const categories = columns.map(categoriesWithNull);
    const encodings = columns.map(({ type, values }, index) => {
      const means = encode(values, target, rows, smooth);
      const overall = meanOf(target);
      const keys = (categories[index] ?? []).map((category) =>
        type === 'int64' && category !== null ? BigInt(Number(category)) : category,
      );
      return keys.map((key) => means.get(key) ?? overall);
    });

    const folds = divide(rows, cv, randomState);
    const trainingColumns = columns.map(({ name, values }): [string, Column] => {
      const encoded = new Float64Array(values.length);
      for (const fold of folds) {
        const held = new Set(fold);
        const others = rows.filter((row) => !held.has(row));
        const means = encode(values, target, others, smooth);
        const overall = meanOf(others.map((row) => target[row] ?? 0));
        for (const row of fold) encoded[row] = means.get(values[row] ?? null) ?? overall;
      }
      return [name, createColumn('float64', [...encoded])];
    });
    return {
      params: { columns: names, categories, encodings, targetMean: meanOf(target) },
      trainingColumns: new Map(trainingColumns),
    };
  },
});

/** Two classes as 0 and 1, in their order; numbers of more than two values as they are. */
function readTarget({ labels, rowName, refuse }: FitInput): readonly number[] {
  if (!labels) return refuse('it learns from labels; fit with a label');
  const classes = [...new Set(labels)].sort((a, b) => (a < b ? -1 : 1));
  if (classes.length <= 2) return labels.map((label) => Number(label === classes[1]));
  return labels.map((label, row) => {
    if (typeof label === 'string')
      return refuse(`it takes two classes or numbers for labels, not ${classes.length} texts`);
    if (Number.isFinite(Math.fround(label))) return label;
    return refuse(`${rowName(row)} has the label ${label}, which no float32 holds; clip it`);
  });
}

/** The encoding of each value among some rows. */
function encode(
  values: readonly ColumnValue[],
  target: readonly number[],
  rows: Rows,
  smooth: Smooth,
): Map<ColumnValue, number> {
  const groups = new Map<ColumnValue, number[]>();
  for (const row of rows) {
    const value = values[row] ?? null;
    const group = groups.get(value);
    if (group) group.push(target[row] ?? 0);
    else groups.set(value, [target[row] ?? 0]);
  }
  const all = rows.map((row) => target[row] ?? 0);
  const overall = meanOf(all);
  const variance = varianceOf(all);
  const encodings = new Map<ColumnValue, number>();
  for (const [value, group] of groups) {
    const { length } = group;
    const mean = meanOf(group);
    const share =
      smooth === 'auto' ? (variance * length) / (variance * length + varianceOf(group)) : length / (length + smooth);
    encodings.set(value, Number.isNaN(share) ? overall : share * mean + (1 - share) * overall);
  }
  return encodings;
}

/** Rows in parts of about the same size, at random. */
function divide(rows: Rows, count: number, seed: number): Rows[] {
  const shuffled = [...rows];
  shuffle(shuffled, createRandom(seed));
  return Array.from({ length: count }, (_, part) => shuffled.filter((_, place) => place % count === part));
}

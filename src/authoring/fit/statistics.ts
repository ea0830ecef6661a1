import type { FitColumn, FitInput } from './fitter.ts';

/**
 * The numbers of a column that are there, ascending.
 * @throws EdgewiseError `input-invalid` where there is none.
 */
export function sortedNumbers({ refuse }: FitInput, { name, values }: FitColumn): Float64Array {
  const numbers = Float64Array.from(values.flatMap((value) => (value === null ? [] : [Number(value)])));
  if (numbers.length === 0) refuse(`column '${name}' has no value to learn from; drop or fill it`);
  return numbers.sort();
}

/**
 * The numbers of a column, as {@link sortedNumbers}, to take means and ranges of. What no float32 holds would be infinite in the model.
 * @throws EdgewiseError `input-invalid` naming the first row that has such a number.
 */
export function sortedFloat32s(input: FitInput, column: FitColumn): Float64Array {
  const { name, values } = column;
  const row = values.findIndex((value) => value !== null && !Number.isFinite(Math.fround(Number(value))));
  if (row >= 0)
    input.refuse(
      `column '${name}' is ${values[row]} in ${input.rowName(row)}, which no float32 holds; clip it or drop the row`,
    );
  return sortedNumbers(input, column);
}

/** The mean. */
export function meanOf(numbers: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < numbers.length; index++) sum += numbers[index] ?? 0;
  return sum / numbers.length;
}

/** The variance of a population (NumPy's `var`). */
export function varianceOf(numbers: ArrayLike<number>): number {
  const mean = meanOf(numbers);
  let sum = 0;
  for (let index = 0; index < numbers.length; index++) sum += ((numbers[index] ?? 0) - mean) ** 2;
  return sum / numbers.length;
}

/** The quantile of ascending numbers, between two of them in proportion (NumPy's `quantile(method='linear')`). */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const [from = 0, to = from] = [sorted[below], sorted[below + 1]];
  const part = place - below;
  // As NumPy computes it, so that both ends are exact.
  return part < 0.5 ? from + (to - from) * part : to - (to - from) * (1 - part);
}

/**
 * A scale by which a column can be divided: 1 for a constant one, as in scikit-learn.
 * @param least up to which rounding may have made it of nothing.
 */
export function usableScale(scale: number, least = 10 * Number.EPSILON): number {
  return scale <= least ? 1 : scale;
}

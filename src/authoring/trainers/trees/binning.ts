import { refuse, type TrainingSet } from '../training-set.ts';

/** A column whose values have been put into bins. */
export interface BinnedColumn {
  /** The bin of each row. */
  readonly bins: Uint8Array;
  /** How many bins there are, that of missing values included. */
  readonly count: number;
  /** The bin of missing values, always the last; -1 where none is missing. */
  readonly missingBin: number;
  /** Of a column of numbers: the greatest value of each bin but the last that isn't of missing values, each a float32. */
  readonly thresholds: Float64Array;
  /** Of a column of categories: the category of each bin. */
  readonly categories?: Float64Array;
}

/** Options of {@link binColumns}. */
export interface BinningOptions {
  /** Named in errors. */
  readonly subject: string;
  /** Bins at most, that of missing values aside; up to 255. */
  readonly maxBins: number;
  /** Columns of categories. @default none */
  readonly categorical?: ReadonlySet<number>;
}

/**
 * Puts features into bins: one for each value of a column, or of about equal numbers of rows where there are more values than bins.
 * @throws EdgewiseError `input-invalid` for categories that are no whole numbers from 0 on, or too many.
 */
export function binColumns(
  { rows, columns, features, featureNames }: TrainingSet,
  options: BinningOptions,
): BinnedColumn[] {
  const column = new Float32Array(rows);
  return Array.from({ length: columns }, (_, j) => {
    for (let row = 0; row < rows; row++) column[row] = features[row * columns + j] as number;
    // A typed array sorts by value, NaN last.
    const sorted = column.slice().sort();
    let present = rows;
    while (present > 0 && Number.isNaN(sorted[present - 1])) present--;
    const known = sorted.subarray(0, present);
    const limits = options.categorical?.has(j)
      ? readCategories(options, `column '${featureNames[j]}'`, known)
      : findThresholds(known, options.maxBins);
    const isCategorical = options.categorical?.has(j) ?? false;
    const valueBins = isCategorical ? limits.length : limits.length + 1;
    const hasMissing = present < rows;
    const bins = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) {
      const value = column[row] as number;
      bins[row] = Number.isNaN(value) ? valueBins : findBin(limits, value);
    }
    return {
      bins,
      count: valueBins + Number(hasMissing),
      missingBin: hasMissing ? valueBins : -1,
      thresholds: isCategorical ? new Float64Array(0) : limits,
      ...(isCategorical && { categories: limits }),
    };
  });
}

/** The place of the first limit that is not below `value`. */
function findBin(limits: Float64Array, value: number): number {
  let low = 0;
  let high = limits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (limits[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where sorted values are cut. */
function findThresholds(sorted: Float32Array, maxBins: number): Float64Array {
  const starts: number[] = [];
  for (let i = 1; i < sorted.length; i++) if (sorted[i] !== sorted[i - 1]) starts.push(i);
  if (starts.length >= maxBins) return quantileThresholds(sorted, maxBins);
  return Float64Array.from(starts, (start) => between(sorted[start - 1] as number, sorted[start] as number));
}

function quantileThresholds(sorted: Float32Array, maxBins: number): Float64Array {
  const thresholds: number[] = [];
  for (let bin = 1; bin < maxBins; bin++) {
    // The cut nearest to the quantile that has different values on its sides.
    const wanted = Math.round((bin * sorted.length) / maxBins);
    let cut = wanted;
    while (cut < sorted.length && sorted[cut] === sorted[cut - 1]) cut++;
    if (cut === sorted.length) break;
    const threshold = between(sorted[cut - 1] as number, sorted[cut] as number);
    if (threshold !== thresholds.at(-1)) thresholds.push(threshold);
  }
  return Float64Array.from(thresholds);
}

/** The float32 in the middle of two, at least `low` and below `high`: a comparison with it tells them apart in any precision. */
export function between(low: number, high: number): number {
  const middle = Math.fround(low / 2 + high / 2);
  return middle >= low && middle < high ? middle : low;
}

function readCategories({ subject, maxBins }: BinningOptions, column: string, sorted: Float32Array): Float64Array {
  const categories = Float64Array.from(new Set(sorted));
  const odd = categories.find((category) => !(Number.isInteger(category) && category >= 0));
  if (odd !== undefined) {
    refuse(subject, `${column} holds ${odd}, which is no category; number its categories from 0 on (ordinal-encoder).`);
  }
  if (categories.length > maxBins) {
    refuse(
      subject,
      `${column} has ${categories.length} categories where maxBins allows ${maxBins}; group the rare ones or encode it by target-encoder.`,
    );
  }
  return categories;
}

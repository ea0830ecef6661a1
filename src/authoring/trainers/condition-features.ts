import type { TrainingSet } from './training-set.ts';

/** Features shifted and scaled so that all weights matter about as much, which makes a descent quick. */
export interface Conditioned {
  readonly rows: number;
  readonly columns: number;
  /** Row-major: `(feature - mean) × scale`. */
  readonly values: Float64Array;
  /** Zeros unless centred. */
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  /** Whether there is an intercept, which takes what the shift leaves. */
  readonly center: boolean;
}

/**
 * Scales each column by the curvature that it and the penalty give to a logistic loss.
 * @param options `ridge` is the strength of an L2 penalty beside the mean loss.
 */
export function conditionFeatures(
  { rows, columns, features }: TrainingSet,
  { weights, center, ridge }: { weights: Float64Array; center: boolean; ridge: number },
): Conditioned {
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = new Float64Array(columns);
  const scale = new Float64Array(columns);
  const values = new Float64Array(features.length);
  for (let j = 0; j < columns; j++) {
    let sum = 0;
    if (center)
      for (let row = 0; row < rows; row++) sum += (weights[row] as number) * (features[row * columns + j] as number);
    const middle = sum / weightSum;
    let squares = 0;
    for (let row = 0; row < rows; row++) {
      const value = (features[row * columns + j] as number) - middle;
      values[row * columns + j] = value;
      squares += (weights[row] as number) * value * value;
    }
    // A constant column has nothing to scale; rounding leaves of it what this takes for nothing.
    const variance = squares / weightSum;
    const isConstant = variance <= 1e-24 * (middle * middle);
    const factor = isConstant ? 0 : 1 / Math.sqrt(variance / 4 + ridge);
    mean[j] = middle;
    scale[j] = factor;
    for (let row = 0; row < rows; row++) values[row * columns + j] = (values[row * columns + j] as number) * factor;
  }
  return { rows, columns, values, mean, scale, center };
}

/** Takes weights of conditioned features (for each score its coefficients, then its intercept) back to those of the features as they are. */
export function originalWeights(
  { columns, mean, scale }: Conditioned,
  point: Float64Array,
  scores: number,
): { readonly coef: Float64Array[]; readonly intercept: Float64Array } {
  const intercept = new Float64Array(scores);
  const coef = Array.from({ length: scores }, (_, k) => {
    const at = k * (columns + 1);
    const row = scale.map((factor, j) => (point[at + j] as number) * factor);
    intercept[k] = row.reduce((sum, weight, j) => sum - weight * (mean[j] as number), point[at + columns] as number);
    return row;
  });
  return { coef, intercept };
}

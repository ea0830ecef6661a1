import { logistic, softmaxInPlace, softplus } from '../softmax.ts';
import type { Target } from '../target.ts';

/**
 * Writes the slopes of the loss by a network's outputs: log loss for classes, half the squared error for numbers. Allocates nothing.
 * @param outputs row-major, one row for each row of `rows`; written over.
 * @param divisor what each row's loss is divided by in the slopes.
 * @returns the weighted sum of the rows' losses.
 */
export function writeOutputSlopes(
  outputs: Float64Array,
  { classes, labels, weights }: Target,
  rows: Int32Array,
  divisor: number,
  slopes: Float64Array,
): number {
  const width = classes && classes.length > 2 ? classes.length : 1;
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    const label = labels[row] as number;
    const weight = weights[row] as number;
    const at = i * width;
    const output = outputs[at] as number;
    if (!classes) {
      slopes[at] = (weight * (output - label)) / divisor;
      sum += (weight * (output - label) ** 2) / 2;
    } else if (width === 1) {
      slopes[at] = (weight * (logistic(output) - label)) / divisor;
      sum += weight * softplus(label === 1 ? -output : output);
    } else {
      const own = outputs[at + label] as number;
      sum += weight * (softmaxInPlace(outputs, at, width) - own);
      for (let k = 0; k < width; k++) {
        slopes[at + k] = (weight * ((outputs[at + k] as number) - Number(k === label))) / divisor;
      }
    }
  }
  return sum;
}

/** The weighted mean loss of a network's outputs for all rows of a target; the outputs are written over. */
export function meanOutputLoss(outputs: Float64Array, target: Target): number {
  const rows = Int32Array.from(target.labels, (_, row) => row);
  const weight = target.weights.reduce((sum, each) => sum + each, 0);
  return writeOutputSlopes(outputs, target, rows, 1, new Float64Array(outputs.length)) / weight;
}

import type { RunningStatistics } from './layers.ts';

/** Added to a variance, so that no unit that is constant divides by zero. */
export const batchNormEpsilon = 1e-5;
const momentum = 0.1;

/** Normalises the sums of one layer over a batch. */
export interface BatchNorm {
  readonly running: RunningStatistics;
  /** Replaces sums (row-major, `rows × units`) by `gain × normalised + bias`, and moves the running statistics a step. Allocates nothing. */
  forward(sums: Float64Array, rows: number, gain: Float64Array, bias: Float64Array): void;
  /** Replaces the slopes by the outputs with those by the sums; writes those by gain. Allocates nothing. */
  backward(slopes: Float64Array, rows: number, gain: Float64Array, gainSlopes: Float64Array): void;
}

/**
 * Creates the normalisation of a layer of `units` for batches of at most `maxRows`.
 * @see Ioffe and Szegedy, Batch Normalization, 2015
 */
export function createBatchNorm(units: number, maxRows: number): BatchNorm {
  const normalised = new Float64Array(maxRows * units);
  const inverse = new Float64Array(units);
  const running = { mean: new Float64Array(units), variance: new Float64Array(units).fill(1) };
  return {
    running,
    forward(sums, rows, gain, bias) {
      for (let k = 0; k < units; k++) {
        let mean = 0;
        for (let at = k; at < rows * units; at += units) mean += sums[at] as number;
        mean /= rows;
        let variance = 0;
        for (let at = k; at < rows * units; at += units) variance += ((sums[at] as number) - mean) ** 2;
        variance /= rows;
        const scale = 1 / Math.sqrt(variance + batchNormEpsilon);
        inverse[k] = scale;
        for (let at = k; at < rows * units; at += units) {
          const value = ((sums[at] as number) - mean) * scale;
          normalised[at] = value;
          sums[at] = value * (gain[k] as number) + (bias[k] as number);
        }
        running.mean[k] = (1 - momentum) * (running.mean[k] as number) + momentum * mean;
        const unbiased = rows > 1 ? (variance * rows) / (rows - 1) : variance;
        running.variance[k] = (1 - momentum) * (running.variance[k] as number) + momentum * unbiased;
      }
    },
    backward(slopes, rows, gain, gainSlopes) {
      for (let k = 0; k < units; k++) {
        let sum = 0;
        let product = 0;
        for (let at = k; at < rows * units; at += units) {
          sum += slopes[at] as number;
          product += (slopes[at] as number) * (normalised[at] as number);
        }
        gainSlopes[k] = (gainSlopes[k] as number) + product;
        const factor = ((gain[k] as number) * (inverse[k] as number)) / rows;
        for (let at = k; at < rows * units; at += units) {
          slopes[at] = factor * (rows * (slopes[at] as number) - sum - (normalised[at] as number) * product);
        }
      }
    },
  };
}

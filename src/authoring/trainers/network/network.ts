import type { Random } from '../../../pipeline/random.ts';
import { type BatchNorm, createBatchNorm } from './batch-norm.ts';
import { activate, applyActivationSlopes, type NetworkShape, type RunningStatistics, viewLayers } from './layers.ts';

/** Runs a network forth and back over batches, for a fit. */
export interface Network {
  /** Mean and variance of each normalised layer. */
  readonly running: readonly RunningStatistics[];
  /** Room for the features of a batch, row-major. */
  readonly inputs: Float64Array;
  /** Computes the outputs of the first `rows` inputs, some units dropped. @returns row-major `rows × outputs`, written over by the next call */
  forward(rows: number): Float64Array;
  /** Adds up the slopes of the parameters, given those of the last outputs, which it writes over. */
  backward(rows: number, outputSlopes: Float64Array): void;
}

/** Options of {@link createNetwork}. */
export interface NetworkOptions extends NetworkShape {
  readonly parameters: Float64Array;
  /** Where slopes are added up. */
  readonly slopes: Float64Array;
  readonly maxRows: number;
  /** Share of units dropped. */
  readonly dropout: number;
  readonly random: Random;
}

/** Creates a {@link Network}; memory is taken once. */
export function createNetwork(options: NetworkOptions): Network {
  const { sizes, activation, batchNorm, maxRows, dropout, random } = options;
  const layers = viewLayers(options, options.parameters);
  const slopes = viewLayers(options, options.slopes);
  const values = sizes.map((size) => new Float64Array(maxRows * size));
  const backs = sizes.map((size) => new Float64Array(maxRows * size));
  const kept = sizes.map((size) => new Float64Array(dropout > 0 ? maxRows * size : 0));
  const norms: BatchNorm[] = batchNorm ? sizes.slice(1, -1).map((size) => createBatchNorm(size, maxRows)) : [];
  const last = layers.length - 1;

  return {
    running: norms.map(({ running }) => running),
    inputs: values[0] as Float64Array,
    forward(rows) {
      for (const [index, layer] of layers.entries()) {
        const output = values[index + 1] as Float64Array;
        const norm = index < last ? norms[index] : undefined;
        multiply(
          values[index] as Float64Array,
          rows,
          layer.weights,
          layer.inputs,
          norm ? undefined : layer.bias,
          output,
        );
        norm?.forward(output, rows, layer.gain, layer.bias);
        if (index === last) return output;
        const count = rows * layer.outputs;
        activate(output, count, activation);
        const factors = kept[index + 1] as Float64Array;
        if (dropout === 0) continue;
        for (let i = 0; i < count; i++) {
          const factor = random() < dropout ? 0 : 1 / (1 - dropout);
          factors[i] = factor;
          output[i] = (output[i] as number) * factor;
        }
      }
      return values[0] as Float64Array;
    },
    backward(rows, outputSlopes) {
      let back = outputSlopes;
      for (let index = last; index >= 0; index--) {
        const layer = layers[index] as (typeof layers)[number];
        const into = slopes[index] as (typeof slopes)[number];
        const input = values[index] as Float64Array;
        const output = values[index + 1] as Float64Array;
        if (index < last) {
          const count = rows * layer.outputs;
          const factors = kept[index + 1] as Float64Array;
          if (dropout > 0) {
            for (let i = 0; i < count; i++) {
              const factor = factors[i] as number;
              back[i] = (back[i] as number) * factor;
              // What the activation gave, before it was scaled up.
              output[i] = factor === 0 ? 0 : (output[i] as number) / factor;
            }
          }
          applyActivationSlopes(back, output, count, activation);
        }
        for (let row = 0, at = 0; row < rows; row++) {
          for (let k = 0; k < layer.outputs; k++, at++) into.bias[k] = (into.bias[k] as number) + (back[at] as number);
        }
        norms[index]?.backward(back, rows, layer.gain, into.gain);
        addProducts(input, back, rows, layer.inputs, layer.outputs, into.weights);
        if (index === 0) continue;
        const next = backs[index] as Float64Array;
        multiplyTransposed(back, rows, layer.weights, layer.inputs, layer.outputs, next);
        back = next;
      }
    },
  };
}

// The hot loops of the fit. They allocate nothing, and take four inputs (or rows) at a time, which spares three of four reads and writes of sums;
// those that are all zero, as rectified units often are, they pass over.

/** `output = input · weights + bias`. */
export function multiply(
  input: Float64Array,
  rows: number,
  weights: Float64Array,
  inputs: number,
  bias: Float64Array | undefined,
  output: Float64Array,
): void {
  const outputs = weights.length / inputs;
  for (let row = 0; row < rows; row++) {
    const to = row * outputs;
    const at = row * inputs;
    for (let k = 0; k < outputs; k++) output[to + k] = bias ? (bias[k] as number) : 0;
    let i = 0;
    for (; i + 3 < inputs; i += 4) {
      const a = input[at + i] as number;
      const b = input[at + i + 1] as number;
      const c = input[at + i + 2] as number;
      const d = input[at + i + 3] as number;
      if (a === 0 && b === 0 && c === 0 && d === 0) continue;
      for (let k = 0, from = i * outputs; k < outputs; k++, from++) {
        output[to + k] =
          (output[to + k] as number) +
          a * (weights[from] as number) +
          b * (weights[from + outputs] as number) +
          c * (weights[from + 2 * outputs] as number) +
          d * (weights[from + 3 * outputs] as number);
      }
    }
    for (; i < inputs; i++) {
      const value = input[at + i] as number;
      for (let k = 0, from = i * outputs; k < outputs; k++, from++) {
        output[to + k] = (output[to + k] as number) + value * (weights[from] as number);
      }
    }
  }
}

/** `output = slopes · weightsᵀ`. */
function multiplyTransposed(
  slopes: Float64Array,
  rows: number,
  weights: Float64Array,
  inputs: number,
  outputs: number,
  output: Float64Array,
): void {
  for (let row = 0; row < rows; row++) {
    const at = row * outputs;
    const to = row * inputs;
    let i = 0;
    for (; i + 3 < inputs; i += 4) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let k = 0, from = i * outputs; k < outputs; k++, from++) {
        const slope = slopes[at + k] as number;
        a += slope * (weights[from] as number);
        b += slope * (weights[from + outputs] as number);
        c += slope * (weights[from + 2 * outputs] as number);
        d += slope * (weights[from + 3 * outputs] as number);
      }
      output[to + i] = a;
      output[to + i + 1] = b;
      output[to + i + 2] = c;
      output[to + i + 3] = d;
    }
    for (; i < inputs; i++) {
      let sum = 0;
      for (let k = 0, from = i * outputs; k < outputs; k++, from++) {
        sum += (slopes[at + k] as number) * (weights[from] as number);
      }
      output[to + i] = sum;
    }
  }
}

/** `into += inputᵀ · slopes`. */
function addProducts(
  input: Float64Array,
  slopes: Float64Array,
  rows: number,
  inputs: number,
  outputs: number,
  into: Float64Array,
): void {
  let row = 0;
  for (; row + 3 < rows; row += 4) {
    for (let i = 0; i < inputs; i++) {
      const at = row * inputs + i;
      const a = input[at] as number;
      const b = input[at + inputs] as number;
      const c = input[at + 2 * inputs] as number;
      const d = input[at + 3 * inputs] as number;
      if (a === 0 && b === 0 && c === 0 && d === 0) continue;
      const to = i * outputs;
      for (let k = 0, from = row * outputs; k < outputs; k++, from++) {
        into[to + k] =
          (into[to + k] as number) +
          a * (slopes[from] as number) +
          b * (slopes[from + outputs] as number) +
          c * (slopes[from + 2 * outputs] as number) +
          d * (slopes[from + 3 * outputs] as number);
      }
    }
  }
  for (; row < rows; row++) {
    for (let i = 0; i < inputs; i++) {
      const value = input[row * inputs + i] as number;
      const to = i * outputs;
      for (let k = 0, from = row * outputs; k < outputs; k++, from++) {
        into[to + k] = (into[to + k] as number) + value * (slopes[from] as number);
      }
    }
  }
}

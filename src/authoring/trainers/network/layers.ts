import type { Random } from '../../../pipeline/random.ts';

/** What a unit makes of its sum. */
export type Activation = 'identity' | 'logistic' | 'tanh' | 'relu';

/** Shape of a network. */
export interface NetworkShape {
  /** Features, then units of each layer, then outputs. */
  readonly sizes: readonly number[];
  /** Of all layers but the last, which has none. */
  readonly activation: Activation;
  /** Whether all layers but the last normalise their sums over the batch. */
  readonly batchNorm: boolean;
}

/** A layer's parameters: views into the network's. */
export interface LayerParameters {
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major `inputs × outputs`. */
  readonly weights: Float64Array;
  /** Of a normalised layer, added after the normalisation. */
  readonly bias: Float64Array;
  /** Of a normalised layer, multiplied with the normalised sums; empty otherwise. */
  readonly gain: Float64Array;
}

/** Mean and variance of a layer's sums over many batches, for predictions. */
export interface RunningStatistics {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/** How many parameters a network has. */
export function countParameters(shape: NetworkShape): number {
  return layoutOf(shape).reduce(
    (sum, { inputs, outputs, isNormalised }) => sum + (inputs + 1 + Number(isNormalised)) * outputs,
    0,
  );
}

/** Splits a vector of all parameters (or their slopes) into layers. */
export function viewLayers(shape: NetworkShape, all: Float64Array): LayerParameters[] {
  let at = 0;
  const take = (count: number) => {
    at += count;
    return all.subarray(at - count, at);
  };
  return layoutOf(shape).map(({ inputs, outputs, isNormalised }) => ({
    inputs,
    outputs,
    weights: take(inputs * outputs),
    bias: take(outputs),
    gain: take(isNormalised ? outputs : 0),
  }));
}

function layoutOf({ sizes, batchNorm }: NetworkShape) {
  return sizes.slice(1).map((outputs, layer) => ({
    inputs: sizes[layer] ?? 0,
    outputs,
    isNormalised: batchNorm && layer < sizes.length - 2,
  }));
}

/**
 * Draws the parameters to start from, as scikit-learn does.
 * @see Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010
 */
export function drawParameters(shape: NetworkShape, random: Random): Float64Array {
  const all = new Float64Array(countParameters(shape));
  for (const { inputs, outputs, weights, bias, gain } of viewLayers(shape, all)) {
    const bound = Math.sqrt((shape.activation === 'logistic' ? 2 : 6) / (inputs + outputs));
    for (let i = 0; i < weights.length; i++) weights[i] = (2 * random() - 1) * bound;
    if (gain.length === 0) for (let k = 0; k < outputs; k++) bias[k] = (2 * random() - 1) * bound;
    gain.fill(1);
  }
  return all;
}

/** Applies an activation to `count` values in place. */
export function activate(values: Float64Array, count: number, activation: Activation): void {
  if (activation === 'relu') for (let i = 0; i < count; i++) values[i] = Math.max(0, values[i] as number);
  else if (activation === 'tanh') for (let i = 0; i < count; i++) values[i] = Math.tanh(values[i] as number);
  else if (activation === 'logistic')
    for (let i = 0; i < count; i++) values[i] = 1 / (1 + Math.exp(-(values[i] as number)));
}

/** Multiplies slopes by what the activation had, given what it gave. */
export function applyActivationSlopes(
  slopes: Float64Array,
  activated: Float64Array,
  count: number,
  activation: Activation,
): void {
  if (activation === 'relu') {
    for (let i = 0; i < count; i++) if ((activated[i] as number) <= 0) slopes[i] = 0;
  } else if (activation === 'tanh') {
    for (let i = 0; i < count; i++) slopes[i] = (slopes[i] as number) * (1 - (activated[i] as number) ** 2);
  } else if (activation === 'logistic') {
    for (let i = 0; i < count; i++)
      slopes[i] = (slopes[i] as number) * (activated[i] as number) * (1 - (activated[i] as number));
  }
}

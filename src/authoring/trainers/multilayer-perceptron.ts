import {
  array,
  boolean,
  exactOptional,
  type InferOutput,
  literal,
  maxValue,
  minValue,
  number,
  picklist,
  pipe,
  strictObject,
  union,
} from 'valibot';
import { createRandom, type Random, shuffle } from '../../pipeline/random.ts';
import { createPatience, keepApart, type Sample } from './early-stopping.ts';
import type { Estimator } from './estimator.ts';
import { createFitWatch, type FitWatch } from './fit-watch.ts';
import { classWeightEntries, taskEntries } from './labels.ts';
import { createAdam } from './network/adam.ts';
import { countParameters, drawParameters, type NetworkShape, viewLayers } from './network/layers.ts';
import { createNetwork } from './network/network.ts';
import { type DenseLayer, foldLayers, networkModel, runLayers } from './network/network-model.ts';
import { meanOutputLoss, writeOutputSlopes } from './network/output-loss.ts';
import { countSchema, iterationsSchema, nonNegativeSchema, positiveSchema, seedSchema, shareSchema } from './params.ts';
import { readTarget, type Target } from './target.ts';
import { readTrainingSet, refuse, type TrainingSet } from './training-set.ts';

const decaySchema = pipe(number(), minValue(0), maxValue(1 - 1e-9));

const paramsSchema = strictObject({
  ...taskEntries,
  /** Units of each hidden layer. */
  hiddenLayerSizes: exactOptional(array(pipe(countSchema, maxValue(10_000))), [100]),
  activation: exactOptional(picklist(['relu', 'tanh', 'logistic', 'identity']), 'relu'),
  /** Strength of the L2 penalty on weights. */
  alpha: exactOptional(nonNegativeSchema, 1e-4),
  /** `'auto'`: 200, or all rows where there are fewer. */
  batchSize: exactOptional(union([literal('auto'), countSchema]), 'auto'),
  learningRateInit: exactOptional(positiveSchema, 1e-3),
  /** Passes over the rows at most. */
  maxIter: exactOptional(iterationsSchema, 200),
  beta1: exactOptional(decaySchema, 0.9),
  beta2: exactOptional(decaySchema, 0.999),
  epsilon: exactOptional(positiveSchema, 1e-8),
  /** Whether to end when rows kept apart gain no more, and to go back to the best pass; otherwise the loss of training decides. */
  earlyStopping: exactOptional(boolean(), false),
  validationFraction: exactOptional(shareSchema, 0.1),
  nIterNoChange: exactOptional(countSchema, 10),
  tol: exactOptional(nonNegativeSchema, 1e-4),
  /** Share of hidden units that each batch leaves out. */
  dropout: exactOptional(pipe(number(), minValue(0), maxValue(0.95)), 0),
  /** Whether hidden layers normalise their sums over the batch. */
  batchNorm: exactOptional(boolean(), false),
  ...classWeightEntries,
  randomState: exactOptional(seedSchema, 0),
});

/** Params of {@link multilayerPerceptron}; names as scikit-learn's MLPClassifier and -Regressor, with `dropout` and `batchNorm` besides. */
export type MultilayerPerceptronParams = InferOutput<typeof paramsSchema>;

const subject = 'Multilayer perceptron';

/** A model of 40 MB, and half a gigabyte to learn it in. */
const mostParameters = 10_000_000;

/**
 * A multilayer perceptron fitted by Adam, for classes (log loss) or numbers (squared error; they are standardised for the fit).
 * Features are to be standardised before.
 * @see https://scikit-learn.org/stable/modules/neural_networks_supervised.html
 */
export const multilayerPerceptron: Estimator<MultilayerPerceptronParams> = {
  name: 'multilayer-perceptron',
  kind: 'classifier-or-regressor',
  paramsSchema,
  async fit(data, params, options) {
    const set = readTrainingSet(subject, data);
    const target = readTarget(subject, data, params, set);
    const scale = target.classes ? { mean: 0, deviation: 1 } : describe(target.labels);
    const labels = target.labels.map((label) => (label - scale.mean) / scale.deviation);
    const layers = await fitNetwork({ set, target: { ...target, labels } }, params, createFitWatch(options));
    return networkModel({ layers, activation: params.activation, classes: target.classes, scale });
  },
};

async function fitNetwork(all: Sample, params: MultilayerPerceptronParams, watch: FitWatch): Promise<DenseLayer[]> {
  const {
    hiddenLayerSizes,
    activation,
    batchNorm,
    batchSize,
    earlyStopping,
    maxIter,
    validationFraction: fraction,
  } = params;
  const random = createRandom(params.randomState);
  const parts = earlyStopping && all.set.rows > 1 ? keepApart(all, { fraction, random }) : undefined;
  const { set, target } = parts?.learned ?? all;
  const validation = parts?.validation;
  const outputs = target.classes && target.classes.length > 2 ? target.classes.length : 1;
  const shape: NetworkShape = { sizes: [set.columns, ...hiddenLayerSizes, outputs], activation, batchNorm };
  const count = countParameters(shape);
  if (count > mostParameters)
    refuse(subject, `hiddenLayerSizes make ${count} parameters, and ${mostParameters} are the most; lower them.`);
  const parameters = drawParameters(shape, random);
  const pass = createPass({
    shape,
    parameters,
    set,
    target,
    params,
    maxRows: Math.min(batchSize === 'auto' ? 200 : batchSize, set.rows),
    random,
  });

  const patience = createPatience(params);
  let best = foldLayers(shape, parameters, pass.running);
  for (let epoch = 0; epoch < maxIter; epoch++) {
    await watch.step(epoch / maxIter, `epoch ${epoch + 1} of ${maxIter}`);
    const trainingLoss = pass.run();
    if (!Number.isFinite(trainingLoss)) {
      refuse(subject, 'the loss grew without end; standardise the features or lower learningRateInit.');
    }
    const layers = foldLayers(shape, parameters, pass.running);
    const loss = validation
      ? meanOutputLoss(runLayers(layers, activation, validation.set.features), validation.target)
      : trainingLoss;
    if (patience.improves(loss) || !validation) best = layers;
    if (patience.isOver()) break;
  }
  return best;
}

interface PassOptions {
  readonly shape: NetworkShape;
  /** Moved by each pass. */
  readonly parameters: Float64Array;
  readonly set: TrainingSet;
  readonly target: Target;
  readonly params: MultilayerPerceptronParams;
  readonly maxRows: number;
  readonly random: Random;
}

/** Passes over all rows, batch by batch in random order. */
function createPass({ shape, parameters, set, target, params, maxRows, random }: PassOptions) {
  const { alpha, dropout } = params;
  const { rows, columns, features } = set;
  const slopes = new Float64Array(parameters.length);
  const network = createNetwork({ ...shape, parameters, slopes, maxRows, dropout, random });
  const adam = createAdam(parameters, { ...params, learningRate: params.learningRateInit });
  const weights = viewLayers(shape, parameters).map((layer) => layer.weights);
  const weightSlopes = viewLayers(shape, slopes).map((layer) => layer.weights);
  const outputSlopes = new Float64Array(maxRows * (shape.sizes.at(-1) ?? 1));
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  const meanWeight = target.weights.reduce((sum, weight) => sum + weight, 0) / rows;
  return {
    running: network.running,
    /** @returns the mean loss of the rows as they were met. */
    run(): number {
      shuffle(order, random);
      let loss = 0;
      for (let start = 0; start < rows; start += maxRows) {
        const batch = order.subarray(start, Math.min(start + maxRows, rows));
        for (let i = 0; i < batch.length; i++) {
          const from = (batch[i] as number) * columns;
          for (let j = 0; j < columns; j++) network.inputs[i * columns + j] = features[from + j] as number;
        }
        const found = network.forward(batch.length);
        loss += writeOutputSlopes(found, target, batch, meanWeight * batch.length, outputSlopes);
        slopes.fill(0);
        network.backward(batch.length, outputSlopes);
        for (let layer = 0; layer < weights.length; layer++) {
          addScaled(weightSlopes[layer] as Float64Array, weights[layer] as Float64Array, alpha / batch.length);
        }
        adam.step(slopes);
      }
      return loss / (meanWeight * rows);
    },
  };
}

function addScaled(into: Float64Array, from: Float64Array, factor: number): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] as number) + factor * (from[i] as number);
}

/** Mean and standard deviation; 1 of what is constant. */
function describe(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) || 1 };
}

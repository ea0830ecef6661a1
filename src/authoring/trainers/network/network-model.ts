import { type ModelDefinition, type NodeDefinition, tensor } from '../../onnx/writer.ts';
import type { FittedModel } from '../estimator.ts';
import {
  argMax,
  bothWays,
  classifierOutputs,
  featuresInput,
  fittedModel,
  labelInitializer,
  opsets,
  type ProbabilityForm,
  probabilityNodes,
  variableOutput,
} from '../onnx-parts.ts';
import { logistic, softmaxInPlace } from '../softmax.ts';
import { toFloat32Values } from '../training-set.ts';
import { batchNormEpsilon } from './batch-norm.ts';
import { type Activation, activate, type NetworkShape, type RunningStatistics, viewLayers } from './layers.ts';
import { multiply } from './network.ts';

/** A layer as predictions need it: normalisation and all in weights and bias, each a float32. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major `inputs × outputs`. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

/** Takes a network's layers for predictions, running statistics folded into their weights. */
export function foldLayers(
  shape: NetworkShape,
  parameters: Float64Array,
  running: readonly RunningStatistics[],
): DenseLayer[] {
  return viewLayers(shape, parameters).map(({ inputs, outputs, weights, bias, gain }, index) => {
    const statistics = running[index];
    const scale = gain.map((factor, k) => factor / Math.sqrt((statistics?.variance[k] ?? 0) + batchNormEpsilon));
    const isNormalised = gain.length > 0;
    return {
      inputs,
      outputs,
      weights: weights.map((weight, i) => Math.fround(isNormalised ? weight * (scale[i % outputs] ?? 0) : weight)),
      bias: bias.map((value, k) =>
        Math.fround(isNormalised ? value - (statistics?.mean[k] ?? 0) * (scale[k] ?? 0) : value),
      ),
    };
  });
}

/** The outputs for rows of features, row-major. */
export function runLayers(layers: readonly DenseLayer[], activation: Activation, features: Float64Array): Float64Array {
  const rows = features.length / (layers[0]?.inputs ?? 1);
  return layers.reduce((input, { inputs, outputs, weights, bias }, index) => {
    const output = new Float64Array(rows * outputs);
    multiply(input, rows, weights, inputs, bias, output);
    if (index < layers.length - 1) activate(output, output.length, activation);
    return output;
  }, features);
}

/** What {@link networkModel} is made of. */
export interface NetworkParts {
  readonly layers: readonly DenseLayer[];
  readonly activation: Activation;
  /** Absent for a regression. */
  readonly classes: readonly (number | string)[] | undefined;
  /** What a regression's output is to be multiplied by, and what then to be added. */
  readonly scale: { readonly mean: number; readonly deviation: number };
}

/** A fitted network as a model. */
export function networkModel({ layers, activation, classes, scale }: NetworkParts): FittedModel {
  const scaled = layers.map((layer, index) => (index === layers.length - 1 ? scaleOutputs(layer, scale) : layer));
  const toDefinition = () => encode(scaled, activation, classes, 'probabilities');
  const outputsFor = (features: Float64Array) =>
    runLayers(scaled, activation, toFloat32Values(features, layers[0]?.inputs ?? 1));
  if (!classes) return fittedModel({ predict: (features) => ({ values: outputsFor(features) }), toDefinition });
  return fittedModel({
    classes,
    predict(features) {
      const outputs = outputsFor(features);
      if (classes.length === 2) {
        return {
          values: outputs.map((output) => Number(output > 0)),
          probabilities: Float64Array.from({ length: 2 * outputs.length }, (_, at) =>
            logistic(at % 2 ? (outputs[at >> 1] as number) : -(outputs[at >> 1] as number)),
          ),
        };
      }
      const width = classes.length;
      const rows = outputs.length / width;
      const values = Float64Array.from({ length: rows }, (_, row) => argMax(outputs, row * width, width));
      for (let row = 0; row < rows; row++) softmaxInPlace(outputs, row * width, width);
      return { values, probabilities: outputs };
    },
    toDefinition,
    decisionFunction: {
      compute: (features) => (classes.length === 2 ? bothWays(outputsFor(features)) : outputsFor(features)),
      toDefinition: () => encode(scaled, activation, classes, 'scores'),
    },
  });
}

function scaleOutputs(layer: DenseLayer, { mean, deviation }: NetworkParts['scale']): DenseLayer {
  return {
    ...layer,
    weights: layer.weights.map((weight) => Math.fround(weight * deviation)),
    bias: layer.bias.map((value) => Math.fround(value * deviation + mean)),
  };
}

const activationOperators = { relu: 'Relu', tanh: 'Tanh', logistic: 'Sigmoid' };

function encode(
  layers: readonly DenseLayer[],
  activation: Activation,
  classes: readonly (number | string)[] | undefined,
  form: ProbabilityForm,
): ModelDefinition {
  const nodes: NodeDefinition[] = [];
  let current = 'features';
  for (const index of layers.keys()) {
    const isLast = index === layers.length - 1;
    const sums = isLast ? (classes ? 'outputs' : 'variable') : `sums_${index}`;
    nodes.push({ opType: 'Gemm', inputs: [current, `weights_${index}`, `bias_${index}`], outputs: [sums] });
    current = sums;
    if (isLast || activation === 'identity') continue;
    current = `units_${index}`;
    nodes.push({ opType: activationOperators[activation], inputs: [sums], outputs: [current] });
  }
  if (classes) nodes.push(...probabilityNodes('outputs', classes, form));
  return {
    opsets: { '': opsets[''] },
    graph: {
      name: 'multilayer-perceptron',
      inputs: [featuresInput(layers[0]?.inputs ?? 0)],
      outputs: classes ? classifierOutputs(classes) : [variableOutput],
      initializers: {
        ...Object.fromEntries(
          layers.flatMap(({ inputs, outputs, weights, bias }, index) => [
            [`weights_${index}`, tensor('float32', weights, [inputs, outputs])],
            [`bias_${index}`, tensor('float32', bias)],
          ]),
        ),
        ...(classes && labelInitializer(classes)),
      },
      nodes,
    },
  };
}

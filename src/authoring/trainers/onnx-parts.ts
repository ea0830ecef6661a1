import { type AttributeValue, encodeModel, type NodeDefinition, tensor, type ValueDefinition } from '../onnx/writer.ts';
import type { FittedModel } from './estimator.ts';

/** Parts of the models that trainers export. */

type Classes = readonly (number | string)[];

/** The one input of every trained model. */
export function featuresInput(columns: number): ValueDefinition {
  return { name: 'features', type: 'float32', shape: ['N', columns] };
}

/** The outputs of a classifier. */
export function classifierOutputs(classes: Classes): ValueDefinition[] {
  return [
    { name: 'label', type: typeof classes[0] === 'string' ? 'string' : 'int64', shape: ['N'] },
    { name: 'probabilities', type: 'float32', shape: ['N', classes.length] },
  ];
}

/** The output of a regression. */
export const variableOutput: ValueDefinition = { name: 'variable', type: 'float32', shape: ['N', 1] };

/** The attribute that names the classes of an ai.onnx.ml classifier; `integers` is its name for whole numbers. */
export function classLabelsAttribute(
  classes: Classes,
  integers: 'classlabels_ints' | 'classlabels_int64s',
): Record<string, AttributeValue> {
  return typeof classes[0] === 'string'
    ? { classlabels_strings: { strings: classes.map(String) } }
    : { [integers]: { ints: classes.map(Number) } };
}

/** The nodes that turn `scores` [N, classes] into `label`: the class of the highest, the first of equals. */
export function labelNodes(scores: string): NodeDefinition[] {
  return [
    {
      opType: 'ArgMax',
      inputs: [scores],
      outputs: ['class_index'],
      attributes: { axis: { int: 1 }, keepdims: { int: 0 } },
    },
    { opType: 'Gather', inputs: ['class_labels', 'class_index'], outputs: ['label'] },
  ];
}

/** What a classifier gives as `probabilities`: these, or the scores that they are made of. */
export type ProbabilityForm = 'probabilities' | 'scores';

/** The nodes that turn `sums`, log odds [N, 1] of two classes or scores [N, classes] of more, into `label` and `probabilities`. */
export function probabilityNodes(sums: string, classes: Classes, form: ProbabilityForm): NodeDefinition[] {
  if (classes.length === 2) {
    return [
      { opType: 'Neg', inputs: [sums], outputs: ['opposite_sums'] },
      { opType: 'Concat', inputs: ['opposite_sums', sums], outputs: ['scores'], attributes: { axis: { int: 1 } } },
      { opType: form === 'scores' ? 'Identity' : 'Sigmoid', inputs: ['scores'], outputs: ['probabilities'] },
      ...labelNodes('scores'),
    ];
  }
  return [
    form === 'scores'
      ? { opType: 'Identity', inputs: [sums], outputs: ['probabilities'] }
      : { opType: 'Softmax', inputs: [sums], outputs: ['probabilities'], attributes: { axis: { int: 1 } } },
    ...labelNodes(sums),
  ];
}

/** The initializer that {@link labelNodes} look labels up in. */
export function labelInitializer(classes: Classes) {
  return { class_labels: tensor(typeof classes[0] === 'string' ? 'string' : 'int64', classes) };
}

/** Versions of the operator sets that trained models use. */
export const opsets = { '': 17, 'ai.onnx.ml': 3 };

/** A fitted model of what the trainer predicts and the definition that it exports. */
export function fittedModel(parts: Omit<FittedModel, 'toOnnx'>): FittedModel {
  return { ...parts, toOnnx: () => encodeModel(parts.toDefinition()) };
}

/** @returns the place of the highest of `count` values from `start` on, the first of equals, counted from `start`. */
export function argMax(values: ArrayLike<number>, start: number, count: number): number {
  let best = 0;
  for (let k = 1; k < count; k++) if ((values[start + k] as number) > (values[start + best] as number)) best = k;
  return best;
}

/** Log odds of the second of two classes as scores of both: `[-s, s]` of each row. */
export function bothWays(logOdds: Float64Array): Float64Array {
  return Float64Array.from({ length: 2 * logOdds.length }, (_, at) => (at % 2 ? 1 : -1) * (logOdds[at >> 1] as number));
}

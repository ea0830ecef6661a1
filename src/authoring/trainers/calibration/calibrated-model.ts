import { type ModelDefinition, type NodeDefinition, tensor } from '../../onnx/writer.ts';
import type { FittedModel } from '../estimator.ts';
import { argMax, classifierOutputs, fittedModel, labelInitializer, labelNodes } from '../onnx-parts.ts';
import { refuse } from '../training-set.ts';
import type { Calibrator } from './calibrator.ts';

// Keeps probabilities that are all 0 from a division by 0: they become equal ones.
const nothing = 1e-12;

/**
 * A classifier whose scores go through calibrators: of two classes one for the second, of more one each, brought to a sum of 1.
 */
export function calibratedModel(model: FittedModel, calibrators: readonly Calibrator[]): FittedModel {
  const { classes } = model;
  if (!classes) return refuse('Calibration', 'the model is no classifier; calibrate one that gives probabilities.');
  const width = classes.length;
  return fittedModel({
    classes,
    predict(features) {
      const scores = scoresOf(model, features);
      const calibrated = scores.map((score, at) => {
        if (width > 2) return (calibrators[at % width]?.apply(score) ?? 0) + nothing;
        const second = calibrators[0]?.apply(scores[at | 1] as number) ?? 0;
        return at % 2 ? second : 1 - second;
      });
      const rows = calibrated.length / width;
      for (let row = 0; width > 2 && row < rows; row++) {
        const own = calibrated.subarray(row * width, (row + 1) * width);
        const sum = own.reduce((total, probability) => total + probability, 0);
        for (let k = 0; k < width; k++) own[k] = (own[k] as number) / sum;
      }
      return {
        values: Float64Array.from({ length: rows }, (_, row) => argMax(calibrated, row * width, width)),
        probabilities: calibrated,
      };
    },
    toDefinition: () => encode((model.decisionFunction ?? model).toDefinition(), classes, calibrators),
  });
}

/** What calibrators take, row-major `rows × classes`: the scores of a model, or its probabilities where it has none. */
export function scoresOf(model: FittedModel, features: Float64Array): Float64Array {
  const scores = model.decisionFunction?.compute(features) ?? model.predict(features).probabilities;
  return scores ?? refuse('Calibration', 'the model is no classifier; calibrate one that gives probabilities.');
}

/** Puts the calibrators behind the model's own graph, whose outputs they take. */
function encode(
  base: ModelDefinition,
  classes: readonly (number | string)[],
  calibrators: readonly Calibrator[],
): ModelDefinition {
  const rename = (name: string): string =>
    name === 'label' || name === 'probabilities' ? `uncalibrated_${name}` : name;
  const renamed = base.graph.nodes
    // Nodes that give the model's own labels and no more.
    .filter(({ outputs }) => !['label', 'class_index'].includes(outputs.join()))
    .map((node) => ({ ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) }));
  const parts = calibrators.map((calibrator, k) => {
    const prefix = `calibrator_${k}_`;
    const { nodes, initializers } = calibrator.toNodes(`${prefix}in`, `${prefix}out`, prefix);
    const column = classes.length === 2 ? 1 : k;
    return {
      initializers: { ...initializers, [`${prefix}column`]: tensor('int64', [column]) },
      nodes: [
        {
          opType: 'Gather',
          inputs: ['uncalibrated_probabilities', `${prefix}column`],
          outputs: [`${prefix}in`],
          attributes: { axis: { int: 1 } },
        },
        ...nodes,
      ],
    };
  });
  return {
    opsets: base.opsets,
    graph: {
      ...base.graph,
      name: 'calibrated-classifier',
      outputs: classifierOutputs(classes),
      initializers: Object.assign(
        {
          ...base.graph.initializers,
          ...labelInitializer(classes),
          certainty: tensor('float32', [1], []),
          nothing: tensor('float32', [nothing], []),
          class_axis: tensor('int64', [1]),
        },
        ...parts.map(({ initializers }) => initializers),
      ),
      nodes: [
        ...renamed,
        ...parts.flatMap(({ nodes }) => nodes),
        ...(classes.length === 2 ? complementNodes : normalisingNodes(calibrators.length)),
        ...labelNodes('probabilities'),
      ],
    },
  };
}

const complementNodes: readonly NodeDefinition[] = [
  { opType: 'Sub', inputs: ['certainty', 'calibrator_0_out'], outputs: ['first_probability'] },
  {
    opType: 'Concat',
    inputs: ['first_probability', 'calibrator_0_out'],
    outputs: ['probabilities'],
    attributes: { axis: { int: 1 } },
  },
];

function normalisingNodes(classes: number): NodeDefinition[] {
  return [
    {
      opType: 'Concat',
      inputs: Array.from({ length: classes }, (_, k) => `calibrator_${k}_out`),
      outputs: ['calibrated'],
      attributes: { axis: { int: 1 } },
    },
    { opType: 'Add', inputs: ['calibrated', 'nothing'], outputs: ['positive'] },
    {
      opType: 'ReduceSum',
      inputs: ['positive', 'class_axis'],
      outputs: ['total'],
      attributes: { keepdims: { int: 1 } },
    },
    { opType: 'Div', inputs: ['positive', 'total'], outputs: ['probabilities'] },
  ];
}

import type { ModelDefinition } from '../../onnx/writer.ts';
import type { FittedModel } from '../estimator.ts';
import { argMax, fittedModel } from '../onnx-parts.ts';
import { logistic, softmaxInPlace } from '../softmax.ts';
import { toFloat32Values } from '../training-set.ts';
import { sumTrees, type TreeEnsemble } from './tree.ts';
import { encodeTrees } from './tree-onnx.ts';

/**
 * A model that adds up trees: without `classes` a regression; with two and one target their log odds; with as many targets their scores.
 */
export function treeModel(ensemble: TreeEnsemble, classes?: readonly (number | string)[]): FittedModel {
  const { targets } = ensemble;
  const toDefinition = (): ModelDefinition => encodeTrees(ensemble, classes, 'log-odds');
  if (!classes) {
    return fittedModel({
      predict: (features) => ({ values: sumTrees(ensemble, toFloat32Values(features)) }),
      toDefinition,
    });
  }
  return fittedModel({
    classes,
    predict(features) {
      const sums = sumTrees(ensemble, toFloat32Values(features));
      if (targets > 1) {
        const rows = sums.length / targets;
        const values = Float64Array.from({ length: rows }, (_, row) => argMax(sums, row * targets, targets));
        for (let row = 0; row < rows; row++) softmaxInPlace(sums, row * targets, targets);
        return { values, probabilities: sums };
      }
      const probabilities = new Float64Array(2 * sums.length);
      for (const [row, sum] of sums.entries()) {
        probabilities[2 * row] = logistic(-sum);
        probabilities[2 * row + 1] = logistic(sum);
      }
      return { values: sums.map((sum) => Number(sum > 0)), probabilities };
    },
    toDefinition,
  });
}

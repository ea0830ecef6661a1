import type { FittedModel, Predictions } from '../estimator.ts';
import { argMax, bothWays, fittedModel } from '../onnx-parts.ts';
import { logistic, softmaxInPlace } from '../softmax.ts';
import { toFloat32Values } from '../training-set.ts';
import { sumTrees, type TreeEnsemble } from './tree.ts';
import { encodeTrees } from './tree-onnx.ts';

/** What the leaves of a classifier's trees add up to. */
type LeafMeaning = 'log-odds' | 'probability';

/**
 * A model that adds up trees: without `classes` a regression; with two and one target what is said of the second class; with as many targets
 * what is said of each.
 */
export function treeModel(
  ensemble: TreeEnsemble,
  classes: readonly (number | string)[] | undefined,
  meaning: LeafMeaning,
): FittedModel {
  const { targets } = ensemble;
  const toDefinition = () => encodeTrees(ensemble, classes, meaning);
  const sumsFor = (features: Float64Array) => sumTrees(ensemble, toFloat32Values(features, ensemble.columns));
  if (!classes) {
    return fittedModel({
      predict: (features) => ({ values: sumsFor(features) }),
      toDefinition,
    });
  }
  return fittedModel({
    classes,
    predict(features) {
      const sums = sumsFor(features);
      return targets === 1 ? chooseOfTwo(sums, meaning) : chooseOfMany(sums, targets, meaning);
    },
    toDefinition,
    ...(meaning === 'log-odds' && {
      decisionFunction: {
        compute: (features) => (targets === 1 ? bothWays(sumsFor(features)) : sumsFor(features)),
        toDefinition: () => encodeTrees(ensemble, classes, 'scores'),
      },
    }),
  });
}

function chooseOfTwo(sums: Float64Array, meaning: LeafMeaning): Predictions {
  const probabilities = new Float64Array(2 * sums.length);
  for (const [row, sum] of sums.entries()) {
    probabilities[2 * row] = meaning === 'probability' ? 1 - sum : logistic(-sum);
    probabilities[2 * row + 1] = meaning === 'probability' ? sum : logistic(sum);
  }
  const half = meaning === 'probability' ? 0.5 : 0;
  return { values: sums.map((sum) => Number(sum > half)), probabilities };
}

function chooseOfMany(sums: Float64Array, classes: number, meaning: LeafMeaning): Predictions {
  const rows = sums.length / classes;
  const values = Float64Array.from({ length: rows }, (_, row) => argMax(sums, row * classes, classes));
  if (meaning === 'log-odds') for (let row = 0; row < rows; row++) softmaxInPlace(sums, row * classes, classes);
  return { values, probabilities: sums };
}

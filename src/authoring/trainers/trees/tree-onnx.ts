import type { AttributeValue, ModelDefinition } from '../../onnx/writer.ts';
import { classifierOutputs, classLabelsAttribute, featuresInput, opsets, variableOutput } from '../onnx-parts.ts';
import { encodeTreesWithCategories } from './category-tree-onnx.ts';
import type { Tree, TreeEnsemble } from './tree.ts';

/**
 * What the sums of a classifier's trees are: log odds of the second of two classes or scores of more, which `log-odds` turns into
 * probabilities and `scores` gives as they are; or probabilities.
 */
export type SumMeaning = 'log-odds' | 'scores' | 'probability';

/**
 * Writes trees as ONNX: as TreeEnsembleClassifier and TreeEnsembleRegressor of ai.onnx.ml 3 where nodes ask for thresholds alone.
 * Sums that start at 0 and add tree by tree in float32 are the trainer's own, to the bit.
 */
export function encodeTrees(
  ensemble: TreeEnsemble,
  classes: readonly (number | string)[] | undefined,
  meaning: SumMeaning,
): ModelDefinition {
  if (ensemble.trees.some(({ members }) => members.size > 0)) {
    return encodeTreesWithCategories(ensemble, classes, meaning === 'scores' ? 'scores' : 'probabilities');
  }
  const nodes = nodeAttributes(ensemble.trees);
  const node = classes
    ? {
        opType: 'TreeEnsembleClassifier',
        domain: 'ai.onnx.ml',
        inputs: ['features'],
        outputs: ['label', 'probabilities'],
        attributes: {
          ...nodes,
          ...voteAttributes(ensemble, 'class', meaning),
          ...classLabelsAttribute(classes, 'classlabels_int64s'),
          post_transform: {
            string: meaning !== 'log-odds' ? 'NONE' : ensemble.targets === 1 ? 'LOGISTIC' : 'SOFTMAX',
          },
        },
      }
    : {
        opType: 'TreeEnsembleRegressor',
        domain: 'ai.onnx.ml',
        inputs: ['features'],
        outputs: ['variable'],
        attributes: { ...nodes, ...voteAttributes(ensemble, 'target', meaning), n_targets: { int: 1 } },
      };
  return {
    opsets,
    graph: {
      name: 'trees',
      inputs: [featuresInput(ensemble.columns)],
      outputs: classes ? classifierOutputs(classes) : [variableOutput],
      nodes: [node],
    },
  };
}

function nodeAttributes(trees: readonly Tree[]): Record<string, AttributeValue> {
  const all = trees.flatMap((tree, index) =>
    Array.from(tree.feature, (feature, node) => ({ tree, index, feature, node })),
  );
  const ints = (numberOf: (at: (typeof all)[number]) => number): AttributeValue => ({ ints: all.map(numberOf) });
  return {
    nodes_treeids: ints(({ index }) => index),
    nodes_nodeids: ints(({ node }) => node),
    nodes_featureids: ints(({ feature }) => Math.max(feature, 0)),
    nodes_modes: { strings: all.map(({ feature }) => (feature < 0 ? 'LEAF' : 'BRANCH_LEQ')) },
    nodes_values: { floats: all.map(({ tree, feature, node }) => (feature < 0 ? 0 : (tree.threshold[node] ?? 0))) },
    nodes_truenodeids: ints(({ tree, node }) => tree.whenTrue[node] ?? 0),
    nodes_falsenodeids: ints(({ tree, node }) => tree.whenFalse[node] ?? 0),
    nodes_missing_value_tracks_true: ints(({ tree, node }) => tree.missingIsTrue[node] ?? 0),
  };
}

/**
 * What the leaves add. One target of a classifier is written as class 0, by which converters and ONNX Runtime mean the positive one of two:
 * its sum is a probability where no weight is negative, and log odds otherwise.
 */
function voteAttributes(
  { trees, targets, width, targetOf }: TreeEnsemble,
  kind: 'class' | 'target',
  meaning: SumMeaning,
): Record<string, AttributeValue> {
  const votes: { tree: number; node: number; target: number; weight: number }[] = [];
  let hasNegative = false;
  for (const [index, tree] of trees.entries()) {
    for (const [node, feature] of tree.feature.entries()) {
      if (feature >= 0) continue;
      for (let k = 0; k < width; k++) {
        const weight = tree.values[node * width + k] ?? 0;
        hasNegative ||= weight < 0;
        // One vote a leaf at least, so that no tree is without.
        if (weight !== 0 || k === 0) votes.push({ tree: index, node, target: targetOf(index) + k, weight });
      }
    }
  }
  const [first] = votes;
  if (kind === 'class' && meaning !== 'probability' && targets === 1 && !hasNegative && first) {
    // So small that no sum of log odds feels it, and negative.
    votes.push({ ...first, weight: -1e-38 });
  }
  return {
    [`${kind}_treeids`]: { ints: votes.map(({ tree }) => tree) },
    [`${kind}_nodeids`]: { ints: votes.map(({ node }) => node) },
    [`${kind}_ids`]: { ints: votes.map(({ target }) => target) },
    [`${kind}_weights`]: { floats: votes.map(({ weight }) => weight) },
  };
}

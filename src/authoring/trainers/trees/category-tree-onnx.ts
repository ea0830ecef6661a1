import { type AttributeValue, type ModelDefinition, type NodeDefinition, tensor } from '../../onnx/writer.ts';
import {
  classifierOutputs,
  featuresInput,
  labelInitializer,
  opsets,
  type ProbabilityForm,
  probabilityNodes,
  variableOutput,
} from '../onnx-parts.ts';
import type { TreeEnsemble } from './tree.ts';

const modes = { lessOrEqual: 0, member: 6 };

/**
 * Writes trees some of whose nodes ask for categories, as TreeEnsemble of ai.onnx.ml 5, the first that has sets: older versions would have to
 * repeat a branch for each of its categories. One number a leaf, sums that are log odds.
 */
export function encodeTreesWithCategories(
  ensemble: TreeEnsemble,
  classes: readonly (number | string)[] | undefined,
  form: ProbabilityForm,
): ModelDefinition {
  const { columns } = ensemble;
  const sums = classes ? 'sums' : 'variable';
  const nodes: NodeDefinition[] = [
    ...knownCategoryNodes,
    {
      opType: 'TreeEnsemble',
      domain: 'ai.onnx.ml',
      inputs: ['known_features'],
      outputs: [sums],
      attributes: treeAttributes(ensemble),
    },
  ];
  if (classes) nodes.push(...probabilityNodes(sums, classes, form));
  const isNumber = new Uint8Array(columns).fill(1);
  for (const { feature, members } of ensemble.trees)
    for (const node of members.keys()) isNumber[feature[node] ?? 0] = 0;
  return {
    opsets: { ...opsets, 'ai.onnx.ml': 5 },
    graph: {
      name: 'trees',
      inputs: [featuresInput(columns)],
      outputs: classes ? classifierOutputs(classes) : [variableOutput],
      initializers: {
        is_number: tensor('bool', isNumber, [1, columns]),
        no_category: tensor('float32', [-1], []),
        ...(classes && labelInitializer(classes)),
      },
      nodes,
    },
  };
}

/** Replaces what is no category, missing values among them: ONNX Runtime's membership test rounds 0.5 and takes NaN for 0. */
const knownCategoryNodes: readonly NodeDefinition[] = [
  { opType: 'Floor', inputs: ['features'], outputs: ['floors'] },
  { opType: 'Equal', inputs: ['features', 'floors'], outputs: ['are_whole'] },
  { opType: 'Or', inputs: ['are_whole', 'is_number'], outputs: ['are_known'] },
  { opType: 'Where', inputs: ['are_known', 'features', 'no_category'], outputs: ['known_features'] },
];

function treeAttributes({ trees, targets, targetOf }: TreeEnsemble): Record<string, AttributeValue> {
  const list = {
    feature: [] as number[],
    mode: [] as number[],
    split: [] as number[],
    whenTrue: [] as number[],
    trueIsLeaf: [] as number[],
    whenFalse: [] as number[],
    falseIsLeaf: [] as number[],
    missing: [] as number[],
    members: [] as number[],
    roots: [] as number[],
    leafTarget: [] as number[],
    leafWeight: [] as number[],
  };
  for (const [index, tree] of trees.entries()) {
    // Branches and leaves are numbered apart, each through all trees.
    const firstBranch = list.feature.length;
    const places = new Map<number, number>();
    let branches = 0;
    for (const [node, feature] of tree.feature.entries()) {
      if (feature < 0) {
        places.set(node, list.leafTarget.push(targetOf(index)) - 1);
        list.leafWeight.push(tree.values[node] ?? 0);
      } else places.set(node, firstBranch + branches++);
    }
    list.roots.push(firstBranch);
    const branch = (node: number, whenTrue: number, whenFalse: number): void => {
      const members = tree.members.get(node);
      list.feature.push(Math.max(tree.feature[node] ?? 0, 0));
      list.mode.push(members ? modes.member : modes.lessOrEqual);
      list.split.push(members ? 0 : (tree.threshold[node] ?? 0));
      list.missing.push(tree.missingIsTrue[node] ?? 0);
      list.whenTrue.push(places.get(whenTrue) ?? 0);
      list.trueIsLeaf.push(Number((tree.feature[whenTrue] ?? -1) < 0));
      list.whenFalse.push(places.get(whenFalse) ?? 0);
      list.falseIsLeaf.push(Number((tree.feature[whenFalse] ?? -1) < 0));
      if (members) list.members.push(...members, Number.NaN);
    };
    if (branches === 0) {
      // A tree of one leaf is a branch that leads to it either way.
      branch(0, 0, 0);
      list.split[firstBranch] = 0;
    }
    for (const [node, feature] of tree.feature.entries()) {
      if (feature >= 0) branch(node, tree.whenTrue[node] ?? 0, tree.whenFalse[node] ?? 0);
    }
  }
  return {
    n_targets: { int: targets },
    aggregate_function: { int: 1 },
    post_transform: { int: 0 },
    nodes_featureids: { ints: list.feature },
    nodes_modes: { tensor: tensor('uint8', list.mode) },
    nodes_splits: { tensor: tensor('float32', list.split) },
    nodes_truenodeids: { ints: list.whenTrue },
    nodes_trueleafs: { ints: list.trueIsLeaf },
    nodes_falsenodeids: { ints: list.whenFalse },
    nodes_falseleafs: { ints: list.falseIsLeaf },
    nodes_missing_value_tracks_true: { ints: list.missing },
    membership_values: { tensor: tensor('float32', list.members) },
    tree_roots: { ints: list.roots },
    leaf_targetids: { ints: list.leafTarget },
    leaf_weights: { tensor: tensor('float32', list.leafWeight) },
  };
}

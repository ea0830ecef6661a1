import type { KernelContext, KernelFactory, KernelTable } from '../../kernel.ts';
import { required } from '../../shape.ts';
import { checkTargets, regress, sameLength } from './ensemble.ts';
import { compileForest, treeModes } from './forest.ts';
import { aggregateFunctions, createForestScorer } from './forest-scorer.ts';
import { postTransforms } from './post-transform.ts';
import { readTargets } from './trees.ts';

type Numbers = ArrayLike<number>;
const MEMBER = treeModes.indexOf('BRANCH_MEMBER');

function tensorNumbers({ attributes, fail }: KernelContext, name: string): Numbers {
  const tensor = attributes.tensor(name);
  if (tensor && !/^(float(32|64)|uint8)$/.test(tensor.type)) fail(`${name} is a tensor of ${tensor.type}`);
  return (tensor?.data ?? []) as Numbers;
}

/** The sets of membership_values, one for each BRANCH_MEMBER node, in order. */
function readMembers(context: KernelContext, modes: Numbers): Map<number, readonly number[]> {
  const values = tensorNumbers(context, 'membership_values');
  const members = new Map<number, readonly number[]>();
  for (let node = 0, at = 0; node < modes.length; node++) {
    if (modes[node] !== MEMBER) continue;
    if (at >= values.length) context.fail('membership_values has fewer sets than there are BRANCH_MEMBER nodes');
    const set = new Set<number>();
    for (; at < values.length && !Number.isNaN(values[at]); at++) set.add(values[at] as number);
    at++;
    members.set(
      node,
      [...set].sort((a, b) => a - b),
    );
  }
  return members;
}

/** ai.onnx.ml TreeEnsemble, version 5. ONNX Runtime takes its post_transform 1 and 2 for each other; here they are the standard's. */
const treeEnsemble: KernelFactory = (context) => {
  const { attributes, fail } = context;
  const targets = readTargets(context);
  const aggregate = attributes.int('aggregate_function', 1);
  if (!aggregateFunctions[aggregate]) fail(`aggregate_function is ${aggregate}; it must be from 0 to 3`);
  const transform = attributes.int('post_transform', 0);
  const transforms = [...postTransforms.values()];
  if (!(transform in transforms)) fail(`post_transform is ${transform}; it must be from 0 to 4`);
  const modes = tensorNumbers(context, 'nodes_modes');
  const features = attributes.ints('nodes_featureids');
  const thresholds = tensorNumbers(context, 'nodes_splits');
  const trueIds = attributes.ints('nodes_truenodeids');
  const falseIds = attributes.ints('nodes_falsenodeids');
  const trueLeafs = attributes.ints('nodes_trueleafs');
  const falseLeafs = attributes.ints('nodes_falseleafs');
  const count = sameLength(context, {
    nodes_modes: modes,
    nodes_featureids: features,
    nodes_splits: thresholds,
    nodes_truenodeids: trueIds,
    nodes_falsenodeids: falseIds,
    nodes_trueleafs: trueLeafs,
    nodes_falseleafs: falseLeafs,
  });
  const ids = attributes.ints('leaf_targetids');
  const weights = tensorNumbers(context, 'leaf_weights');
  const leaves = sameLength(context, { leaf_targetids: ids, leaf_weights: weights });
  for (let i = 0; i < count; i++)
    if ((modes[i] as number) > MEMBER) fail(`nodes_modes has ${modes[i]}, which is no mode`);

  // Leaves take the positions after the nodes.
  const child = (id: number, isLeaf: number | undefined, attribute: string): number => {
    if (!(id >= 0 && id < (isLeaf ? leaves : count)))
      fail(`${attribute} has ${id}, which is no ${isLeaf ? 'leaf' : 'node'}`);
    return isLeaf ? count + id : id;
  };
  const trueChildren = trueIds.map((id, i) => child(id, trueLeafs[i], 'nodes_truenodeids'));
  const falseChildren = falseIds.map((id, i) => child(id, falseLeafs[i], 'nodes_falsenodeids'));
  const roots = attributes.ints('tree_roots').map((root) => {
    const whenTrue = trueChildren[root] ?? fail(`tree_roots has ${root}, which is no node`);
    // A tree of one leaf is a node both of whose branches lead to it.
    return whenTrue >= count && whenTrue === falseChildren[root] ? whenTrue : root;
  });
  if (roots.length === 0) fail('tree_roots is empty: there are no trees');
  checkTargets(context, 'leaf_targetids', ids, targets);
  const forest = compileForest(
    {
      roots,
      modes,
      features,
      thresholds,
      trueChildren,
      falseChildren,
      missingTracksTrue: attributes.ints('nodes_missing_value_tracks_true'),
      members: readMembers(context, modes),
    },
    count + leaves,
    fail,
  );
  const votes = { leaf: ids.map((_, leaf) => count + leaf), target: ids, weight: weights };
  const ensemble = { scorer: createForestScorer(forest, votes, targets, aggregate), featureCount: forest.featureCount };
  const run = regress(context, ensemble, targets, [], transforms[transform], true);
  return (inputs) => {
    const input = required(context, inputs, 0);
    if (input.type !== 'float32' && input.type !== 'float64')
      context.fail(`the input is ${input.type}; feed float32 or float64`);
    return [run(input)];
  };
};

/** The newest tree ensemble of ai.onnx.ml, which no exporter writes by default. */
export const treeEnsembleKernels: KernelTable = { TreeEnsemble: { 5: treeEnsemble } };

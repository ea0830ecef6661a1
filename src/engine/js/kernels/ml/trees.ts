import type { Tensor } from '../../../session.ts';
import type { KernelContext, KernelFactory, KernelTable } from '../../kernel.ts';
import { required } from '../../shape.ts';
import { createLabelWriter, readClassLabels } from './class-labels.ts';
import { compileForest, treeModes } from './forest.ts';
import { aggregateFunctions, createForestScorer, type ForestScorer, type Votes } from './forest-scorer.ts';
import { type PostTransform, postTransforms, readPostTransform } from './post-transform.ts';
import { requiredNumber, rowCount, rowWidth } from './rows.ts';

type Numbers = ArrayLike<number>;
const LEAF = treeModes.indexOf('LEAF');
const MEMBER = treeModes.indexOf('BRANCH_MEMBER');
const maxTargets = 65_536;

/** A list attribute that version 3 may hold in a tensor of doubles instead. */
function floats({ attributes }: KernelContext, name: string): Numbers {
  const tensor = attributes.tensor(`${name}_as_tensor`);
  return tensor ? (tensor.data as Numbers) : attributes.floats(name);
}

function tensorNumbers({ attributes, fail }: KernelContext, name: string): Numbers {
  const tensor = attributes.tensor(name);
  if (tensor && !/^(float(32|64)|uint8)$/.test(tensor.type)) fail(`${name} is a tensor of ${tensor.type}`);
  return (tensor?.data ?? []) as Numbers;
}

function sameLength({ fail }: KernelContext, lists: Readonly<Record<string, ArrayLike<unknown>>>): number {
  const [first, ...others] = Object.entries(lists);
  const length = first?.[1].length ?? 0;
  for (const [name, list] of others) {
    if (list.length !== length)
      fail(`${name} has ${list.length} values and ${first?.[0]} ${length}: they must be as many`);
  }
  return length;
}

/** Votes sorted by the position of their leaf, those of one leaf in the model's order. */
function sortVotes(positions: number, of: Numbers, target: Numbers, weight: Numbers): Votes {
  const start = new Int32Array(positions + 1);
  for (let i = 0; i < of.length; i++) start[(of[i] as number) + 1] = (start[(of[i] as number) + 1] as number) + 1;
  for (let p = 0; p < positions; p++) start[p + 1] = (start[p + 1] as number) + (start[p] as number);
  const next = start.slice();
  const votes = { start, target: new Int32Array(of.length), weight: new Float64Array(of.length) };
  for (let i = 0; i < of.length; i++) {
    const at = next[of[i] as number] as number;
    next[of[i] as number] = at + 1;
    votes.target[at] = target[i] as number;
    votes.weight[at] = weight[i] as number;
  }
  return votes;
}

interface Ensemble {
  readonly scorer: ForestScorer;
  readonly featureCount: number;
}

function checkTargets({ fail }: KernelContext, name: string, ids: Numbers, targets: number): void {
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    if (!(id >= 0 && id < targets)) fail(`${name} has ${id}, where ids go from 0 to ${targets - 1}`);
  }
}

/**
 * Reads the nodes and votes of versions 1 and 3. `kind` is the prefix of the votes' attributes.
 * Votes for anything but a leaf are passed over, as ONNX Runtime does.
 */
function readEnsemble(
  context: KernelContext,
  kind: 'class' | 'target',
  ids: Numbers,
  targets: number,
  aggregate: number,
): Ensemble {
  const { attributes, fail } = context;
  const treeIds = attributes.ints('nodes_treeids');
  const nodeIds = attributes.ints('nodes_nodeids');
  const modeNames = attributes.strings('nodes_modes');
  const features = attributes.ints('nodes_featureids');
  const thresholds = floats(context, 'nodes_values');
  const trueIds = attributes.ints('nodes_truenodeids');
  const falseIds = attributes.ints('nodes_falsenodeids');
  const count = sameLength(context, {
    nodes_treeids: treeIds,
    nodes_nodeids: nodeIds,
    nodes_modes: modeNames,
    nodes_featureids: features,
    nodes_values: thresholds,
    nodes_truenodeids: trueIds,
    nodes_falsenodeids: falseIds,
  });
  if (count === 0) fail('nodes_treeids is empty: there are no trees');
  const voteTrees = attributes.ints(`${kind}_treeids`);
  const voteNodes = attributes.ints(`${kind}_nodeids`);
  const weights = floats(context, `${kind}_weights`);
  sameLength(context, {
    [`${kind}_ids`]: ids,
    [`${kind}_treeids`]: voteTrees,
    [`${kind}_nodeids`]: voteNodes,
    [`${kind}_weights`]: weights,
  });

  // Where each tree starts; almost every exporter numbers its nodes from 0 on from there, the others need a map.
  const starts = new Map<number, number>();
  for (let i = 0; i < count; i++) if (!starts.has(treeIds[i] as number)) starts.set(treeIds[i] as number, i);
  let byId: Map<string, number> | undefined;
  function position(tree: number, node: number, attribute: string): number {
    const guess = (starts.get(tree) ?? 0) + node;
    if (treeIds[guess] === tree && nodeIds[guess] === node) return guess;
    byId ??= new Map(treeIds.map((id, i) => [`${id} ${nodeIds[i]}`, i]));
    return byId.get(`${tree} ${node}`) ?? fail(`${attribute} names node ${node} of tree ${tree}, which is not there`);
  }

  const modes = new Uint8Array(count);
  const trueChildren = new Int32Array(count);
  const falseChildren = new Int32Array(count);
  const codes = new Map(treeModes.map((name, code) => [name, code]));
  codes.delete('BRANCH_MEMBER');
  for (let i = 0; i < count; i++) {
    const mode = codes.get(modeNames[i] as string) ?? fail(`nodes_modes has '${modeNames[i]}', which is no mode`);
    modes[i] = mode;
    if (mode === LEAF) continue;
    trueChildren[i] = position(treeIds[i] as number, trueIds[i] as number, 'nodes_truenodeids');
    falseChildren[i] = position(treeIds[i] as number, falseIds[i] as number, 'nodes_falsenodeids');
  }
  const forest = compileForest(
    {
      roots: [...starts.values()],
      modes,
      features,
      thresholds,
      trueChildren,
      falseChildren,
      missingTracksTrue: attributes.ints('nodes_missing_value_tracks_true'),
    },
    count,
    fail,
  );
  checkTargets(context, `${kind}_ids`, ids, targets);
  const leaves = voteNodes.map((node, i) => position(voteTrees[i] as number, node, `${kind}_nodeids`));
  const scorer = createForestScorer(forest, sortVotes(count, leaves, ids, weights), targets, aggregate);
  return { scorer, featureCount: forest.featureCount };
}

/** Checks that rows have the features that the trees ask for. */
function checkRows(context: KernelContext, input: Tensor, { featureCount }: Ensemble): number {
  const rows = rowCount(context, input);
  if (rowWidth(input) < featureCount) {
    context.fail(`the input has ${rowWidth(input)} features a row; nodes_featureids asks for ${featureCount}`);
  }
  return rows;
}

/**
 * ai.onnx.ml TreeEnsembleClassifier, versions 1 and 3 (and 5, deprecated but unchanged).
 * The standard leaves open what weights for one of two classes mean. As exporters and ONNX Runtime have it, weights for class 0 alone are
 * those of the positive class: a probability p where all weights are positive ([1 - p, p]), a margin m otherwise ([-m, m]).
 * A class without a vote cannot win among three or more.
 */
const treeEnsembleClassifier: KernelFactory = (context) => {
  const { attributes, fail } = context;
  const labels = readClassLabels(context, 'classlabels_int64s');
  const classes = labels.values.length;
  const ids = attributes.ints('class_ids');
  const base = floats(context, 'base_values');
  const only = ids[0] ?? 0;
  const isOneSided = classes === 2 && base.length < 2 && only < 2 && ids.every((id) => id === only);
  if (base.length > 0 && base.length !== classes && !(isOneSided && base.length === 1)) {
    fail(`base_values has ${base.length} values for ${classes} classes`);
  }
  const ensemble = readEnsemble(context, 'class', isOneSided ? ids.map(() => 0) : ids, isOneSided ? 1 : classes, 1);
  const { scorer } = ensemble;
  const { scores, blockRows } = scorer;
  const transformName = attributes.string('post_transform', 'NONE');
  const transform = readPostTransform(context);
  const weights = floats(context, 'class_weights');
  let isPositive = true;
  for (let i = 0; i < weights.length; i++) isPositive &&= (weights[i] as number) >= 0;
  const isProbability = transformName === 'PROBIT' || (isPositive && transformName === 'NONE');
  const writer = createLabelWriter(context, labels);

  /** Two scores from one weight set; returns the winner. */
  function expand(score: number, output: Float32Array, at: number): number {
    output[at] = only === 1 ? 0 : isProbability ? 1 - score : -score;
    output[at + 1] = score;
    return score > (isProbability ? 0.5 : 0) ? 1 : 0;
  }

  /** Copies a row's scores with the base values added; returns the winner. */
  function choose(from: number, output: Float32Array, at: number, single: boolean): number {
    let winner = -1;
    let best = 0;
    for (let k = 0; k < classes; k++) {
      let score = scores[from + k] as number;
      const isVoted = classes <= 2 || base.length > 0 || !Object.is(score, -0);
      if (base.length > 0) score = single ? Math.fround(score + (base[k] as number)) : score + (base[k] as number);
      output[at + k] = score + 0;
      if (isVoted && (winner < 0 || score > best)) {
        winner = k;
        best = score;
      }
    }
    return Math.max(winner, 0);
  }

  return (inputs) => {
    const input = requiredNumber(context, inputs);
    const rows = checkRows(context, input, ensemble);
    const single = input.type !== 'float64';
    const width = rowWidth(input);
    const output = context.allocate('float32', [rows, classes]);
    const winners = writer.winners(rows);
    const offset = base[0] ?? 0;
    for (let first = 0; first < rows; first += blockRows) {
      const count = Math.min(blockRows, rows - first);
      scorer.score(input.data as Numbers, first, count, width, single);
      for (let row = 0; row < count; row++) {
        const at = (first + row) * classes;
        if (isOneSided) {
          const score = (scores[row] as number) + offset;
          winners[first + row] = expand(single ? Math.fround(score) : score, output.data, at);
        } else winners[first + row] = choose(row * classes, output.data, at, single);
        transform?.(output.data, at, classes);
      }
    }
    return [writer.write(rows), output];
  };
};

/** The regression kernel of all versions: aggregated scores, then base values, then the transform. */
function regress(
  context: KernelContext,
  ensemble: Ensemble,
  targets: number,
  base: Numbers,
  transform: PostTransform | undefined,
  isOutput64: boolean,
) {
  const { scorer } = ensemble;
  const { scores, blockRows } = scorer;
  return (input: Tensor): Tensor => {
    const rows = checkRows(context, input, ensemble);
    const single = input.type !== 'float64';
    const output = context.allocate(isOutput64 && !single ? 'float64' : 'float32', [rows, targets]);
    for (let first = 0; first < rows; first += blockRows) {
      const count = Math.min(blockRows, rows - first);
      scorer.score(input.data as Numbers, first, count, rowWidth(input), single);
      const start = first * targets;
      for (let i = 0, end = count * targets; i < end; i++) {
        const score = scores[i] as number;
        scores[i] = base.length > 0 ? score + (base[i % targets] as number) : score + 0;
      }
      if (transform) for (let row = 0; row < count; row++) transform(scores, row * targets, targets);
      for (let i = 0, end = count * targets; i < end; i++) output.data[start + i] = scores[i] as number;
    }
    return output;
  };
}

function readTargets({ attributes, fail }: KernelContext): number {
  const targets = attributes.int('n_targets', 0);
  return targets >= 1 && targets <= maxTargets
    ? targets
    : fail(`n_targets is ${targets}; it must be from 1 to ${maxTargets}`);
}

/** ai.onnx.ml TreeEnsembleRegressor, versions 1 and 3 (and 5, deprecated but unchanged). */
const treeEnsembleRegressor: KernelFactory = (context) => {
  const { attributes, fail } = context;
  const targets = readTargets(context);
  const aggregate = aggregateFunctions.indexOf(attributes.string('aggregate_function', 'SUM'));
  if (aggregate < 0) fail(`aggregate_function must be one of ${aggregateFunctions.join(', ')}`);
  const transform = readPostTransform(context);
  const base = floats(context, 'base_values');
  if (base.length > 0 && base.length !== targets) fail(`base_values has ${base.length} values for ${targets} targets`);
  const ensemble = readEnsemble(context, 'target', attributes.ints('target_ids'), targets, aggregate);
  const run = regress(context, ensemble, targets, base, transform, false);
  return (inputs) => [run(requiredNumber(context, inputs))];
};

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
  const votes = sortVotes(
    count + leaves,
    ids.map((_, leaf) => count + leaf),
    ids,
    weights,
  );
  const ensemble = { scorer: createForestScorer(forest, votes, targets, aggregate), featureCount: forest.featureCount };
  const run = regress(context, ensemble, targets, [], transforms[transform], true);
  return (inputs) => {
    const input = required(context, inputs, 0);
    if (input.type !== 'float32' && input.type !== 'float64')
      context.fail(`the input is ${input.type}; feed float32 or float64`);
    return [run(input)];
  };
};

/** Tree ensembles of ai.onnx.ml. */
export const treeKernels: KernelTable = {
  TreeEnsemble: { 5: treeEnsemble },
  TreeEnsembleClassifier: { 1: treeEnsembleClassifier },
  TreeEnsembleRegressor: { 1: treeEnsembleRegressor },
};

import type { KernelContext, KernelFactory, KernelTable } from '../../kernel.ts';
import { createLabelWriter, readClassLabels } from './class-labels.ts';
import { checkRows, checkTargets, type Ensemble, regress, sameLength } from './ensemble.ts';
import { compileForest, treeModes } from './forest.ts';
import { aggregateFunctions, createForestScorer } from './forest-scorer.ts';
import { readPostTransform } from './post-transform.ts';
import { requiredNumber, rowWidth } from './rows.ts';

type Numbers = ArrayLike<number>;
const maxTargets = 65_536;
const LEAF = treeModes.indexOf('LEAF');

/** A list attribute that version 3 may hold in a tensor of doubles instead. */
function floats({ attributes }: KernelContext, name: string): Numbers {
  const tensor = attributes.tensor(`${name}_as_tensor`);
  return tensor ? (tensor.data as Numbers) : attributes.numbers(name, 'floats');
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
  const integers = (name: string): Numbers => attributes.numbers(name, 'ints');
  const treeIds = integers('nodes_treeids');
  const nodeIds = integers('nodes_nodeids');
  const modeNames = attributes.strings('nodes_modes');
  const features = integers('nodes_featureids');
  const thresholds = floats(context, 'nodes_values');
  const trueIds = integers('nodes_truenodeids');
  const falseIds = integers('nodes_falsenodeids');
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
  const voteTrees = integers(`${kind}_treeids`);
  const voteNodes = integers(`${kind}_nodeids`);
  const weights = floats(context, `${kind}_weights`);
  sameLength(context, {
    [`${kind}_ids`]: ids,
    [`${kind}_treeids`]: voteTrees,
    [`${kind}_nodeids`]: voteNodes,
    [`${kind}_weights`]: weights,
  });

  // Where each tree starts; almost every exporter numbers its nodes from 0 on from there, the others need a map.
  const starts = new Map<number, number>();
  let byId: Map<string, number> | undefined;
  function position(tree: number, node: number, attribute: string): number {
    const guess = (starts.get(tree) ?? 0) + node;
    if (treeIds[guess] === tree && nodeIds[guess] === node) return guess;
    byId ??= new Map(Array.from(treeIds, (id, i) => [`${id} ${nodeIds[i]}`, i]));
    return byId.get(`${tree} ${node}`) ?? fail(`${attribute} names node ${node} of tree ${tree}, which is not there`);
  }

  // All that is read by node is read in one loop, which an engine that meets it first is quicker to optimise than several.
  const modes = new Uint8Array(count);
  const trueChildren = new Int32Array(count);
  const falseChildren = new Int32Array(count);
  let [word, mode, otherWord, otherMode] = ['', 0, '', 0];
  let tree = Number.NaN;
  let start = 0;
  for (let i = 0; i < count; i++) {
    if (treeIds[i] !== tree) {
      tree = treeIds[i] as number;
      start = starts.get(tree) ?? i;
      starts.set(tree, start);
    }
    const name = modeNames[i] as string;
    if (name !== word) {
      // Two words are most of them.
      [word, mode, otherWord, otherMode] = [otherWord, otherMode, word, mode];
      if (name !== word) {
        word = name;
        mode = treeModes.indexOf(name);
        if (mode < 0 || name === 'BRANCH_MEMBER') fail(`nodes_modes has '${name}', which is no mode`);
      }
    }
    modes[i] = mode;
    if (mode === LEAF) continue;
    const whenTrue = trueIds[i] as number;
    const whenFalse = falseIds[i] as number;
    const trueGuess = start + whenTrue;
    const falseGuess = start + whenFalse;
    trueChildren[i] =
      treeIds[trueGuess] === tree && nodeIds[trueGuess] === whenTrue
        ? trueGuess
        : position(tree, whenTrue, 'nodes_truenodeids');
    falseChildren[i] =
      treeIds[falseGuess] === tree && nodeIds[falseGuess] === whenFalse
        ? falseGuess
        : position(tree, whenFalse, 'nodes_falsenodeids');
  }
  const forest = compileForest(
    {
      roots: [...starts.values()],
      modes,
      features,
      thresholds,
      trueChildren,
      falseChildren,
      missingTracksTrue: integers('nodes_missing_value_tracks_true'),
    },
    count,
    fail,
  );
  checkTargets(context, `${kind}_ids`, ids, targets);
  const leaves = new Int32Array(voteNodes.length);
  const voters = `${kind}_nodeids`;
  for (let i = 0; i < leaves.length; i++) {
    leaves[i] = position(voteTrees[i] as number, voteNodes[i] as number, voters);
  }
  const scorer = createForestScorer(forest, { leaf: leaves, target: ids, weight: weights }, targets, aggregate);
  return { scorer, featureCount: forest.featureCount };
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
  const ids = attributes.numbers('class_ids', 'ints');
  const base = floats(context, 'base_values');
  const only = ids[0] ?? 0;
  let isOneSided = classes === 2 && base.length < 2 && only < 2;
  for (let i = 0; isOneSided && i < ids.length; i++) isOneSided = ids[i] === only;
  if (base.length > 0 && base.length !== classes && !(isOneSided && base.length === 1)) {
    fail(`base_values has ${base.length} values for ${classes} classes`);
  }
  const ensemble = readEnsemble(
    context,
    'class',
    isOneSided ? new Uint8Array(ids.length) : ids,
    isOneSided ? 1 : classes,
    1,
  );
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

/** ai.onnx.ml TreeEnsembleRegressor, versions 1 and 3 (and 5, deprecated but unchanged). */
const treeEnsembleRegressor: KernelFactory = (context) => {
  const { attributes, fail } = context;
  const targets = readTargets(context);
  const aggregate = aggregateFunctions.indexOf(attributes.string('aggregate_function', 'SUM'));
  if (aggregate < 0) fail(`aggregate_function must be one of ${aggregateFunctions.join(', ')}`);
  const transform = readPostTransform(context);
  const base = floats(context, 'base_values');
  if (base.length > 0 && base.length !== targets) fail(`base_values has ${base.length} values for ${targets} targets`);
  const ensemble = readEnsemble(context, 'target', attributes.numbers('target_ids', 'ints'), targets, aggregate);
  const run = regress(context, ensemble, targets, base, transform, false);
  return (inputs) => [run(requiredNumber(context, inputs))];
};

/** Tree ensembles of ai.onnx.ml but the newest, which tree-ensemble.ts has. */
export const treeKernels: KernelTable = {
  TreeEnsembleClassifier: { 1: treeEnsembleClassifier },
  TreeEnsembleRegressor: { 1: treeEnsembleRegressor },
};

/** Reads `n_targets`. */
export function readTargets({ attributes, fail }: KernelContext): number {
  const targets = attributes.int('n_targets', 0);
  return targets >= 1 && targets <= maxTargets
    ? targets
    : fail(`n_targets is ${targets}; it must be from 1 to ${maxTargets}`);
}

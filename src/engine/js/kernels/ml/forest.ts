/** How a node compares; numbered as TreeEnsemble 5 does. A node beyond `modes` is a leaf. */
export const treeModes = [
  'BRANCH_LEQ',
  'BRANCH_LT',
  'BRANCH_GTE',
  'BRANCH_GT',
  'BRANCH_EQ',
  'BRANCH_NEQ',
  'BRANCH_MEMBER',
  'LEAF',
];
const [LEQ, GTE, EQ, NEQ, MEMBER, LEAF] = [0, 2, 4, 5, 6, 7];

/** Trees as a model states them: all arrays by a node's position, children as positions. */
export interface TreeNodes {
  /** The position of each tree's first node. */
  readonly roots: ArrayLike<number>;
  readonly modes: ArrayLike<number>;
  readonly features: ArrayLike<number>;
  readonly thresholds: ArrayLike<number>;
  readonly trueChildren: ArrayLike<number>;
  readonly falseChildren: ArrayLike<number>;
  /** 1 where a NaN takes the true branch; may be shorter. */
  readonly missingTracksTrue: ArrayLike<number>;
  /** The members that a BRANCH_MEMBER node tests for, ascending. */
  readonly members?: ReadonlyMap<number, readonly number[]>;
}

/**
 * Trees compiled to one kind of step: `slot = child[slot] + (row[column[slot]] <= threshold[slot] ? 1 : 0)`.
 * Every comparison becomes that one, on a feature or on its negative, so a walk has no branch to mispredict.
 * A leaf leads to itself (its threshold is NaN, which nothing is below), so a walk may take more steps than it needs.
 */
export interface Forest {
  readonly roots: Int32Array;
  /** Steps after which a walk through the tree stands on a leaf, whatever the row. */
  readonly depths: Int32Array;
  readonly child: Int32Array;
  readonly column: Int32Array;
  readonly threshold: Float64Array;
  /** The position of the leaf that a slot stands for; -1 for the others. */
  readonly leaf: Int32Array;
  /** The feature that each column of a row comes from, and the factor (1 or -1) that it is multiplied by. */
  readonly features: Int32Array;
  readonly signs: Float64Array;
  /** Positions that the model has; leaf numbers are below. */
  readonly positions: number;
  /** Features that a row must have. */
  readonly featureCount: number;
}

/** The greatest double below `x`; NaN where there is none. */
function below(x: number): number {
  if (x === Number.POSITIVE_INFINITY) return Number.MAX_VALUE;
  if (x === Number.NEGATIVE_INFINITY) return Number.NaN;
  // A little more than half a unit in the last place is enough for rounding to do the rest.
  return x - Math.max(Math.abs(x) * 1.1102230246251568e-16, 5e-324);
}

/** Slots that suffice for all nodes: a root each, two for a comparison, more for those that ask for equality. */
function slotsNeeded({ roots, modes, thresholds, members }: TreeNodes): number {
  let slots = roots.length;
  for (let node = 0; node < modes.length; node++) {
    const mode = modes[node] as number;
    if (mode < EQ) slots += Number.isNaN(thresholds[node]) ? 4 : 2;
    else if (mode !== LEAF) slots += 8 + 6 * (members?.get(node)?.length ?? 0);
  }
  return slots;
}

/**
 * Compiles trees.
 * @param fail throws the error for a reason that names the attribute. Cycles, unknown modes and children out of range are refused,
 * so a walk always ends.
 */
export function compileForest(nodes: TreeNodes, positions: number, fail: (reason: string) => never): Forest {
  const capacity = slotsNeeded(nodes);
  const child = new Int32Array(capacity);
  const column = new Int32Array(capacity);
  const threshold = new Float64Array(capacity).fill(Number.NaN);
  const leaf = new Int32Array(capacity).fill(-1);
  const columns = new Map<number, number>();
  const seen = new Uint8Array(positions);
  const roots = new Int32Array(nodes.roots.length);
  const depths = new Int32Array(nodes.roots.length);
  // Nodes yet to compile: position, slot and depth of each, in turn.
  const work: number[] = [];
  let featureCount = 0;
  let slots = 0;

  /** Takes slots that lead to themselves. */
  function allocate(count: number): number {
    const first = slots;
    for (; slots < first + count; slots++) child[slots] = slots;
    return first;
  }

  /** Compares at `slot` by one of the first four modes. The slot returned is taken when false, the one after it when true; NaN is false. */
  function compare(slot: number, feature: number, mode: number, value: number): number {
    const key = 2 * feature + (mode >= GTE ? 1 : 0);
    let at = columns.get(key);
    if (at === undefined) {
      at = columns.size;
      columns.set(key, at);
    }
    const limit = mode >= GTE ? -value : value;
    column[slot] = at;
    threshold[slot] = mode & 1 ? below(limit) : limit;
    const pair = allocate(2);
    child[slot] = pair;
    return pair;
  }

  /** Leads from `slot` to `found` when the feature is among members[low…high], to `other` when not. */
  function search(slot: number, feature: number, members: readonly number[], low: number, high: number, found: number) {
    const other = found + 1;
    if (low > high) child[slot] = other;
    else if (low < high) {
      const middle = (low + high) >> 1;
      const pair = compare(slot, feature, LEQ, members[middle] as number);
      search(pair + 1, feature, members, low, middle, found);
      search(pair, feature, members, middle + 1, high, found);
    } else {
      const value = members[low] as number;
      const notAbove = compare(slot, feature, LEQ, value);
      const equal = compare(notAbove + 1, feature, GTE, value);
      child[notAbove] = child[equal] = other;
      child[equal + 1] = found;
    }
  }

  function branch(position: number, slot: number, depth: number): void {
    const feature = nodes.features[position] as number;
    const value = nodes.thresholds[position] as number;
    if (!(feature >= 0 && feature < 2 ** 30)) fail(`nodes_featureids has ${feature}, which is no feature`);
    featureCount = Math.max(featureCount, feature + 1);
    let mode = nodes.modes[position] as number;
    let whenTrue = nodes.trueChildren[position] as number;
    let whenFalse = nodes.falseChildren[position] as number;
    let missingIsTrue = nodes.missingTracksTrue[position] === 1;
    if (mode === NEQ) {
      mode = EQ;
      [whenTrue, whenFalse] = [whenFalse, whenTrue];
      missingIsTrue = !missingIsTrue;
    }
    const isUnordered = Number.isNaN(value);
    if (mode < EQ && !(isUnordered && missingIsTrue)) {
      // A missing value takes the false side of every comparison: where it is to take the true one, the opposite is asked.
      const pair = compare(slot, feature, missingIsTrue ? mode ^ 3 : mode, value);
      work.push(
        whenFalse,
        missingIsTrue ? pair + 1 : pair,
        depth + 1,
        whenTrue,
        missingIsTrue ? pair : pair + 1,
        depth + 1,
      );
      return;
    }
    const members = mode === MEMBER ? (nodes.members?.get(position) ?? []) : isUnordered ? [] : [value];
    const found = allocate(2);
    const extra = 5 + Math.ceil(Math.log2(members.length + 1));
    work.push(whenTrue, found, depth + extra, whenFalse, found + 1, depth + extra);
    let start = slot;
    if (missingIsTrue) {
      const pair = compare(slot, feature, LEQ, Number.POSITIVE_INFINITY);
      child[pair] = found;
      start = pair + 1;
    }
    search(start, feature, members, 0, members.length - 1, found);
  }

  for (let tree = 0; tree < roots.length; tree++) {
    let deepest = 0;
    roots[tree] = allocate(1);
    work.push(nodes.roots[tree] as number, roots[tree] as number, 0);
    for (let at = 0; at < work.length; at += 3) {
      const position = work[at] as number;
      const slot = work[at + 1] as number;
      const depth = work[at + 2] as number;
      if (!(position >= 0 && position < positions)) fail(`a tree leads to the node ${position}, which is not there`);
      const mode = nodes.modes[position] ?? LEAF;
      deepest = Math.max(deepest, depth);
      if (mode === LEAF) leaf[slot] = position;
      else {
        if (seen[position])
          fail(`nodes_truenodeids and nodes_falsenodeids lead to node ${position} twice: no tree does`);
        seen[position] = 1;
        branch(position, slot, depth);
      }
    }
    depths[tree] = deepest;
    work.length = 0;
  }
  const features = new Int32Array(columns.size);
  const signs = new Float64Array(columns.size);
  for (const [key, at] of columns) {
    features[at] = key >> 1;
    signs[at] = key & 1 ? -1 : 1;
  }
  return {
    roots,
    depths,
    child,
    column,
    threshold,
    leaf,
    features,
    signs,
    positions,
    featureCount,
  };
}

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
  /** How many slots there are; the arrays may be longer. */
  readonly slots: number;
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

/**
 * Compiles trees. It lies on the way to a page's first decision and runs once, before any engine has optimised it: it walks the nodes once.
 * @param fail throws the error for a reason that names the attribute. Cycles, unknown modes and children out of range are refused,
 * so a walk always ends.
 */
export function compileForest(nodes: TreeNodes, positions: number, fail: (reason: string) => never): Forest {
  const { modes, features, thresholds, trueChildren, falseChildren, missingTracksTrue } = nodes;
  const trees = nodes.roots.length;
  // Slots that suffice for comparisons; nodes that ask for equality take more.
  let capacity = trees + positions + 2;
  let child = new Int32Array(capacity);
  let column = new Int32Array(capacity);
  let threshold = new Float64Array(capacity);
  let leaf = new Int32Array(capacity);
  // The node that a slot stands for, or -1 for a slot in between, and the steps to it.
  let origin = new Int32Array(capacity);
  let depthOf = new Int32Array(capacity);
  const columns: number[] = [];
  const keys: number[] = [];
  const seen = new Uint8Array(positions);
  const roots = new Int32Array(trees);
  const depths = new Int32Array(trees);
  let featureCount = 0;
  let slots = 0;

  /** Takes slots that lead to themselves. */
  function take(count: number): number {
    const first = slots;
    slots += count;
    if (slots > capacity) {
      capacity *= 2;
      child = grown(child, new Int32Array(capacity));
      column = grown(column, new Int32Array(capacity));
      threshold = grown(threshold, new Float64Array(capacity));
      leaf = grown(leaf, new Int32Array(capacity));
      origin = grown(origin, new Int32Array(capacity));
      depthOf = grown(depthOf, new Int32Array(capacity));
    }
    for (let slot = first; slot < slots; slot++) {
      child[slot] = slot;
      threshold[slot] = Number.NaN;
      leaf[slot] = -1;
      origin[slot] = -1;
    }
    return first;
  }

  /** Compares at `slot` by one of the first four modes. The slot returned is taken when false, the one after it when true; NaN is false. */
  function compare(slot: number, feature: number, mode: number, value: number): number {
    const key = mode >= GTE ? 2 * feature + 1 : 2 * feature;
    let at = columns[key];
    if (at === undefined) {
      at = keys.push(key) - 1;
      columns[key] = at;
    }
    const limit = mode >= GTE ? -value : value;
    const both = take(2);
    column[slot] = at;
    threshold[slot] = mode & 1 ? below(limit) : limit;
    child[slot] = both;
    return both;
  }

  /** Leads from `slot` to `found` when the feature is among members[low…high], to the slot after it when not. */
  function search(slot: number, feature: number, members: readonly number[], low: number, high: number, found: number) {
    const other = found + 1;
    if (low > high) child[slot] = other;
    else if (low < high) {
      const middle = (low + high) >> 1;
      const both = compare(slot, feature, LEQ, members[middle] as number);
      search(both + 1, feature, members, low, middle, found);
      search(both, feature, members, middle + 1, high, found);
    } else {
      const value = members[low] as number;
      const notAbove = compare(slot, feature, LEQ, value);
      const equal = compare(notAbove + 1, feature, GTE, value);
      child[notAbove] = child[equal] = other;
      child[equal + 1] = found;
    }
  }

  /** Compiles a node that asks for equality, or that sends missing values to its true branch. */
  function branchOtherwise(position: number, slot: number, whenTrue: number, whenFalse: number): void {
    const feature = features[position] as number;
    const value = thresholds[position] as number;
    const mode = modes[position] as number;
    const isNegated = mode === NEQ;
    const missingIsTrue = (missingTracksTrue[position] === 1) !== isNegated;
    const isUnordered = Number.isNaN(value);
    const depth = (depthOf[slot] as number) + 1;
    if (mode < EQ && !isUnordered) {
      // A missing value takes the false side of every comparison: as it is to take the true one here, the opposite is asked.
      const both = compare(slot, feature, mode ^ 3, value);
      origin[both] = whenTrue;
      origin[both + 1] = whenFalse;
      depthOf[both] = depthOf[both + 1] = depth;
      return;
    }
    const members = mode === MEMBER ? (nodes.members?.get(position) ?? []) : isUnordered ? [] : [value];
    const found = take(2);
    origin[found] = isNegated ? whenFalse : whenTrue;
    origin[found + 1] = isNegated ? whenTrue : whenFalse;
    depthOf[found] = depthOf[found + 1] = depth + 4 + Math.ceil(Math.log2(members.length + 1));
    let start = slot;
    if (missingIsTrue) {
      const both = compare(slot, feature, LEQ, Number.POSITIVE_INFINITY);
      child[both] = found;
      start = both + 1;
    }
    search(start, feature, members, 0, members.length - 1, found);
  }

  for (let tree = 0; tree < trees; tree++) {
    let deepest = 0;
    // Slots are met in the order in which they were taken: no list of what is left to do.
    let slot = take(1);
    roots[tree] = slot;
    origin[slot] = nodes.roots[tree] as number;
    depthOf[slot] = 0;
    for (; slot < slots; slot++) {
      const position = origin[slot] as number;
      if (position < 0) continue;
      const mode = modes[position] ?? LEAF;
      const depth = depthOf[slot] as number;
      if (mode === LEAF) {
        leaf[slot] = position;
        if (depth > deepest) deepest = depth;
        continue;
      }
      if (seen[position]) fail(`nodes_truenodeids and nodes_falsenodeids lead to node ${position} twice: no tree does`);
      seen[position] = 1;
      const feature = features[position] as number;
      if (!(feature >= 0 && feature < 2 ** 30)) fail(`nodes_featureids has ${feature}, which is no feature`);
      if (feature >= featureCount) featureCount = feature + 1;
      const whenTrue = trueChildren[position] as number;
      const whenFalse = falseChildren[position] as number;
      if (!(whenTrue >= 0 && whenTrue < positions && whenFalse >= 0 && whenFalse < positions)) {
        fail(`node ${position} leads to a node that is not there`);
      }
      if (mode < EQ && missingTracksTrue[position] !== 1) {
        const both = compare(slot, feature, mode, thresholds[position] as number);
        origin[both] = whenFalse;
        origin[both + 1] = whenTrue;
        depthOf[both] = depthOf[both + 1] = depth + 1;
      } else branchOtherwise(position, slot, whenTrue, whenFalse);
    }
    depths[tree] = deepest;
  }
  return {
    roots,
    depths,
    child,
    column,
    threshold,
    leaf,
    slots,
    features: Int32Array.from(keys, (key) => key >> 1),
    signs: Float64Array.from(keys, (key) => (key & 1 ? -1 : 1)),
    positions,
    featureCount,
  };
}

function grown<T extends Int32Array | Float64Array>(from: T, into: T): T {
  into.set(from);
  return into;
}

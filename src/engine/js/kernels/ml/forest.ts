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
 * Compiles trees.
 * @param fail throws the error for a reason that names the attribute. Cycles, unknown modes and children out of range are refused,
 * so a walk always ends.
 */
export function compileForest(nodes: TreeNodes, positions: number, fail: (reason: string) => never): Forest {
  const child: number[] = [];
  const column: number[] = [];
  const threshold: number[] = [];
  const leaf: number[] = [];
  const columns = new Map<number, number>();
  const seen = new Uint8Array(positions);
  const roots = new Int32Array(nodes.roots.length);
  const depths = new Int32Array(nodes.roots.length);
  // Nodes yet to compile: position, slot and depth of each, in turn.
  const work: number[] = [];
  let featureCount = 0;

  function allocate(count: number): number {
    const slot = child.length;
    for (let i = 0; i < count; i++) {
      child.push(slot + i);
      column.push(0);
      threshold.push(Number.NaN);
      leaf.push(-1);
    }
    return slot;
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
    while (work.length > 0) {
      const depth = work.pop() as number;
      const slot = work.pop() as number;
      const position = work.pop() as number;
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
    child: new Int32Array(child),
    column: new Int32Array(column),
    threshold: new Float64Array(threshold),
    leaf: new Int32Array(leaf),
    features,
    signs,
    featureCount,
  };
}

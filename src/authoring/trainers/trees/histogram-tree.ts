import type { BinnedColumn } from './binning.ts';
import { type Bounds, createSplitFinder, leafValue, type Split, type SplitOptions, type Sums } from './split.ts';
import { greatestFloat32, type Tree } from './tree.ts';
import { type BranchTest, createTreeBuilder } from './tree-builder.ts';

/** How trees are grown. */
export interface GrowOptions extends SplitOptions {
  readonly maxLeafNodes: number;
  readonly maxDepth: number;
  /** Leaf values are multiplied by it. */
  readonly learningRate: number;
}

/** Grows trees on the same binned columns. */
export interface TreeGrower {
  /**
   * Grows a tree that lowers a loss by one Newton step.
   * @param gradients the slope of the loss of each row, and `hessians` its curvature.
   * @param predictions one a row; what the tree says is added to it.
   */
  grow(gradients: Float32Array, hessians: Float32Array, predictions: Float64Array): Tree;
}

/** A leaf that may be split yet. */
interface Leaf extends Bounds {
  readonly node: number;
  /** Its rows are `rows[start…end - 1]`. */
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly sums: Sums;
  readonly value: number;
  /** Columns that may split it; its histogram holds these alone. */
  candidates: Int32Array;
  histogram: Float64Array | undefined;
  split: Split | undefined;
}

const unbounded: Bounds = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/**
 * Creates a {@link TreeGrower}: best leaf first, by histograms, of which a node's larger child gets what its smaller one leaves.
 * Memory for rows and histograms is taken once and used again by each tree.
 * @see Ke et al., LightGBM: A Highly Efficient Gradient Boosting Decision Tree, 2017
 */
export function createTreeGrower(columns: readonly BinnedColumn[], rowCount: number, options: GrowOptions): TreeGrower {
  const { l2Regularization, maxLeafNodes, maxDepth, minSamplesLeaf, learningRate, monotonic } = options;
  const offsets = new Int32Array(columns.length);
  let size = 0;
  for (const [j, { count }] of columns.entries()) {
    offsets[j] = size;
    size += 3 * count;
  }
  const finder = createSplitFinder(columns, offsets, options);
  const rows = new Int32Array(rowCount);
  const partition = new Int32Array(rowCount);
  const gradientsInOrder = new Float32Array(rowCount);
  const hessiansInOrder = new Float32Array(rowCount);
  const spare: Float64Array[] = [];
  const all = Int32Array.from(columns, (_, j) => j);

  /** The hot loop of boosting, with {@link addColumn}: allocates nothing once there are enough histograms. */
  function buildHistogram(leaf: Leaf, gradients: Float32Array, hessians: Float32Array): Float64Array {
    const histogram = spare.pop()?.fill(0) ?? new Float64Array(size);
    const { start, end } = leaf;
    for (let i = start; i < end; i++) {
      const row = rows[i] as number;
      gradientsInOrder[i] = gradients[row] as number;
      hessiansInOrder[i] = hessians[row] as number;
    }
    for (let i = 0; i < leaf.candidates.length; i++) {
      const j = leaf.candidates[i] as number;
      addColumn((columns[j] as BinnedColumn).bins, histogram, offsets[j] as number, start, end);
    }
    return histogram;
  }

  function addColumn(bins: Uint8Array, histogram: Float64Array, offset: number, start: number, end: number): void {
    for (let i = start; i < end; i++) {
      const at = offset + 3 * (bins[rows[i] as number] as number);
      histogram[at] = (histogram[at] as number) + (gradientsInOrder[i] as number);
      histogram[at + 1] = (histogram[at + 1] as number) + (hessiansInOrder[i] as number);
      histogram[at + 2] = (histogram[at + 2] as number) + 1;
    }
  }

  /** Puts the rows of a split's left side first. @returns where the right side starts */
  function partitionRows({ start, end }: Leaf, split: Split): number {
    const { bins, missingBin } = columns[split.feature] as BinnedColumn;
    let left = start;
    let right = 0;
    for (let i = start; i < end; i++) {
      const row = rows[i] as number;
      const bin = bins[row] as number;
      const isLeft = split.leftBins
        ? split.leftBins[bin] === 1
        : bin === missingBin
          ? split.missingIsLeft
          : bin <= split.bin;
      if (isLeft) rows[left++] = row;
      else partition[right++] = row;
    }
    for (let i = 0; i < right; i++) rows[left + i] = partition[i] as number;
    return left;
  }

  const canSplit = ({ sums, depth }: Leaf): boolean => depth < maxDepth && sums.count >= 2 * minSamplesLeaf;

  function release(leaf: Leaf): void {
    if (leaf.histogram) spare.push(leaf.histogram);
    leaf.histogram = undefined;
  }

  function findSplit(leaf: Leaf): void {
    if (leaf.histogram && canSplit(leaf)) {
      leaf.split = finder.find(leaf, leaf.histogram, leaf.candidates);
      leaf.candidates = finder.candidatesBelow();
    }
    if (!leaf.split) release(leaf);
  }

  /** Where predictions must rise or fall with the feature, all leaves of one side stay on that side of the middle. */
  function boundsBelow({ lower, upper }: Bounds, { feature, leftValue, rightValue }: Split, isLeft: boolean): Bounds {
    const direction = monotonic[feature] as number;
    if (direction === 0) return { lower, upper };
    const middle = (leftValue + rightValue) / 2;
    return isLeft === direction < 0 ? { lower: middle, upper } : { lower, upper: middle };
  }

  return {
    grow(gradients, hessians, predictions) {
      const builder = createTreeBuilder(1);
      for (let row = 0; row < rowCount; row++) rows[row] = row;
      const scaled = [0];
      const addLeaf = (leaf: Omit<Leaf, 'node' | 'histogram' | 'split'>): Leaf => {
        scaled[0] = learningRate * leaf.value;
        return { ...leaf, node: builder.addLeaf(scaled), histogram: undefined, split: undefined };
      };
      const sums = sumUp(gradients, hessians, rowCount);
      const value = leafValue(sums, l2Regularization, unbounded);
      const root = addLeaf({ start: 0, end: rowCount, depth: 0, sums, value, ...unbounded, candidates: all });
      if (canSplit(root) && maxLeafNodes > 1) root.histogram = buildHistogram(root, gradients, hessians);
      findSplit(root);
      const leaves = [root];
      while (leaves.length < maxLeafNodes) {
        const best = mostGaining(leaves);
        const leaf = leaves[best];
        const split = leaf?.split;
        if (!leaf || !split) break;

        const middle = partitionRows(leaf, split);
        const below = { depth: leaf.depth + 1, candidates: leaf.candidates };
        const left = addLeaf({
          ...below,
          ...boundsBelow(leaf, split, true),
          start: leaf.start,
          end: middle,
          sums: split.left,
          value: split.leftValue,
        });
        const right = addLeaf({
          ...below,
          ...boundsBelow(leaf, split, false),
          start: middle,
          end: leaf.end,
          sums: subtractSums(leaf.sums, split.left),
          value: split.rightValue,
        });
        builder.branch(leaf.node, branchOf(columns[split.feature] as BinnedColumn, split, left, right));
        leaves[best] = left;
        leaves.push(right);

        const isLast = leaves.length === maxLeafNodes;
        if (!isLast && (canSplit(left) || canSplit(right)) && leaf.histogram) {
          const [smaller, larger] = left.sums.count <= right.sums.count ? [left, right] : [right, left];
          smaller.histogram = buildHistogram(smaller, gradients, hessians);
          larger.histogram = subtract(leaf.histogram, smaller.histogram);
          leaf.histogram = undefined;
          findSplit(left);
          findSplit(right);
        } else release(leaf);
      }
      for (const leaf of leaves) {
        release(leaf);
        const step = Math.fround(learningRate * leaf.value);
        for (let i = leaf.start; i < leaf.end; i++) {
          const row = rows[i] as number;
          predictions[row] = (predictions[row] as number) + step;
        }
      }
      return builder.build();
    },
  };
}

/** The leaf whose split gains most; -1 where none gains. */
function mostGaining(leaves: readonly Leaf[]): number {
  let best = -1;
  for (let i = 0; i < leaves.length; i++) {
    const gain = leaves[i]?.split?.gain ?? 0;
    if (gain > (leaves[best]?.split?.gain ?? 0)) best = i;
  }
  return best;
}

function sumUp(gradients: Float32Array, hessians: Float32Array, count: number): Sums {
  const sums: Sums = { gradient: 0, hessian: 0, count };
  for (let row = 0; row < count; row++) {
    sums.gradient += gradients[row] as number;
    sums.hessian += hessians[row] as number;
  }
  return sums;
}

function subtractSums(from: Sums, sums: Sums): Sums {
  return {
    gradient: from.gradient - sums.gradient,
    hessian: from.hessian - sums.hessian,
    count: from.count - sums.count,
  };
}

/** Turns a parent's histogram into that of one child by taking away the other's. */
function subtract(parent: Float64Array, sibling: Float64Array): Float64Array {
  for (let i = 0; i < parent.length; i++) parent[i] = (parent[i] as number) - (sibling[i] as number);
  return parent;
}

/** A split as the tree states it. Values that training never saw go the way of missing ones where the column is of categories. */
function branchOf(column: BinnedColumn, split: Split, left: Leaf, right: Leaf) {
  const { thresholds, categories, missingBin } = column;
  const { feature, leftBins } = split;
  const largerIsLeft = left.sums.count > right.sums.count;
  if (!categories || !leftBins) {
    const test: BranchTest = {
      threshold: thresholds[split.bin] ?? greatestFloat32,
      missingIsTrue: missingBin < 0 ? largerIsLeft : split.missingIsLeft,
    };
    return { feature, test, whenTrue: left.node, whenFalse: right.node };
  }
  const missingIsLeft = missingBin < 0 ? largerIsLeft : leftBins[missingBin] === 1;
  // The members are those of the side that missing values don't take.
  const members = Array.from(categories).filter((_, bin) => (leftBins[bin] === 1) !== missingIsLeft);
  return {
    feature,
    test: { members },
    whenTrue: missingIsLeft ? right.node : left.node,
    whenFalse: missingIsLeft ? left.node : right.node,
  };
}

import { type Random, shuffle } from '../../../pipeline/random.ts';
import type { BinnedColumn } from './binning.ts';
import { createNodeRows } from './node-rows.ts';
import { greatestFloat32, type Tree } from './tree.ts';
import { createTreeBuilder } from './tree-builder.ts';

/** How trees are grown. */
export interface CartOptions {
  /** Deepest leaf; `Infinity` for no limit. */
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  /** Columns that a node chooses from. */
  readonly maxFeatures: number;
  /** Leaf values are multiplied by it. */
  readonly share: number;
}

/** Grows trees on the same binned columns and targets. */
export interface CartGrower {
  /** Grows a tree on the rows that have a weight. */
  grow(weights: Float64Array, random: Random): Tree;
}

/**
 * Creates a grower of CART trees: each node takes, of some columns drawn at random, the split that leaves the least squared error around the
 * means of its sides. Of targets that are 1 for a class and 0 for others this is the Gini impurity.
 * Memory is taken once; growing allocates the tree and no more.
 * @param targets one array a target, one number a row.
 * @see Breiman, Friedman, Olshen and Stone, Classification and Regression Trees, 1984
 */
export function createCartGrower(
  columns: readonly BinnedColumn[],
  targets: readonly Float64Array[],
  options: CartOptions,
): CartGrower {
  const { maxDepth, minSamplesSplit, minSamplesLeaf, maxFeatures, share } = options;
  const rowCount = columns[0]?.bins.length ?? 0;
  const width = targets.length;
  const { rows, sorted, sortByBin, isConstant, partition } = createNodeRows(rowCount);
  const sums = new Float64Array(width);
  const left = new Float64Array(width);
  const values = new Float64Array(width);
  // Columns in an order that draws change. Those known to be constant for a node come first, and so they are for the nodes below it.
  const order = Int32Array.from(columns, (_, j) => j);
  let weights = new Float64Array(0);
  let total = 0;
  const best = { score: 0, feature: -1, bin: 0, nextBin: 0, missingIsLeft: false };

  /** Scans the cuts between sorted rows. Missing values, if any, are the last ones from `missing` on; with `missingIsLeft` they begin the left side. */
  function scan(feature: number, start: number, end: number, missing: number, missingIsLeft: boolean): void {
    const { bins } = columns[feature] as BinnedColumn;
    left.fill(0);
    let leftTotal = 0;
    let leftRows = 0;
    const take = (row: number): void => {
      const weight = weights[row] as number;
      leftTotal += weight;
      leftRows++;
      for (let k = 0; k < width; k++) {
        left[k] = (left[k] as number) + weight * ((targets[k] as Float64Array)[row] as number);
      }
    };
    if (missingIsLeft) for (let i = missing; i < end; i++) take(sorted[i] as number);
    const last = missingIsLeft ? missing : end;
    for (let i = start; i < last - 1; i++) {
      const row = sorted[i] as number;
      take(row);
      const bin = bins[row] as number;
      const nextBin = bins[sorted[i + 1] as number] as number;
      if (bin === nextBin || leftRows < minSamplesLeaf || end - start - leftRows < minSamplesLeaf) continue;
      let score = 0;
      for (let k = 0; k < width; k++) {
        const sum = left[k] as number;
        const other = (sums[k] as number) - sum;
        score += (sum * sum) / leftTotal + (other * other) / (total - leftTotal);
      }
      if (score <= best.score) continue;
      best.score = score;
      best.feature = feature;
      best.bin = bin;
      best.nextBin = nextBin;
      best.missingIsLeft = missingIsLeft;
    }
  }

  /** Finds the best split of the rows `start…end - 1`. @returns how many columns are now known to be constant */
  function findSplit(start: number, end: number, known: number, random: Random): number {
    let constants = known;
    best.score = Number.NEGATIVE_INFINITY;
    best.feature = -1;
    // Constant columns that have not been drawn. As in scikit-learn they count among those to choose from, unless there were none but them.
    let idle = known;
    let drawn = known;
    let tried = 0;
    for (let visited = 0; drawn < order.length && (visited < maxFeatures || tried === 0); visited++) {
      const place = Math.floor(random() * (idle + order.length - drawn));
      if (place < idle) {
        idle--;
        continue;
      }
      const at = drawn + place - idle;
      const feature = order[at] as number;
      order[at] = order[drawn] as number;
      order[drawn++] = feature;
      const { bins, count, missingBin } = columns[feature] as BinnedColumn;
      if (isConstant(bins, start, end)) {
        order[drawn - 1] = order[constants] as number;
        order[constants++] = feature;
        continue;
      }
      tried++;
      sortByBin(bins, count, start, end);
      let missing = end;
      while (missing > start && bins[sorted[missing - 1] as number] === missingBin) missing--;
      scan(feature, start, end, missing, false);
      if (missing < end) scan(feature, start, end, missing, true);
    }
    return constants;
  }

  /** Sums up the rows of a node. @returns whether they differ in their targets */
  function sumUp(start: number, end: number): boolean {
    sums.fill(0);
    total = 0;
    let differ = false;
    const first = rows[start] as number;
    for (let i = start; i < end; i++) {
      const row = rows[i] as number;
      const weight = weights[row] as number;
      total += weight;
      for (let k = 0; k < width; k++) {
        const target = targets[k] as Float64Array;
        sums[k] = (sums[k] as number) + weight * (target[row] as number);
        differ ||= target[row] !== target[first];
      }
    }
    return differ;
  }

  return {
    grow(rowWeights, random) {
      weights = rowWeights as typeof weights;
      const builder = createTreeBuilder(width);
      const addLeaf = (start: number, end: number) => {
        const differ = sumUp(start, end);
        for (let k = 0; k < width; k++) values[k] = (share * (sums[k] as number)) / total;
        return { node: builder.addLeaf(values), start, end, differ };
      };
      let used = 0;
      for (let row = 0; row < rowCount; row++) if ((weights[row] as number) > 0) rows[used++] = row;
      shuffle(order, random);
      const open = [{ ...addLeaf(0, used), depth: 0, known: 0 }];
      for (let leaf = open.pop(); leaf; leaf = open.pop()) {
        const { node, start, end, depth, differ } = leaf;
        const size = end - start;
        if (!differ || depth >= maxDepth || size < minSamplesSplit || size < 2 * minSamplesLeaf) continue;
        sumUp(start, end);
        const known = findSplit(start, end, leaf.known, random);
        if (best.feature < 0) continue;
        const { feature, missingIsLeft } = best;
        const { thresholds, missingBin } = columns[feature] as BinnedColumn;
        // In the middle of what lies between the sides; a split that parts missing values alone has all numbers on its left.
        const threshold =
          best.nextBin === missingBin ? greatestFloat32 : (thresholds[(best.bin + best.nextBin - 1) >> 1] as number);
        const middle = partition(columns[feature] as BinnedColumn, best, start, end);
        const left = addLeaf(start, middle);
        const right = addLeaf(middle, end);
        const missingIsTrue = missingBin < 0 ? middle - start > end - middle : missingIsLeft;
        builder.branch(node, {
          feature,
          test: { threshold, missingIsTrue },
          whenTrue: left.node,
          whenFalse: right.node,
        });
        open.push({ ...right, depth: depth + 1, known }, { ...left, depth: depth + 1, known });
      }
      return builder.build();
    },
  };
}

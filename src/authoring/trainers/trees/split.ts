import type { BinnedColumn } from './binning.ts';

/** Sums of the rows of a node or a side of a split. */
export interface Sums {
  gradient: number;
  hessian: number;
  count: number;
}

/** How a node is best split. */
export interface Split {
  gain: number;
  feature: number;
  /** The last bin of the left side; -1 where a set of bins is the left side. */
  bin: number;
  missingIsLeft: boolean;
  /** 1 for each bin of the left side of a split by categories. */
  leftBins: Uint8Array | undefined;
  left: Sums;
  leftValue: number;
  rightValue: number;
}

/** What a split must keep to. */
export interface SplitOptions {
  readonly minSamplesLeaf: number;
  readonly l2Regularization: number;
  /** One a column: 1 where predictions must not fall as it rises, -1 where they must not rise, 0 where they are free. */
  readonly monotonic: Int8Array;
}

/** The values that a node's leaves may take; infinite where nothing binds them. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/** A node as splits see it. */
export interface SplitNode extends Bounds {
  readonly sums: Sums;
  readonly value: number;
}

// As scikit-learn: below it a hessian says nothing.
const minHessian = 1e-3;
// As scikit-learn's: categories with less than it stay on the right side.
const minCategorySupport = 10;
// Of what a node's value gains; less is rounding. Where bounds hold a node and both its children to one value, every split gains nothing, and
// scikit-learn, which asks for more than 0, splits wherever rounding leaves 1e-16: only there do trees under monotonic constraints part from its.
const minRelativeGain = 1e-12;

/** Finds splits of nodes by their histograms. */
export interface SplitFinder {
  /** The best split by one of `candidates`, or undefined when none gains. */
  find(node: SplitNode, histogram: Float64Array, candidates: Int32Array): Split | undefined;
  /** Those of the last candidates by which the node, and so any node below it, can be split at all: enough rows on both sides. */
  candidatesBelow(): Int32Array;
}

/** The best value of a leaf (its Newton step), within bounds. */
export function leafValue({ gradient, hessian }: Sums, l2Regularization: number, { lower, upper }: Bounds): number {
  const value = -gradient / (hessian + l2Regularization + 1e-15);
  return Math.min(Math.max(value, lower), upper);
}

/**
 * Creates a {@link SplitFinder} over columns whose bins lie in a histogram one after the other, three numbers a bin: sum of gradients, sum of
 * hessians, rows. The scan allocates nothing but what it finds.
 * @see https://github.com/scikit-learn/scikit-learn/blob/main/sklearn/ensemble/_hist_gradient_boosting/splitting.pyx
 */
export function createSplitFinder(
  columns: readonly BinnedColumn[],
  offsets: Int32Array,
  options: SplitOptions,
): SplitFinder {
  const { minSamplesLeaf, l2Regularization, monotonic } = options;
  const left: Sums = { gradient: 0, hessian: 0, count: 0 };
  const right: Sums = { gradient: 0, hessian: 0, count: 0 };
  const order = new Int32Array(256);
  const ratios = new Float64Array(256);
  const canSplit = new Uint8Array(columns.length);
  let asked: Int32Array = new Int32Array(0);
  let best: Split | undefined;

  /** Weighs the split whose left side is in `left`. @returns whether it is the best so far */
  function weigh(node: SplitNode, feature: number): boolean {
    const { sums } = node;
    right.gradient = sums.gradient - left.gradient;
    right.hessian = sums.hessian - left.hessian;
    right.count = sums.count - left.count;
    if (left.count < minSamplesLeaf || right.count < minSamplesLeaf) return false;
    canSplit[feature] = 1;
    if (left.hessian < minHessian || right.hessian < minHessian) return false;
    const leftValue = leafValue(left, l2Regularization, node);
    const rightValue = leafValue(right, l2Regularization, node);
    const direction = monotonic[feature] as number;
    if (direction !== 0 && (rightValue - leftValue) * direction < 0) return false;
    const gain = sums.gradient * node.value - left.gradient * leftValue - right.gradient * rightValue;
    if (!(gain > (best?.gain ?? minRelativeGain * Math.abs(sums.gradient * node.value)))) return false;
    best = {
      gain,
      feature,
      bin: -1,
      missingIsLeft: false,
      leftBins: undefined,
      left: { ...left },
      leftValue,
      rightValue,
    };
    return true;
  }

  function reset(): void {
    left.gradient = 0;
    left.hessian = 0;
    left.count = 0;
  }

  function take(histogram: Float64Array, at: number): void {
    left.gradient += histogram[at] as number;
    left.hessian += histogram[at + 1] as number;
    left.count += histogram[at + 2] as number;
  }

  /** Scans thresholds upward, missing values on the right, then (where there are any) once more with them on the left. */
  function scanNumbers(node: SplitNode, histogram: Float64Array, feature: number): void {
    const { count, missingBin } = columns[feature] as BinnedColumn;
    const start = offsets[feature] as number;
    const numbers = missingBin < 0 ? count : missingBin;
    for (let missingIsLeft = 0; missingIsLeft <= (missingBin < 0 ? 0 : 1); missingIsLeft++) {
      reset();
      if (missingIsLeft) take(histogram, start + 3 * missingBin);
      // All numbers may be on the left only where missing values are on the right.
      const end = missingBin >= 0 && !missingIsLeft ? numbers : numbers - 1;
      for (let bin = 0; bin < end; bin++) {
        take(histogram, start + 3 * bin);
        if (weigh(node, feature) && best) {
          best.bin = bin;
          best.missingIsLeft = missingIsLeft === 1;
        }
      }
    }
  }

  /**
   * Scans sets of categories in the order of their mean gradients, in which the best set is a run from one end (Fisher, 1958).
   * As in scikit-learn, a run is of half of them at most (from the bottom rounded up, from the top shorter), and rare categories stay with the rest.
   */
  function scanCategories(node: SplitNode, histogram: Float64Array, feature: number): void {
    const { count } = columns[feature] as BinnedColumn;
    const start = offsets[feature] as number;
    // Another order of the categories below may allow what none allows here.
    canSplit[feature] = 1;
    const supportFactor = node.sums.count / node.sums.hessian;
    let used = 0;
    for (let bin = 0; bin < count; bin++) {
      const at = start + 3 * bin;
      const hessian = histogram[at + 1] as number;
      if (hessian * supportFactor < minCategorySupport) continue;
      ratios[bin] = (histogram[at] as number) / (hessian + minCategorySupport);
      let place = used++;
      for (; place > 0 && (ratios[order[place - 1] as number] as number) > (ratios[bin] as number); place--) {
        order[place] = order[place - 1] as number;
      }
      order[place] = bin;
    }
    if (used < 2) return;
    for (let fromTop = 0; fromTop < 2; fromTop++) {
      reset();
      for (let taken = 0; taken < ((used + 1) >> 1) - fromTop; taken++) {
        take(histogram, start + 3 * (order[fromTop ? used - 1 - taken : taken] as number));
        if (!weigh(node, feature) || !best) continue;
        const leftBins = new Uint8Array(count);
        for (let place = 0; place <= taken; place++) leftBins[order[fromTop ? used - 1 - place : place] as number] = 1;
        best.leftBins = leftBins;
      }
    }
  }

  return {
    find(node, histogram, candidates) {
      best = undefined;
      asked = candidates;
      canSplit.fill(0);
      for (let i = 0; i < candidates.length; i++) {
        const feature = candidates[i] as number;
        if ((columns[feature] as BinnedColumn).categories) scanCategories(node, histogram, feature);
        else scanNumbers(node, histogram, feature);
      }
      return best;
    },
    candidatesBelow: () => asked.filter((feature) => canSplit[feature]),
  };
}

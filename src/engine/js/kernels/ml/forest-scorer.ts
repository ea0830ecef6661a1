import type { Forest } from './forest.ts';

/** How leaf values become a target's score; numbered as TreeEnsemble 5 does. */
export const aggregateFunctions = ['AVERAGE', 'SUM', 'MIN', 'MAX'];
const [AVERAGE, MIN, MAX] = [0, 2, 3];

/** What leaves say: votes `start[p]` up to `start[p + 1]` are those of the leaf at position p. */
export interface Votes {
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly weight: Float64Array;
}

/** Scores rows by blocks. */
export interface ForestScorer {
  /** The most rows of one block. */
  readonly blockRows: number;
  /** Scores of the last block's rows, row by row; written over by the next one. A target without a vote has the score -0. */
  readonly scores: Float64Array;
  /**
   * Scores `count` rows of `width` features each, from row `first` on. Allocates nothing.
   * @param single whether to compute as ONNX Runtime does for all but doubles: inputs and sums rounded to float32.
   */
  score(data: ArrayLike<number | bigint>, first: number, count: number, width: number, single: boolean): void;
}

/** Prepares to score a forest's rows: memory is taken here, once. */
export function createForestScorer(forest: Forest, votes: Votes, targets: number, aggregate: number): ForestScorer {
  const { roots, depths, child, column, threshold, features, signs } = forest;
  const columns = features.length;
  const blockRows = Math.max(4, Math.min(128, Math.floor(8192 / Math.max(columns, targets))));
  const rows = new Float64Array(blockRows * columns);
  const leaves = new Int32Array(blockRows);
  const scores = new Float64Array(blockRows * targets);
  const isSum = aggregate < MIN;
  // One target's sum needs one number a leaf; anything else walks the votes.
  const values = targets === 1 && isSum ? leafSums(forest.leaf, votes) : undefined;

  function load(data: ArrayLike<number | bigint>, start: number, count: number, width: number, single: boolean): void {
    for (let row = 0, at = 0, from = start; row < count; row++, from += width) {
      for (let c = 0; c < columns; c++) {
        const x = Number(data[from + (features[c] as number)]);
        rows[at++] = (single ? Math.fround(x) : x) * (signs[c] as number);
      }
    }
  }

  // The hot loop. Four rows at a time, as one walk alone would wait for memory at every step; `+(a <= b)` compiles to no branch.
  function walk(root: number, depth: number, count: number): void {
    // Deep trees are mostly much shallower elsewhere: look now and then whether all four have arrived.
    const stride = depth <= 8 ? depth : 4;
    let row = 0;
    let p = 0;
    for (; row + 3 < count; row += 4) {
      const q = p + columns;
      const r = q + columns;
      const s = r + columns;
      let a = root;
      let b = root;
      let c = root;
      let d = root;
      for (let left = depth; left > 0; left -= stride) {
        for (let step = stride; step > 0; step--) {
          a = (child[a] as number) + +((rows[p + (column[a] as number)] as number) <= (threshold[a] as number));
          b = (child[b] as number) + +((rows[q + (column[b] as number)] as number) <= (threshold[b] as number));
          c = (child[c] as number) + +((rows[r + (column[c] as number)] as number) <= (threshold[c] as number));
          d = (child[d] as number) + +((rows[s + (column[d] as number)] as number) <= (threshold[d] as number));
        }
        if (child[a] === a && child[b] === b && child[c] === c && child[d] === d) break;
      }
      leaves[row] = a;
      leaves[row + 1] = b;
      leaves[row + 2] = c;
      leaves[row + 3] = d;
      p = s + columns;
    }
    for (; row < count; row++, p += columns) {
      let a = root;
      for (let left = depth; left > 0; left -= stride) {
        for (let step = stride; step > 0; step--) {
          a = (child[a] as number) + +((rows[p + (column[a] as number)] as number) <= (threshold[a] as number));
        }
        if (child[a] === a) break;
      }
      leaves[row] = a;
    }
  }

  function addValues(of: Float64Array, count: number, single: boolean): void {
    for (let row = 0; row < count; row++) {
      const sum = (scores[row] as number) + (of[leaves[row] as number] as number);
      scores[row] = single ? Math.fround(sum) : sum;
    }
  }

  function countVotes(count: number, single: boolean): void {
    for (let row = 0; row < count; row++) {
      const position = forest.leaf[leaves[row] as number] as number;
      const end = votes.start[position + 1] as number;
      for (let vote = votes.start[position] as number; vote < end; vote++) {
        const at = row * targets + (votes.target[vote] as number);
        const score = scores[at] as number;
        const weight = votes.weight[vote] as number;
        if (isSum) scores[at] = single ? Math.fround(score + weight) : score + weight;
        // Written so that the NaN of a target without a vote gives way.
        else if (aggregate === MAX ? !(score >= weight) : !(score <= weight)) scores[at] = weight;
      }
    }
  }

  return {
    blockRows,
    scores,
    score(data, first, count, width, single) {
      load(data, first * width, count, width, single);
      const end = count * targets;
      // -0 is the one start that tells "no vote" from a sum of zero: -0 + 0 is 0.
      scores.fill(isSum ? -0 : Number.NaN, 0, end);
      for (let tree = 0; tree < roots.length; tree++) {
        walk(roots[tree] as number, depths[tree] as number, count);
        if (values) addValues(values, count, single);
        else countVotes(count, single);
      }
      if (aggregate === AVERAGE) for (let i = 0; i < end; i++) scores[i] = (scores[i] as number) / roots.length;
      else if (!isSum) for (let i = 0; i < end; i++) if (Number.isNaN(scores[i])) scores[i] = -0;
    },
  };
}

function leafSums(leaf: Int32Array, votes: Votes): Float64Array {
  const sums = new Float64Array(leaf.length).fill(-0);
  for (let slot = 0; slot < leaf.length; slot++) {
    const position = leaf[slot] as number;
    if (position < 0) continue;
    const end = votes.start[position + 1] as number;
    for (let vote = votes.start[position] as number; vote < end; vote++) {
      sums[slot] = (sums[slot] as number) + (votes.weight[vote] as number);
    }
  }
  return sums;
}

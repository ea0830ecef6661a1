import type { Forest } from './forest.ts';

/** How leaf values become a target's score; numbered as TreeEnsemble 5 does. */
export const aggregateFunctions = ['AVERAGE', 'SUM', 'MIN', 'MAX'];
const [AVERAGE, MIN, MAX] = [0, 2, 3];

/** What leaves say, vote by vote: the leaf's position, the target's index and the weight. */
export interface Votes {
  readonly leaf: ArrayLike<number>;
  readonly target: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
}

/** Scores rows by blocks. */
export interface ForestScorer {
  /** Work that a row takes, in the measure of `KernelContext.spend`. */
  readonly rowWork: number;
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

const noVotes: Votes = { leaf: [], target: [], weight: [] };

/** Prepares to score a forest's rows: memory is taken here, once. */
export function createForestScorer(forest: Forest, votes: Votes, targets: number, aggregate: number): ForestScorer {
  const { roots, depths, child, column, threshold, leaf, features, signs } = forest;
  const columns = features.length;
  const blockRows = Math.max(4, Math.min(128, Math.floor(8192 / Math.max(columns, targets))));
  const rows = new Float64Array(blockRows * columns);
  // The leaves that the last four walks ended on.
  const ends = new Int32Array(4);
  const scores = new Float64Array(blockRows * targets);
  const isSum = aggregate < MIN;
  // One target's sum needs one number a leaf; anything else walks the votes.
  const values = targets === 1 && isSum ? leafSums(forest, votes) : undefined;
  const { start, target, weight } = sortVotes(values ? 0 : forest.positions, values ? noVotes : votes);

  // The greatest depth of each four trees.
  const deepest = new Int32Array((roots.length + 3) >> 2);
  for (const [tree, depth] of depths.entries()) deepest[tree >> 2] = Math.max(deepest[tree >> 2] as number, depth);

  function load(data: ArrayLike<number | bigint>, start: number, count: number, width: number, single: boolean): void {
    for (let row = 0, at = 0, from = start; row < count; row++, from += width) {
      for (let c = 0; c < columns; c++) {
        const x = Number(data[from + (features[c] as number)]);
        rows[at++] = (single ? Math.fround(x) : x) * (signs[c] as number);
      }
    }
  }

  // The hot loop: four walks side by side, as one alone would wait for memory at every step. They start at the slots a to d, on the rows
  // at p to s. `+(x <= y)` compiles to no branch.
  function walk(
    a: number,
    b: number,
    c: number,
    d: number,
    p: number,
    q: number,
    r: number,
    s: number,
    depth: number,
  ): void {
    // Deep trees are mostly much shallower elsewhere: look now and then whether all four have arrived.
    const stride = depth <= 8 ? depth : 4;
    for (let left = depth; left > 0; left -= stride) {
      for (let step = stride; step > 0; step--) {
        a = (child[a] as number) + +((rows[p + (column[a] as number)] as number) <= (threshold[a] as number));
        b = (child[b] as number) + +((rows[q + (column[b] as number)] as number) <= (threshold[b] as number));
        c = (child[c] as number) + +((rows[r + (column[c] as number)] as number) <= (threshold[c] as number));
        d = (child[d] as number) + +((rows[s + (column[d] as number)] as number) <= (threshold[d] as number));
      }
      if (child[a] === a && child[b] === b && child[c] === c && child[d] === d) break;
    }
    ends[0] = a;
    ends[1] = b;
    ends[2] = c;
    ends[3] = d;
  }

  /** Adds what a leaf says to the scores of a row. */
  function add(row: number, slot: number, single: boolean): void {
    if (values) {
      const sum = (scores[row] as number) + (values[slot] as number);
      scores[row] = single ? Math.fround(sum) : sum;
      return;
    }
    const position = leaf[slot] as number;
    const end = start[position + 1] as number;
    for (let vote = start[position] as number; vote < end; vote++) {
      const at = row * targets + (target[vote] as number);
      const score = scores[at] as number;
      const more = weight[vote] as number;
      if (isSum) scores[at] = single ? Math.fround(score + more) : score + more;
      // Written so that the NaN of a target without a vote gives way.
      else if (aggregate === MAX ? !(score >= more) : !(score <= more)) scores[at] = more;
    }
  }

  let mostVotes = 0;
  for (let p = 1; p < start.length; p++)
    mostVotes = Math.max(mostVotes, (start[p] as number) - (start[p - 1] as number));
  const steps = depths.reduce((sum, depth) => sum + depth, 0);

  return {
    // A step takes a fraction of the time that an element written is counted for.
    rowWork: (steps + roots.length * mostVotes) / 4,
    blockRows,
    scores,
    score(data, first, count, width, single) {
      load(data, first * width, count, width, single);
      const end = count * targets;
      // -0 is the one start that tells "no vote" from a sum of zero: -0 + 0 is 0.
      scores.fill(isSum ? -0 : Number.NaN, 0, end);
      // Four rows go through a tree together; those left over go through four trees at a time. Each row meets the trees in order.
      const left = count & 3;
      const together = count - left;
      const trees = roots.length;
      if (together > 0) {
        for (let tree = 0; tree < trees; tree++) {
          const root = roots[tree] as number;
          const depth = depths[tree] as number;
          for (let row = 0, p = 0; row < together; row += 4, p += 4 * columns) {
            walk(root, root, root, root, p, p + columns, p + 2 * columns, p + 3 * columns, depth);
            for (let i = 0; i < 4; i++) add(row + i, ends[i] as number, single);
          }
        }
      }
      for (let row = together; row < count; row++) {
        const p = row * columns;
        for (let tree = 0; tree < trees; tree += 4) {
          const root = roots[tree] as number;
          const [b, c, d] = [roots[tree + 1] ?? root, roots[tree + 2] ?? root, roots[tree + 3] ?? root];
          walk(root, b, c, d, p, p, p, p, deepest[tree >> 2] as number);
          const last = Math.min(4, trees - tree);
          for (let i = 0; i < last; i++) add(row, ends[i] as number, single);
        }
      }
      if (aggregate === AVERAGE) for (let i = 0; i < end; i++) scores[i] = (scores[i] as number) / roots.length;
      else if (!isSum) for (let i = 0; i < end; i++) if (Number.isNaN(scores[i])) scores[i] = -0;
    },
  };
}

/** The sum of votes of the leaf that each slot stands for. */
function leafSums({ leaf, slots, positions }: Forest, { leaf: voters, weight }: Votes): Float64Array {
  const sums = new Float64Array(positions).fill(-0);
  for (let i = 0; i < voters.length; i++) {
    const position = voters[i] as number;
    sums[position] = (sums[position] as number) + (weight[i] as number);
  }
  const values = new Float64Array(slots);
  for (let slot = 0; slot < slots; slot++) {
    const position = leaf[slot] as number;
    if (position >= 0) values[slot] = sums[position] as number;
  }
  return values;
}

/** Votes by leaf: those of the leaf at position p are `start[p]` up to `start[p + 1]`, in the model's order. */
function sortVotes(positions: number, votes: Votes) {
  const { length } = votes.leaf;
  const start = new Int32Array(positions + 1);
  const target = new Int32Array(length);
  const weight = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const position = votes.leaf[i] as number;
    start[position + 1] = (start[position + 1] as number) + 1;
  }
  for (let p = 0; p < positions; p++) start[p + 1] = (start[p + 1] as number) + (start[p] as number);
  const next = start.slice();
  for (let i = 0; i < length; i++) {
    const position = votes.leaf[i] as number;
    const at = next[position] as number;
    next[position] = at + 1;
    target[at] = votes.target[i] as number;
    // A vote of -0 is one, too.
    weight[at] = (votes.weight[i] as number) + 0;
  }
  return { start, target, weight };
}

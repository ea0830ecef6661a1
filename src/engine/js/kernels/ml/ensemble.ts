import type { Tensor } from '../../../session.ts';
import type { KernelContext } from '../../kernel.ts';
import type { ForestScorer } from './forest-scorer.ts';
import type { PostTransform } from './post-transform.ts';
import { rowCount, rowWidth } from './rows.ts';

type Numbers = ArrayLike<number>;

/** The common length of lists that hold one tuple's fields; refused when they differ. */
export function sameLength({ fail }: KernelContext, lists: Readonly<Record<string, ArrayLike<unknown>>>): number {
  const [first, ...others] = Object.entries(lists);
  const length = first?.[1].length ?? 0;
  for (const [name, list] of others) {
    if (list.length !== length)
      fail(`${name} has ${list.length} values and ${first?.[0]} ${length}: they must be as many`);
  }
  return length;
}

/** Trees ready to score rows. */
export interface Ensemble {
  readonly scorer: ForestScorer;
  readonly featureCount: number;
}

/** Refuses ids that are no target or class. */
export function checkTargets({ fail }: KernelContext, name: string, ids: Numbers, targets: number): void {
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    if (!(id >= 0 && id < targets)) fail(`${name} has ${id}, where ids go from 0 to ${targets - 1}`);
  }
}

/** Checks that rows have the features that the trees ask for, and counts the work that they make. */
export function checkRows(context: KernelContext, input: Tensor, { featureCount, scorer }: Ensemble): number {
  const rows = rowCount(context, input);
  if (rowWidth(input) < featureCount) {
    context.fail(`the input has ${rowWidth(input)} features a row; nodes_featureids asks for ${featureCount}`);
  }
  context.spend(rows * scorer.rowWork);
  return rows;
}

/** The regression kernel of all versions: aggregated scores, then base values, then the transform. */
export function regress(
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

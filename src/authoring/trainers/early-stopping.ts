import { type Random, shuffle } from '../../pipeline/random.ts';
import type { Target } from './target.ts';
import type { TrainingSet } from './training-set.ts';

/** Rows, and what is to be learned of them. */
export interface Sample {
  readonly set: TrainingSet;
  readonly target: Target;
}

/**
 * Keeps a share of the rows apart, drawn at random, of each class the same. There is at least one row on each side of two or more.
 * @returns the rows left to learn from, and those kept apart, both in the order in which they were.
 */
export function keepApart(
  all: Sample,
  { fraction, random }: { fraction: number; random: Random },
): { readonly learned: Sample; readonly validation: Sample } {
  const { classes, labels } = all.target;
  const isApart = new Uint8Array(labels.length);
  const groups = new Map<number, number[]>();
  for (const [row, label] of labels.entries()) {
    const stratum = classes ? label : 0;
    const group = groups.get(stratum);
    if (group) group.push(row);
    else groups.set(stratum, [row]);
  }
  for (const group of groups.values()) {
    const order = Int32Array.from(group);
    const apart = Math.min(Math.max(1, Math.round(fraction * order.length)), order.length - 1);
    shuffle(order, random);
    for (const row of order.subarray(0, apart)) isApart[row] = 1;
  }
  const places = Int32Array.from(isApart, (_, row) => row);
  return {
    learned: takeRows(
      all,
      places.filter((row) => !isApart[row]),
    ),
    validation: takeRows(
      all,
      places.filter((row) => isApart[row]),
    ),
  };
}

function takeRows({ set, target }: Sample, rows: Int32Array): Sample {
  const { columns } = set;
  const features = new Float64Array(rows.length * columns);
  for (const [to, from] of rows.entries()) {
    features.set(set.features.subarray(from * columns, (from + 1) * columns), to * columns);
  }
  const pick = (numbers: Float64Array): Float64Array => Float64Array.from(rows, (row) => numbers[row] ?? 0);
  return {
    set: { ...set, rows: rows.length, features, sampleWeight: pick(set.sampleWeight) },
    target: { ...target, labels: pick(target.labels), weights: pick(target.weights) },
  };
}

/** Tells when a loss has not fallen by more than `tol` for `nIterNoChange` rounds. */
export function createPatience({ nIterNoChange, tol }: { nIterNoChange: number; tol: number }) {
  let best = Number.POSITIVE_INFINITY;
  let waited = 0;
  return {
    /** @returns whether this loss is the lowest so far by more than `tol` */
    improves(loss: number): boolean {
      const isBetter = loss < best - tol;
      best = Math.min(best, loss);
      waited = isBetter ? 0 : waited + 1;
      return isBetter;
    },
    isOver: (): boolean => waited >= nIterNoChange,
  };
}

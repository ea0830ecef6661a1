import { type Random, shuffle } from '../../pipeline/random.ts';
import type { TrainingSet } from './training-set.ts';

/** Rows to learn from and rows kept apart, by their places in the whole, ascending. */
export interface RowSplit {
  readonly training: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Keeps a share of the rows apart, drawn at random: of each class the same share when `strata` names the rows' classes.
 * There is at least one row on each side of two or more.
 */
export function splitRows(
  rows: number,
  { fraction, random, strata }: { fraction: number; random: Random; strata?: Int32Array },
): RowSplit {
  const isApart = new Uint8Array(rows);
  const groups = new Map<number, number[]>();
  for (let row = 0; row < rows; row++) {
    const stratum = strata?.[row] ?? 0;
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
  return { training: places.filter((row) => !isApart[row]), validation: places.filter((row) => isApart[row]) };
}

/** The given rows of a set. */
export function takeRows(set: TrainingSet, rows: Int32Array): TrainingSet {
  const { columns } = set;
  const features = new Float64Array(rows.length * columns);
  for (const [to, from] of rows.entries()) {
    features.set(set.features.subarray(from * columns, (from + 1) * columns), to * columns);
  }
  return {
    ...set,
    rows: rows.length,
    features,
    sampleWeight: Float64Array.from(rows, (row) => set.sampleWeight[row] ?? 0),
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

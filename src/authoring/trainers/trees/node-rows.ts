import type { BinnedColumn } from './binning.ts';

/** Which rows of a column a split takes to its left: those up to a bin. */
export interface Cut {
  readonly bin: number;
  readonly missingIsLeft: boolean;
}

/**
 * The numbers of the rows that a tree is grown on, those of each node side by side: a node is the places `start…end - 1`.
 * Memory is taken once.
 */
export interface NodeRows {
  readonly rows: Int32Array;
  /** The rows of the node that was sorted last, at the places that it has in `rows`. */
  readonly sorted: Int32Array;
  /** Sorts a node's rows by their bins of a column of `count` bins into `sorted`. */
  sortByBin(bins: Uint8Array, count: number, start: number, end: number): void;
  /** Whether a node's rows all lie in one bin. */
  isConstant(bins: Uint8Array, start: number, end: number): boolean;
  /** Puts the rows of a split's left side first, which undoes `sorted`. @returns where the right side starts */
  partition(column: BinnedColumn, split: Cut, start: number, end: number): number;
}

// Up to as many rows are sorted by insertion, which takes no look at all the bins.
const fewRows = 24;

/** Creates {@link NodeRows}; whoever grows a tree writes the root's rows into `rows`. */
export function createNodeRows(rowCount: number): NodeRows {
  const rows = new Int32Array(rowCount);
  const sorted = new Int32Array(rowCount);
  const starts = new Int32Array(257);

  function sortByBin(bins: Uint8Array, count: number, start: number, end: number): void {
    if (end - start <= fewRows) {
      for (let i = start; i < end; i++) {
        const row = rows[i] as number;
        const bin = bins[row] as number;
        let place = i;
        for (; place > start && (bins[sorted[place - 1] as number] as number) > bin; place--) {
          sorted[place] = sorted[place - 1] as number;
        }
        sorted[place] = row;
      }
      return;
    }
    starts.fill(0, 0, count + 1);
    for (let i = start; i < end; i++) {
      const bin = bins[rows[i] as number] as number;
      starts[bin + 1] = (starts[bin + 1] as number) + 1;
    }
    starts[0] = start;
    for (let bin = 0; bin < count; bin++) starts[bin + 1] = (starts[bin + 1] as number) + (starts[bin] as number);
    for (let i = start; i < end; i++) {
      const row = rows[i] as number;
      const bin = bins[row] as number;
      const place = starts[bin] as number;
      starts[bin] = place + 1;
      sorted[place] = row;
    }
  }

  function isConstant(bins: Uint8Array, start: number, end: number): boolean {
    const first = bins[rows[start] as number];
    for (let i = start + 1; i < end; i++) if (bins[rows[i] as number] !== first) return false;
    return true;
  }

  function partition({ bins, missingBin }: BinnedColumn, split: Cut, start: number, end: number): number {
    let middle = start;
    let right = 0;
    for (let i = start; i < end; i++) {
      const row = rows[i] as number;
      const bin = bins[row] as number;
      if (bin === missingBin ? split.missingIsLeft : bin <= split.bin) rows[middle++] = row;
      else sorted[right++] = row;
    }
    for (let i = 0; i < right; i++) rows[middle + i] = sorted[i] as number;
    return middle;
  }

  return { rows, sorted, sortByBin, isConstant, partition };
}

import { createRandom, shuffle } from './random.ts';

/** How rows are divided; named as the params of scikit-learn's `train_test_split`. */
export interface SplitOptions {
  /** Share of the rows (below 1), or their number. @default what `trainSize` leaves, or 0.25 */
  readonly testSize?: number | undefined;
  /** Likewise. @default what `testSize` leaves */
  readonly trainSize?: number | undefined;
  /** A seed: equal ones give equal splits. @default 0 */
  readonly randomState?: number | undefined;
  /** The class of each row; both parts then hold about the same share of each. */
  readonly stratify?: readonly unknown[] | undefined;
}

/** The rows of each part, ascending. */
export interface RowSplit {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/**
 * Divides rows at random into train and test, sized as scikit-learn's `train_test_split` (shares of the test rounded up).
 * @returns undefined where the sizes ask for more rows than there are, or leave a part empty.
 */
export function splitRows(
  rowCount: number,
  { testSize, trainSize, randomState = 0, stratify }: SplitOptions,
): RowSplit | undefined {
  const share = testSize ?? (trainSize === undefined ? 0.25 : undefined);
  const tests = share === undefined ? undefined : Math.ceil(share < 1 ? share * rowCount : share);
  const trains = trainSize === undefined ? undefined : Math.floor(trainSize < 1 ? trainSize * rowCount : trainSize);
  const testCount = tests ?? rowCount - (trains ?? 0);
  const trainCount = trains ?? rowCount - testCount;
  if (testCount < 1 || trainCount < 1 || testCount + trainCount > rowCount) return undefined;

  const random = createRandom(randomState);
  const groups = new Map<unknown, number[]>();
  for (let row = 0; row < rowCount; row++) {
    const group = stratify?.[row];
    const rows = groups.get(group);
    if (rows) rows.push(row);
    else groups.set(group, [row]);
  }
  const lists = [...groups.values()];
  const testCounts = apportion(
    lists.map(({ length }) => length),
    testCount,
  );
  const trainCounts = apportion(
    lists.map(({ length }, index) => length - (testCounts[index] ?? 0)),
    trainCount,
  );
  for (const rows of lists) shuffle(rows, random);
  // Not by `push(...rows)`: a call takes some hundred thousand arguments at most.
  const test = lists.flatMap((rows, index) => rows.slice(0, testCounts[index]));
  const train = lists.flatMap((rows, index) => rows.slice(testCounts[index]).slice(0, trainCounts[index]));
  return { train: train.sort(ascending), test: test.sort(ascending) };
}

/** Divides a total among groups by their sizes: whole parts first, and what is left to the largest remainders. */
function apportion(sizes: readonly number[], total: number): number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (size * total) / all);
  const counts = exact.map(Math.floor);
  const left = total - counts.reduce((sum, count) => sum + count, 0);
  const byRemainder = exact.map((share, index) => ({ index, remainder: share % 1 }));
  byRemainder.sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, left)) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}

function ascending(a: number, b: number): number {
  return a - b;
}

import { EdgewiseError } from '../../errors.ts';
import { columnOf, type Frame, valuesOf } from '../../pipeline/frame.ts';
import { splitRows } from '../../pipeline/split-rows.ts';
import { didYouMean } from '../graph/did-you-mean.ts';
import { takeRows } from './take-rows.ts';

/** Options of {@link trainTestSplit}. */
export interface TrainTestSplitOptions {
  /** Share of the rows (below 1), or their number. @default what `trainSize` leaves, or 0.25 */
  readonly testSize?: number;
  /** Likewise. @default what `testSize` leaves */
  readonly trainSize?: number;
  /** Equal seeds give equal splits. @default 0 */
  readonly seed?: number;
  /** A column of which both parts are to hold about the same share of each value. */
  readonly stratify?: string;
}

/**
 * Divides the rows of a frame at random, sized as scikit-learn's `train_test_split`; both parts keep the order of the rows.
 * @throws EdgewiseError `input-invalid` for sizes that leave a part empty or ask for too many rows, and for an unknown column.
 */
export function trainTestSplit(
  frame: Frame,
  { stratify, ...sizes }: TrainTestSplitOptions = {},
): { readonly train: Frame; readonly test: Frame } {
  const column = stratify === undefined ? undefined : columnOf(frame, stratify);
  if (stratify !== undefined && !column) {
    const remedy = didYouMean(stratify, frame.names) || '; name one that it has.';
    throw new EdgewiseError('input-invalid', `The frame has no column '${stratify}' to stratify by${remedy}`);
  }
  const rows = splitRows(frame.rowCount, { ...sizes, stratify: column && valuesOf(column) });
  if (!rows) {
    throw new EdgewiseError(
      'input-invalid',
      `${frame.rowCount} rows can't be divided so; change testSize or trainSize.`,
    );
  }
  return { train: takeRows(frame, rows.train), test: takeRows(frame, rows.test) };
}

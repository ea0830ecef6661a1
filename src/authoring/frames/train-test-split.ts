import * as v from 'valibot';
import { EdgewiseError } from '../../errors.ts';
import { columnOf, type Frame, valuesOf } from '../../pipeline/frame.ts';
import { splitRows } from '../../pipeline/split-rows.ts';
import { expectGiven } from '../expect-given.ts';
import { didYouMean } from '../graph/did-you-mean.ts';
import { expectFrame } from './expect-frame.ts';
import { takeRows } from './take-rows.ts';

/** Options of {@link trainTestSplit}. */
export interface TrainTestSplitOptions {
  /** Share of the rows (below 1), or their number. @default what `trainSize` leaves, or 0.25 */
  readonly testSize?: number | undefined;
  /** Likewise. @default what `testSize` leaves */
  readonly trainSize?: number | undefined;
  /** A seed, a whole number: equal ones give equal splits. @default 0 */
  readonly randomState?: number | undefined;
  /** A column of which both parts are to hold about the same share of each value. */
  readonly stratify?: string | undefined;
}

const size = v.optional(
  v.pipe(
    v.number(),
    v.check(
      (given) => given < 1 || Number.isInteger(given),
      ({ input }) => `it is ${input}; give a share below 1, or a whole number of rows`,
    ),
  ),
);
const optionsSchema = v.strictObject({
  testSize: size,
  trainSize: size,
  randomState: v.optional(v.pipe(v.number(), v.integer())),
  stratify: v.optional(v.string()),
} satisfies Record<keyof TrainTestSplitOptions, v.GenericSchema>);

/**
 * Divides the rows of a frame at random, sized as scikit-learn's `train_test_split`; both parts keep the order of the rows.
 * @throws EdgewiseError `input-invalid` for sizes that leave a part empty or ask for too many rows, and for an unknown column.
 */
export function trainTestSplit(
  frame: Frame,
  options: TrainTestSplitOptions = {},
): { readonly train: Frame; readonly test: Frame } {
  expectFrame(frame, 'trainTestSplit');
  expectGiven(optionsSchema, options, 'The options of trainTestSplit are wrong');
  const { stratify, ...sizes } = options;
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

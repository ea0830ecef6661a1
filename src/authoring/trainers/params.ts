import { check, finite, integer, maxValue, minValue, number, pipe } from 'valibot';

/** Schemas that params of several estimators share. */

export const positiveSchema = pipe(
  number(),
  finite(),
  check((value) => value > 0, 'it must be above 0'),
);

export const nonNegativeSchema = pipe(number(), finite(), minValue(0));

export const countSchema = pipe(number(), integer(), minValue(1));

/** Rounds of what ends by itself before, as a rule. */
export const iterationsSchema = pipe(countSchema, maxValue(1_000_000));

/** Trees, or fits from other starts: each takes as long as the first, and a tree its room in the model. */
export const repeatsSchema = pipe(countSchema, maxValue(10_000));

/** A share of the rows: above 0, below 1. */
export const shareSchema = pipe(
  number(),
  check((value) => value > 0 && value < 1, 'it must be above 0 and below 1'),
);

/** A seed: any 32-bit integer. */
export const seedSchema = pipe(number(), integer(), minValue(-(2 ** 31)), maxValue(2 ** 32 - 1));

import { check, finite, integer, maxValue, minValue, number, pipe } from 'valibot';

/** Schemas that params of several estimators share. */

export const positiveSchema = pipe(
  number(),
  finite(),
  check((value) => value > 0, 'it must be above 0'),
);

export const nonNegativeSchema = pipe(number(), finite(), minValue(0));

export const countSchema = pipe(number(), integer(), minValue(1));

/** A share of the rows: above 0, below 1. */
export const shareSchema = pipe(
  number(),
  check((value) => value > 0 && value < 1, 'it must be above 0 and below 1'),
);

/** A seed: any 32-bit integer. */
export const seedSchema = pipe(number(), integer(), minValue(-(2 ** 31)), maxValue(2 ** 32 - 1));

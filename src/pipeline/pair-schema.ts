import { array, check, number, pipe } from 'valibot';

/** Two numbers; the first is not above the second. */
export const pairSchema = pipe(
  array(number()),
  check(([low = 0, high = 0, more]) => more === undefined && low <= high, 'it takes two numbers, the lower first'),
);

import { describe, expect, it } from 'vitest';
import { fitIsotonic } from './isotonic.ts';

describe('fitIsotonic', () => {
  it.each([
    ['neighbours among float32 numbers', 1 + 2 ** -23, 1 + 2 ** -22],
    ['the least and the greatest float32', -3.4028234663852886e38, 3.4028234663852886e38],
  ])('tells two scores apart: %s', (_, low, high) => {
    const { apply } = fitIsotonic({
      scores: Float64Array.of(low, high),
      came: Uint8Array.of(0, 1),
      weights: Float64Array.of(1, 1),
    });
    expect([apply(low), apply(high)]).toEqual([0, 1]);
  });
});

import { describe, expect, it } from 'vitest';
import { didYouMean } from './did-you-mean.ts';

describe('didYouMean', () => {
  it.each([
    ['filna', "; did you mean 'fillna'?"],
    ['StandardScaler', "; did you mean 'standard-scaler'?"],
    ['standard_scalar', "; did you mean 'standard-scaler'?"],
    ['sclae', "; did you mean 'scale'?"],
    ['nothing-like-it', ''],
    ['', ''],
  ])('of %j says %j', (written, said) => {
    expect(didYouMean(written, ['fillna', 'standard-scaler', 'scale', 'map'])).toBe(said);
  });
});

import { describe, expect, it } from 'vitest';
import { didYouMean, didYouMeanOrThereIs } from './did-you-mean.ts';

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

describe('didYouMeanOrThereIs', () => {
  it.each([
    ['ken', ['keen', 'calm'], "; did you mean 'keen'?"],
    ['Regular visitors', ['keen', 'calm'], '; there is keen, calm'],
    ['Regular visitors', [], '; there is none'],
    [
      'Regular visitors',
      [...'abcdefghijklmnopqrstu'],
      '; there is a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, …',
    ],
  ])('of %j among %j says %j', (written, names, said) => {
    expect(didYouMeanOrThereIs(written, names)).toBe(said);
  });
});

import { describe, expect, it } from 'vitest';
import { foundIn } from './testing/found.ts';

describe('checkWeights', () => {
  it.each([
    ['fractions', [0.5, 0.3], 'the weights look like fractions, but they sum to 0.8, not 1'],
    ['percentages', [50, 40], 'the weights look like percentages, but they sum to 90, not 100'],
    ['nothing at all', [0, 0], 'all weights are 0'],
  ])('finds weights that sum to no whole: %s', (_, weights, problem) => {
    const experiences = weights.map((weight, index) => ({ id: `${index}`, weight, items: [] }));
    expect(foundIn({ selection: { type: 'split' }, experiences })).toEqual([
      expect.stringContaining(`error activities.0.experiences: ${problem}`),
    ]);
  });

  it.each([
    [[1, 1, 2]],
    [[0.1, 0.2, 0.7]],
    [[33.3, 33.3, 33.4]],
    [[33.3, 33.3, 33.3]],
    [[33, 33, 33]],
    [[0.33, 0.33, 0.33]],
    [[2, 3]],
    [[10, 5]],
    [[1_000, 500]],
  ])('takes weights %j', (weights) => {
    const experiences = weights.map((weight, index) => ({ id: `${index}`, weight, items: [] }));
    expect(foundIn({ selection: { type: 'split' }, experiences })).toEqual([]);
  });
});

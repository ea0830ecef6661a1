import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ a: ['float64', [-2, -1, 0, 1, 99, -99, null]], i: ['int64', [1, 2, 3, 4, 5, 6, null]] });

describe('bucketize', () => {
  // The example of scikit-learn's KBinsDiscretizer(n_bins=3, encode='ordinal', strategy='uniform'): bin_edges_[0] = [-2, -1, 0, 1].
  it('numbers the bins; what lies beyond counts to the outer ones', async () => {
    const params = {
      columns: ['a', 'i'],
      binEdges: [
        [-2, -1, 0, 1],
        [1, 4],
      ],
    };
    expect(plain(await runOperator('bucketize', params, frame))).toEqual({
      a: [0n, 1n, 2n, 2n, 2n, 0n, null],
      i: [0n, 0n, 0n, 0n, 0n, 0n, null],
    });
  });

  it.each([
    [{ columns: ['a'], binEdges: [] }, /params.binEdges: it has 0 numbers for 1 columns/],
    [{ columns: ['a'], binEdges: [[1]] }, /params.binEdges.0: it takes two edges or more that increase/],
    [{ columns: ['a'], binEdges: [[2, 1]] }, /params.binEdges.0: /],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('bucketize', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

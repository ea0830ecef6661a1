import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ a: ['float64', [1, -2, 4, null]], b: ['int64', [-2, 1, 1, 1]], c: ['float32', [2, 3, -2, 0]] });

describe('robust-scaler', () => {
  // The example of scikit-learn's RobustScaler: center_ [1, 1, 2], scale_ [3, 1.5, 2.5].
  it('gives (x - center_) / scale_', async () => {
    const params = { columns: ['a', 'b', 'c'], center: [1, 1, 2], scale: [3, 1.5, 2.5] };
    const scaled = await runOperator('robust-scaler', params, frame);
    expect(plain(scaled)).toEqual({
      a: [0, -1, 1, null],
      b: [-2, 0, 0, 0],
      c: [0, 0.4, -1.6, -0.8].map(Math.fround),
    });
  });

  it.each([
    [{ columns: ['a'], center: [1, 2] }, /params.center: it has 2 numbers for 1 columns/],
    [{ columns: ['a'], scale: [0] }, /params.scale.0: a scale must not be 0/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('robust-scaler', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

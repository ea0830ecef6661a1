import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ a: ['float64', [-1, -0.5, 0, 1, 3, null]], b: ['float32', [2, 6, 10, 18, 2, 2]] });
const params = { columns: ['a', 'b'], scale: [0.5, 0.0625], min: [0.5, -0.125] };

describe('min-max-scaler', () => {
  // The example of scikit-learn's MinMaxScaler: data_min_ [-1, 2], data_max_ [1, 18].
  it('gives x * scale_ + min_', async () => {
    const scaled = await runOperator('min-max-scaler', params, frame);
    expect(plain(scaled)).toEqual({ a: [0, 0.25, 0.5, 1, 2, null], b: [0, 0.25, 0.5, 1, 0, 0] });
    expect(scaled.columns.map(({ type }) => type)).toEqual(['float64', 'float32']);
  });

  it('keeps to the range with clip', async () => {
    expect(plain(await runOperator('min-max-scaler', { ...params, clip: true }, frame)).a?.[4]).toBe(1);
    const to2 = await runOperator('min-max-scaler', { ...params, clip: true, featureRange: [0.3, 0.4] }, frame);
    expect(plain(to2).a).toEqual([0.3, 0.3, 0.4, 0.4, 0.4, null]);
  });

  it.each([
    [{ ...params, min: [1] }, /params.min: it has 1 numbers for 2 columns/],
    [{ ...params, featureRange: [1, 0] }, /params.featureRange: it takes two numbers, the lower first/],
    [{ columns: ['a'] }, /params/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('min-max-scaler', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

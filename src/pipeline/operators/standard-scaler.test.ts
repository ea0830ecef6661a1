import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

describe('standard-scaler', () => {
  it('gives what StandardScaler().fit_transform gives for [1, 2, 3], column by column', async () => {
    const frame = frameOf({ a: ['float64', [1, 2, 3]], b: ['int64', [10, 10, 40]], rest: ['string', ['x', 'y', 'z']] });
    const params = { columns: ['a', 'b'], mean: [2, 20], scale: [0.816496580927726, 14] };
    const scaled = plain(await runOperator('standard-scaler', params, frame));
    expect(scaled.a).toEqual([-1.224744871391589, 0, 1.224744871391589]);
    expect(scaled.b).toEqual([-10 / 14, -10 / 14, 20 / 14]);
    expect(scaled.rest).toEqual(['x', 'y', 'z']);
  });

  it('keeps float32 and nulls, and leaves out mean or scale (with_mean=False, with_std=False)', async () => {
    const frame = frameOf({ a: ['float32', [0.1, null]], b: ['int64', [5, null]] });
    const scaled = await runOperator('standard-scaler', { columns: ['a', 'b'], scale: [3, 2] }, frame);
    expect(scaled.columns.map((column) => column.type)).toEqual(['float32', 'float64']);
    expect(plain(scaled)).toEqual({ a: [Math.fround(Math.fround(0.1) / 3), null], b: [2.5, null] });
    const centred = await runOperator('standard-scaler', { columns: ['b'], mean: [1] }, frame);
    expect(plain(centred).b).toEqual([4, null]);
  });

  it.each([
    [{ columns: ['a'], mean: [1, 2] }, /params.mean: it has 2 numbers for 1 columns/],
    [{ columns: ['a'], scale: [0] }, /params.scale.0: a scale must not be 0/],
    [{ columns: ['s'], scale: [1] }, /params.columns: column 's' is string/],
    [{ scale: [1] }, /params.columns: /],
  ])('refuses %j', async (params, message) => {
    const frame = frameOf({ a: ['float64', [1]], s: ['string', ['x']] });
    await expect(runOperator('standard-scaler', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({
  f: ['float64', [0, 1e-10, -1, -2, null]],
  i: ['int64', [0, 1, 2, 3, 4]],
  h: ['float32', [1, 2, 3, 4, 5]],
});

describe('log1p', () => {
  // np.log1p of NumPy 2: log1p(1e-10) = 9.9999999995e-11, log1p(-1) = -inf, log1p(-2) = nan.
  it('keeps the digits of small numbers, and is null below -1', async () => {
    const result = plain(await runOperator('log1p', { columns: ['f'] }, frame)).f;
    expect(result).toEqual([0, expect.closeTo(9.9999999995e-11, 24), Number.NEGATIVE_INFINITY, null, null]);
  });

  it('makes float64 of int64, and leaves float32', async () => {
    const result = await runOperator('log1p', { columns: ['i', 'h'] }, frame);
    expect(result.columns.map(({ type }) => type)).toEqual(['float64', 'float64', 'float32']);
    expect(plain(result).i?.slice(0, 2)).toEqual([0, Math.LN2]);
    expect(plain(result).h?.[0]).toBe(Math.fround(Math.LN2));
  });

  it('refuses text', async () => {
    const text = frameOf({ s: ['string', ['a']] });
    await expect(runOperator('log1p', {}, text)).rejects.toThrow(/params.columns: column 's' is string/);
  });
});

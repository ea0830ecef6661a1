import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ price: ['float64', [1, null]], count: ['int64', [null, 2]], tier: ['string', ['gold', null]] });

describe('fillna', () => {
  it('fills each column by its own value, as df.fillna({...})', async () => {
    const filled = await runOperator('fillna', { value: { price: 0.5, tier: 'none' } }, frame);
    expect(plain(filled)).toEqual({ price: [1, 0.5], count: [null, 2n], tier: ['gold', 'none'] });
  });

  it('fills the named columns by one value', async () => {
    const filled = await runOperator('fillna', { value: 0, columns: ['price', 'count'] }, frame);
    expect(plain(filled)).toEqual({ price: [1, 0], count: [0n, 2n], tier: ['gold', null] });
  });

  it.each([
    [{ value: 0 }, /params.value: 0 is not string like column 'tier'/],
    [{ value: { count: 0.5 } }, /params.value.count: 0.5 .*int64/],
    [{ value: { nope: 0 } }, /params.columns: 'nope' is no column/],
    [{ value: null }, /params.value: /],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('fillna', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({
  price: ['float64', [-5, 50, null]],
  count: ['int64', [-5, 50, null]],
  tier: ['string', ['a', 'b', 'c']],
});

describe('clip', () => {
  it('limits numbers and keeps nulls and types, as df.clip(lower=0, upper=10)', async () => {
    const clipped = await runOperator('clip', { columns: ['price', 'count'], lower: 0, upper: 10 }, frame);
    expect(plain(clipped)).toEqual({ price: [0, 10, null], count: [0n, 10n, null], tier: ['a', 'b', 'c'] });
  });

  it('takes one bound alone', async () => {
    const clipped = await runOperator('clip', { columns: ['price'], upper: 10 }, frame);
    expect(plain(clipped).price).toEqual([-5, 10, null]);
  });

  it.each([
    [{ upper: 1 }, /params.columns: column 'tier' is string/],
    [{ columns: ['count'], lower: 0.5 }, /params.lower: 0.5 .*int64/],
    [{ columns: ['price'], lower: 2, upper: 1 }, /params.lower: 2 is above upper/],
    [{ columns: ['price'], lower: '1' }, /params.lower: /],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('clip', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

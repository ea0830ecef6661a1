import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({
  f: ['float64', [-1.5, 2, null]],
  i: ['int64', [-3n, 0n, null]],
  s: ['string', ['a', 'b', 'c']],
});

describe('abs', () => {
  it('keeps types and nulls, as df.abs()', async () => {
    const result = await runOperator('abs', { columns: ['f', 'i'] }, frame);
    expect(plain(result)).toEqual({ f: [1.5, 2, null], i: [3n, 0n, null], s: ['a', 'b', 'c'] });
    expect(result.columns.map(({ type }) => type)).toEqual(['float64', 'int64', 'string']);
  });

  it('is null for the one int64 without a positive', async () => {
    const least = frameOf({ i: ['int64', [-(2n ** 63n)]] });
    expect(plain(await runOperator('abs', {}, least)).i).toEqual([null]);
  });

  it.each([[{}, /params.columns: column 's' is string/]])('refuses %j', async (params, message) => {
    await expect(runOperator('abs', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

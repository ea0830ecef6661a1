import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ f: ['float64', [1, null]], i: ['int64', [null, 2]], s: ['string', ['x', null]] });
const params = { columns: ['f', 'i', 's'], statistics: [0.5, 1.5, 'none'] };

describe('imputer', () => {
  it('fills by statistics_, int64 as float64, as SimpleImputer', async () => {
    expect(plain(await runOperator('imputer', params, frame))).toEqual({ f: [1, 0.5], i: [1.5, 2], s: ['x', 'none'] });
  });

  it('tells by columns of MissingIndicator what was missing', async () => {
    const filled = await runOperator('imputer', { ...params, addIndicator: true, indicators: ['i'] }, frame);
    expect(filled.names).toEqual(['f', 'i', 's', 'missingindicator_i']);
    expect(plain(filled).missingindicator_i).toEqual([true, false]);
  });

  it.each([
    [{ ...params, statistics: [1] }, /params.statistics: it has 1 numbers for 3 columns/],
    [{ columns: ['s'], statistics: [1] }, /params.statistics.0: 1 is not string/],
    [{ columns: ['s'] }, /params/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('imputer', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ a: ['float64', [1]], b: ['string', ['x']], c: ['bool', [true]] });

describe('select', () => {
  it("keeps the named columns in that order, as df[['c', 'a']]", async () => {
    const selected = await runOperator('select', { columns: ['c', 'a'] }, frame);
    expect(selected.names).toEqual(['c', 'a']);
    expect(plain(selected)).toEqual({ c: [true], a: [1] });
  });

  it.each([
    [{ columns: ['z'] }, /params.columns: 'z' is no column; there is a,b,c/],
    [{ columns: ['a', 'a'] }, /params.columns: there are two columns 'a'/],
    [{ columns: [] }, /params.columns: /],
    [{}, /params.columns: /],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('select', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

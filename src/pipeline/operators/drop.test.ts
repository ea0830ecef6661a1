import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ a: ['float64', [1]], b: ['string', ['x']] });

describe('drop', () => {
  it("leaves columns out, as df.drop(columns=['a'])", async () => {
    expect(plain(await runOperator('drop', { columns: ['a'] }, frame))).toEqual({ b: ['x'] });
  });

  it.each([
    [{ columns: ['z'] }, /params.columns: 'z' is no column/],
    [{ column: ['a'] }, /params/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('drop', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

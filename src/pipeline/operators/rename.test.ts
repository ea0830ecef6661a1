import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ a: ['float64', [1]], b: ['string', ['x']] });

describe('rename', () => {
  it("renames in place, as df.rename(columns={'a': 'b', 'b': 'a'})", async () => {
    const renamed = await runOperator('rename', { columns: { a: 'b', b: 'a' } }, frame);
    expect(renamed.names).toEqual(['b', 'a']);
    expect(plain(renamed)).toEqual({ b: [1], a: ['x'] });
  });

  it.each([
    [{ columns: { z: 'y' } }, /params.columns: 'z' is no column/],
    [{ columns: { a: 'b' } }, /params.columns: there are two columns 'b'/],
    [{ columns: { a: '__proto__' } }, /params.columns.a: this name is reserved/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('rename', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

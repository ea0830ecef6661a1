import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ a: ['float64', [1, -2, null]], b: ['int64', [4, 5, 6]], s: ['string', ['x', 'y', 'z']] });
const isPositive = { '>': [{ var: 'a' }, 0] };

describe('where', () => {
  it('keeps values where the condition holds and is null elsewhere, as df.where(df.a > 0)', async () => {
    expect(plain(await runOperator('where', { cond: isPositive }, frame))).toEqual({
      a: [1, null, null],
      b: [4n, null, null],
      s: ['x', null, null],
    });
  });

  it('puts another value in the named columns, as df.b.where(df.a > 0, 0)', async () => {
    expect(plain(await runOperator('where', { cond: isPositive, other: 0, columns: ['b'] }, frame))).toEqual({
      a: [1, -2, null],
      b: [4n, 0n, 0n],
      s: ['x', 'y', 'z'],
    });
  });

  // As frameFromEvents names them: a path would look into a column 'order'.
  it('refuses to read a column whose name is a path', async () => {
    const priced = frameOf({ 'order.priceTotal': ['float64', [1]] });
    await expect(runOperator('where', { cond: { '>': [{ var: 'order.priceTotal' }, 0] } }, priced)).rejects.toThrow(
      "params.cond: column 'order.priceTotal' has a dot in its name, by which no expression reads it; rename it before",
    );
  });

  it.each([
    [{ cond: isPositive, other: 0 }, /params.other: 0 is not string like column 's'/],
    [{ cond: { x: 1, y: 2 } }, /params.cond: an object in it is not one operator/],
    [{ cond: true, columns: ['z'] }, /params.columns: 'z' is no column/],
    [{ cond: { missing: ['z'] } }, /params.cond: 'z' is no column; there is a,b,s/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('where', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

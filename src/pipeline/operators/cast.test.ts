import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({
  f: ['float64', [1, 2.7, -2.7, null]],
  i: ['int64', [1, 0, -3, null]],
  s: ['string', ['1', ' 2.5 ', '-1e2', null]],
  b: ['bool', [true, false, true, null]],
});

describe('cast', () => {
  // As Series.astype; null stays null as in Pandas' nullable types.
  it.each([
    ['f', 'int64', [1n, 2n, -2n, null]],
    ['f', 'string', ['1.0', '2.7', '-2.7', null]],
    ['f', 'bool', [true, true, true, null]],
    ['f', 'float32', [1, Math.fround(2.7), Math.fround(-2.7), null]],
    ['i', 'string', ['1', '0', '-3', null]],
    ['i', 'float64', [1, 0, -3, null]],
    ['i', 'bool', [true, false, true, null]],
    ['s', 'float64', [1, 2.5, -100, null]],
    ['b', 'int64', [1n, 0n, 1n, null]],
    ['b', 'string', ['True', 'False', 'True', null]],
  ])('%s to %s', async (column, type, expected) => {
    expect(plain(await runOperator('cast', { type: { [column]: type } }, frame))[column]).toEqual(expected);
  });

  it('casts all columns to one type', async () => {
    const cast = await runOperator('cast', { type: 'string' }, frame);
    expect(cast.columns.map((column) => column.type)).toEqual(['string', 'string', 'string', 'string']);
  });

  it("refuses what can't be converted, and makes it null with errors 'coerce'", async () => {
    await expect(runOperator('cast', { type: 'int64', columns: ['s'] }, frame)).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringMatching(/^Graph node 'tested' \(cast\): column 's' holds ' 2.5 ', which is not int64/),
    });
    const coerced = await runOperator('cast', { type: 'int64', columns: ['s'], errors: 'coerce' }, frame);
    expect(plain(coerced).s).toEqual([1n, null, null, null]);
  });

  it.each([
    [{ type: 'date' }, /params.type: /],
    [{ type: { nope: 'int64' } }, /params.columns: 'nope' is no column/],
    [{ type: { f: 'int64' }, columns: ['f', 'i'] }, /params.type: .*'i'/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('cast', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ price: ['float64', [10, null]], count: ['int64', [3, 4]], tier: ['string', ['gold', 'none']] });

describe('assign', () => {
  // As df.assign(total=lambda d: d.price * d['count'], isGold=lambda d: d.tier == 'gold').
  it('computes columns of the row, later ones of those before them', async () => {
    const columns = [
      { name: 'total', expression: { '*': [{ var: 'price' }, { var: 'count' }] } },
      { name: 'isLarge', expression: { '>': [{ var: 'total' }, 20] }, type: 'bool' },
      { name: 'tier', expression: { if: [{ '==': [{ var: 'tier' }, 'gold'] }, 1, 0] }, type: 'int64' },
    ];
    expect(plain(await runOperator('assign', { columns }, frame))).toEqual({
      price: [10, null],
      count: [3n, 4n],
      tier: [1n, 0n],
      total: [30, null],
      isLarge: [true, false],
    });
  });

  it('is null where the result does not fit the type', async () => {
    const columns = [{ name: 'x', expression: { var: 'tier' } }];
    expect(plain(await runOperator('assign', { columns }, frame)).x).toEqual([null, null]);
  });

  it('reads what lies in a list by its own names, and the length of a text', async () => {
    const columns = [
      { name: 'letters', expression: { var: 'tier.length' } },
      { name: 'sum', expression: { reduce: [[1, 2], { '+': [{ var: 'current' }, { var: 'accumulator' }] }, 0] } },
      { name: 'all', expression: { all: [[[1, 2]], { '<': [{ var: '0' }, { var: 1 }] }] }, type: 'bool' },
      { name: 'some', expression: { some: [[1], { '==': [{ var: '' }, 1] }] }, type: 'bool' },
    ];
    const { letters, sum, all, some } = plain(await runOperator('assign', { columns }, frame));
    expect({ letters, sum, all, some }).toEqual({
      letters: [4, 4],
      sum: [3, 3],
      all: [true, true],
      some: [true, true],
    });
  });

  it.each([
    [{ columns: [{ name: 'x', expression: { nope: 1 } }] }, /params.columns.0.expression: operator 'nope' is unknown/],
    [{ columns: [{ name: 'x' }] }, /params.columns.0.expression/],
    [{ columns: [] }, /params.columns: /],
    [
      { columns: [{ name: 'x', expression: { '+': [{ var: 'prcie' }, 1] } }] },
      /columns.0.expression: 'prcie' is no column; there is price,count,tier/,
    ],
    [
      {
        columns: [
          { name: 'x', expression: { var: 'y' } },
          { name: 'y', expression: 1 },
        ],
      },
      /columns.0.expression: 'y' is no column/,
    ],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('assign', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

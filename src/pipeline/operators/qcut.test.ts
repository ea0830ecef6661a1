import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ x: ['float64', [0, 1, 2, 3, 4, 5, null]] });

describe('qcut', () => {
  // pandas.qcut(range(5), 4, retbins=True) gives the bins 0, 1, 2, 3, 4; its documentation shows these labels and numbers.
  const bins = [0, 1, 2, 3, 4];
  it('holds the lowest value, and gives null beyond the edges', async () => {
    expect(plain(await runOperator('qcut', { column: 'x', bins }, frame)).x).toEqual([
      '(-0.001, 1.0]',
      '(-0.001, 1.0]',
      '(1.0, 2.0]',
      '(2.0, 3.0]',
      '(3.0, 4.0]',
      null,
      null,
    ]);
    const numbers = await runOperator('qcut', { column: 'x', bins, labels: false }, frame);
    expect(plain(numbers).x).toEqual([0n, 0n, 1n, 2n, 3n, null, null]);
  });

  it.each([
    [{ column: 'x', q: 4 }, /params/],
    [{ column: 'x', bins: [1, 1] }, /params.bins: its edges must increase/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('qcut', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

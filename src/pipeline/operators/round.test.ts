import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ f: ['float64', [0.5, 1.5, 2.5, -0.5, 2.675, null]], i: ['int64', [14, 15, 25, -15, 2, null]] });

describe('round', () => {
  // np.round of NumPy 2: halves go to the even neighbour; 2.675 is 2.67499999… in binary, but 2.675 * 100 is 267.5.
  it('rounds halves to even', async () => {
    expect(plain(await runOperator('round', { columns: ['f'] }, frame)).f).toEqual([0, 2, 2, -0, 3, null]);
    expect(plain(await runOperator('round', { columns: ['f'], decimals: 2 }, frame)).f?.[4]).toBe(2.68);
  });

  it('leaves int64 as it is, and rounds it to tens with decimals below 0', async () => {
    expect(plain(await runOperator('round', { columns: ['i'], decimals: 1 }, frame)).i).toEqual([
      14n,
      15n,
      25n,
      -15n,
      2n,
      null,
    ]);
    expect(plain(await runOperator('round', { columns: ['i'], decimals: -1 }, frame)).i).toEqual([
      10n,
      20n,
      20n,
      -20n,
      0n,
      null,
    ]);
  });

  it.each([
    [{ decimals: 0.5 }, /params.decimals: /],
    [{ decimals: 400 }, /params.decimals: /],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('round', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

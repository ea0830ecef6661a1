import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ f: ['float64', [1, null]], s: ['string', ['', null]] });

describe('isna', () => {
  it('tells nulls, as df.isna(); an empty text is none', async () => {
    expect(plain(await runOperator('isna', {}, frame))).toEqual({ f: [false, true], s: [false, true] });
  });

  it('stands beside the columns with a suffix', async () => {
    const told = await runOperator('isna', { columns: ['f'], suffix: '_isna' }, frame);
    expect(plain(told)).toEqual({ f: [1, null], s: ['', null], f_isna: [false, true] });
  });

  it('refuses a suffix that makes a name twice', async () => {
    const clash = frameOf({ f: ['float64', [1]], f_na: ['float64', [1]] });
    await expect(runOperator('isna', { columns: ['f'], suffix: '_na' }, clash)).rejects.toThrow(/two columns 'f_na'/);
  });

  it.each([[{ columns: ['z'] }, /params.columns: 'z' is no column/]])('refuses %j', async (params, message) => {
    await expect(runOperator('isna', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

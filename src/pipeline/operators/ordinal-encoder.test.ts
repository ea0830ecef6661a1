import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ s: ['string', ['Female', 'Male', 'Other', null]], i: ['int64', [3, 1, 2, 3]] });
const categories = [
  ['Female', 'Male'],
  [1, 2, 3],
];
const ignore = { handleUnknown: 'use_encoded_value', unknownValue: -1 };

describe('ordinal-encoder', () => {
  it('gives places among categories_, as OrdinalEncoder', async () => {
    const encoded = await runOperator('ordinal-encoder', { columns: ['s', 'i'], categories, ...ignore }, frame);
    expect(plain(encoded)).toEqual({ s: [0, 1, -1, null], i: [2, 0, 1, 2] });
  });

  it('encodes null where it is a category or has a value', async () => {
    const params = { columns: ['s'], ...ignore };
    const category = await runOperator('ordinal-encoder', { ...params, categories: [['Female', 'Male', null]] }, frame);
    expect(plain(category).s).toEqual([0, 1, -1, 2]);
    const value = { ...params, categories: [['Female', 'Male', null]], encodedMissingValue: -2 };
    expect(plain(await runOperator('ordinal-encoder', value, frame)).s).toEqual([0, 1, -1, -2]);
  });

  it('refuses an unknown category', async () => {
    await expect(runOperator('ordinal-encoder', { columns: ['s', 'i'], categories }, frame)).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringMatching(/column 's' holds 'Other', which is no category/),
    });
  });

  it.each([
    [{ columns: ['s'], categories }, /params.categories: it has 2 lists for 1 columns/],
    [{ columns: ['i'], categories: [['a']] }, /params.categories.0: "a" is not int64/],
    [{ columns: ['i'], categories: [[1]], unknownValue: 1 }, /params.unknownValue: it goes with handleUnknown/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('ordinal-encoder', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ pet: ['string', ['dog', 'cat', 'snake', null]] });
const params = { columns: ['pet'], categories: [['cat', 'dog']], encodings: [[20.5, 81.25]], targetMean: 44 };

describe('target-encoder', () => {
  it('gives encodings_, and target_mean_ for what is no category, as TargetEncoder', async () => {
    expect(plain(await runOperator('target-encoder', params, frame)).pet).toEqual([81.25, 20.5, 44, 44]);
  });

  it('encodes null where it is a category', async () => {
    const withNull = { ...params, categories: [['cat', null]] };
    expect(plain(await runOperator('target-encoder', withNull, frame)).pet).toEqual([44, 20.5, 44, 81.25]);
  });

  it.each([
    [{ ...params, encodings: [[1]] }, /params.encodings: it has 1 numbers for 2 categories of column 'pet'/],
    [{ ...params, categories: [] }, /params.categories: it has 0 lists for 1 columns/],
    [{ ...params, targetMean: 'x' }, /params.targetMean: /],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('target-encoder', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

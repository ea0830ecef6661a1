import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({ s: ['string', ['foo', '', null]], i: ['int64', [3, 4, null]], f: ['float64', [1, 0.5, null]] });

describe('hash', () => {
  it('gives the bucket of a text, null for null', async () => {
    // scikit-learn: murmurhash3_32('foo', seed=0, positive=True) is 4138058784, of '' it is 0.
    expect(plain(await runOperator('hash', { columns: ['s'], buckets: 1000 }, frame)).s).toEqual([784n, 0n, null]);
    // With seed 42 it is 2972666014.
    expect(plain(await runOperator('hash', { columns: ['s'], buckets: 1000, seed: 42 }, frame)).s?.[0]).toBe(14n);
  });

  it('hashes numbers as Python writes them', async () => {
    const text = frameOf({ s: ['string', ['3', '1.0']] });
    const [three, one] = plain(await runOperator('hash', { columns: ['s'], buckets: 2 ** 31 }, text)).s ?? [];
    const hashed = plain(await runOperator('hash', { columns: ['i', 'f'], buckets: 2 ** 31 }, frame));
    expect([hashed.i?.[0], hashed.f?.[0]]).toEqual([three, one]);
  });

  it.each([
    [{ columns: ['s'], buckets: 0 }, /params.buckets: /],
    [{ columns: ['s'], buckets: 1.5 }, /params.buckets: /],
    [{ columns: ['s'] }, /params.buckets/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('hash', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

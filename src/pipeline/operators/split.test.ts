import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const rows = Array.from({ length: 100 }, (_, row) => row);
const frame = frameOf({ n: ['int64', rows], y: ['string', rows.map((row) => (row % 5 === 0 ? 'yes' : 'no'))] });
const partOf = async (params: object) => plain(await runOperator('split', params, frame));

describe('split', () => {
  it('divides the rows without overlap, and keeps their order', async () => {
    const train = (await partOf({ part: 'train', testSize: 0.3 })).n ?? [];
    const test = (await partOf({ part: 'test', testSize: 0.3 })).n ?? [];
    expect([train.length, test.length]).toEqual([70, 30]);
    expect(new Set([...train, ...test]).size).toBe(100);
    expect([...test].sort((a, b) => Number(a) - Number(b))).toEqual(test);
    expect(test).not.toEqual(rows.slice(70).map(BigInt));
  });

  // train_test_split: ceil(0.25 n) rows of test by default, floor(share * n) of train, numbers from 1 on are counts.
  it.each<[object, number]>([
    [{ part: 'test' }, 25],
    [{ part: 'test', testSize: 0.111 }, 12],
    [{ part: 'train', trainSize: 0.119 }, 11],
    [{ part: 'test', trainSize: 40 }, 60],
    [{ part: 'train', trainSize: 40, testSize: 10 }, 40],
  ])('%j has %d rows', async (params, count) => {
    expect((await partOf(params)).n).toHaveLength(count);
  });

  it('gives equal parts for equal seeds and others for others', async () => {
    const of = async (randomState: number) => (await partOf({ part: 'test', randomState })).n;
    expect(await of(7)).toEqual(await of(7));
    expect(await of(7)).not.toEqual(await of(8));
  });

  it('keeps the shares of a column with stratify', async () => {
    const { y } = await partOf({ part: 'test', testSize: 0.2, stratify: 'y' });
    expect(y?.filter((value) => value === 'yes')).toHaveLength(4);
  });

  it('refuses sizes that leave a part empty or ask for too many rows', async () => {
    for (const params of [{ testSize: 100 }, { testSize: 0 }, { testSize: 60, trainSize: 60 }]) {
      await expect(partOf({ part: 'test', ...params })).rejects.toMatchObject({
        code: 'input-invalid',
        message: "Graph node 'tested' (split): 100 rows can't be divided so; change testSize or trainSize.",
      });
    }
  });

  it.each([
    [{}, /params/],
    [{ part: 'test', testSize: -1 }, /params.testSize: /],
    [{ part: 'test', stratify: 'z' }, /params.stratify: 'z' is no column/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('split', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

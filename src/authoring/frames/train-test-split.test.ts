import { describe, expect, it } from 'vitest';
import { frameOf, plain } from '../../pipeline/testing/fixtures.ts';
import { takeRows } from './take-rows.ts';
import { trainTestSplit } from './train-test-split.ts';

const rows = Array.from({ length: 50 }, (_, row) => row);
const frame = frameOf({
  n: ['int64', rows],
  y: ['bool', rows.map((row) => row % 10 === 0)],
});

describe('takeRows', () => {
  it('gives rows by their numbers, in that order, nulls too', () => {
    const few = frameOf({ a: ['float64', [1, null, 3]], s: ['string', ['x', 'y', null]] });
    expect(plain(takeRows(few, [2, 1]))).toEqual({ a: [3, null], s: [null, 'y'] });
    expect(takeRows(few, []).rowCount).toBe(0);
  });
});

describe('trainTestSplit', () => {
  it('divides the rows, each into one part, with the shares of a column', () => {
    const { train, test } = trainTestSplit(frame, { testSize: 0.2, seed: 3, stratify: 'y' });
    expect([train.rowCount, test.rowCount]).toEqual([40, 10]);
    expect(new Set([...(plain(train).n ?? []), ...(plain(test).n ?? [])]).size).toBe(50);
    expect(plain(test).y?.filter(Boolean)).toHaveLength(1);
    expect(trainTestSplit(frame, { testSize: 0.2, seed: 3, stratify: 'y' })).toEqual({ train, test });
  });

  it.each([
    [{ testSize: 50 }, "50 rows can't be divided so; change testSize or trainSize."],
    [{ stratify: 'Y1' }, "The frame has no column 'Y1' to stratify by; did you mean 'y'?"],
    [{ stratify: 'label' }, "The frame has no column 'label' to stratify by; name one that it has."],
  ])('refuses %j', (options, message) => {
    expect(() => trainTestSplit(frame, options)).toThrow(expect.objectContaining({ code: 'input-invalid', message }));
  });
});

import { describe, expect, it } from 'vitest';
import type { Frame } from '../../pipeline/frame.ts';
import { frameOf, plain } from '../../pipeline/testing/fixtures.ts';
import { readCsv } from './read-csv.ts';
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

  it('keeps what errors call the rows', () => {
    const namesOf = ({ rowCount, rowName }: Frame) => Array.from({ length: rowCount }, (_, row) => rowName?.(row));
    expect(namesOf(takeRows(takeRows(frame, [7, 8, 9]), [2, 0]))).toEqual([
      'row 9 (counted from 0)',
      'row 7 (counted from 0)',
    ]);
    const read = readCsv('a,b\n1,"two\nlines"\n\n2,x\n3,y\n');
    expect(namesOf(read)).toEqual(['line 2', 'line 5', 'line 6']);
    expect(namesOf(takeRows(read, [2, 1]))).toEqual(['line 6', 'line 5']);
  });
});

describe('trainTestSplit', () => {
  it('divides the rows, each into one part, with the shares of a column', () => {
    const { train, test } = trainTestSplit(frame, { testSize: 0.2, randomState: 3, stratify: 'y' });
    expect([train.rowCount, test.rowCount]).toEqual([40, 10]);
    expect(new Set([...(plain(train).n ?? []), ...(plain(test).n ?? [])]).size).toBe(50);
    expect(plain(test).y?.filter(Boolean)).toHaveLength(1);
    const again = trainTestSplit(frame, { testSize: 0.2, randomState: 3, stratify: 'y' });
    expect([plain(again.train), plain(again.test)]).toEqual([plain(train), plain(test)]);
  });

  it('divides more rows than a call takes arguments', () => {
    const { train, test } = trainTestSplit(frameOf({ n: ['float64', Array.from({ length: 1_000_000 }, () => 1)] }));
    expect([train.rowCount, test.rowCount]).toEqual([750_000, 250_000]);
  });

  it.each([
    [{ testSize: 50 }, "50 rows can't be divided so; change testSize or trainSize."],
    [{ stratify: 'Y1' }, "The frame has no column 'Y1' to stratify by; did you mean 'y'?"],
    [{ stratify: 'label' }, "The frame has no column 'label' to stratify by; name one that it has."],
  ])('refuses %j', (options, message) => {
    expect(() => trainTestSplit(frame, options)).toThrow(expect.objectContaining({ code: 'input-invalid', message }));
  });
});

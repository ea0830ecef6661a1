import { expect, it } from 'vitest';
import { readCsv } from './read-csv.ts';
import { strayTexts } from './stray-texts.ts';

const csvOf = (...values: string[]) =>
  readCsv(`n,k\n${[...Array.from({ length: 40 }, (_, row) => `${row}`), ...values].map((n) => `${n},a`).join('\n')}`);

it('names the few texts that make text of a column of numbers', () => {
  expect(strayTexts(csvOf('inf', '7', '€5'))).toEqual([
    "Column 'n' is taken for text, for 'inf' in line 42 and 1 more; correct it or leave it empty.",
  ]);
});

it('takes columns of texts, of numbers and of both for what they are', () => {
  expect(strayTexts(csvOf('7'))).toEqual([]);
  expect(strayTexts(csvOf('12a', '13a', '14a', '15a', '16a', '17a'))).toEqual([]);
  expect(strayTexts(readCsv('n\n'))).toEqual([]);
});

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

it('names what stands for missing values among numbers, however often', () => {
  expect(strayTexts(readCsv('n,sign\n?,+\n7,-\n?,+\n'))).toEqual([
    "Column 'n' is taken for text, for '?' in line 2 and 1 more; correct it or leave it empty.",
  ]);
});

it.each([
  [
    '1,5',
    '2,25',
    'it has a comma; where that is a decimal one, say so by decimal (by command: --decimal ,), else leave it out',
  ],
  ['1.234,50', '1.000,00', 'its thousands are parted; write numbers without what parts them'],
  ['1’234.50', '1’000’000', 'its thousands are parted; write numbers without what parts them'],
  ["1'234.50", "1'000'000", 'its thousands are parted; write numbers without what parts them'],
  [
    '10000000000000000000000000',
    '-10000000000000000000000001',
    'it is beyond int64; where it is to be a number, write it as 1e25',
  ],
  ['-Infinity', 'inf', 'no model learns from it; clip it or leave it empty'],
  ['$4.50', '$ 1', 'its unit stands beside it; write the number alone'],
  ['4,50 €', '12%', 'its unit stands beside it; write the number alone'],
])('says why numbers written as %s and %s are texts', (first, second, sentence) => {
  const text = `n\n"${first}"\n"${second}"\n7\n\n"${second}"\n`;
  expect(strayTexts(readCsv(text))).toEqual([`Column 'n' is taken for text, as '${first}' in line 2: ${sentence}.`]);
});

it('takes columns of texts, of numbers and of both for what they are', () => {
  expect(strayTexts(csvOf('7'))).toEqual([]);
  expect(strayTexts(csvOf('12a', '13a', '14a', '15a', '16a', '17a'))).toEqual([]);
  for (const texts of [
    '2026-01-02\n2026-01-03',
    '1.2.3\n1.2.4',
    '01.02.2026\n02.02.2026',
    '10-20\n20-30',
    'S\nM\n"1,5"',
    '1/2\n12:30',
  ])
    expect(strayTexts(readCsv(`n\n${texts}\n`))).toEqual([]);
  expect(strayTexts(csvOf('A'), new Set(['n']))).toEqual([]);
  expect(strayTexts(readCsv('n\n'))).toEqual([]);
});

import { expect, it } from 'vitest';
import { paddedTexts } from './padded-texts.ts';
import { readCsv } from './read-csv.ts';

it('names columns whose texts have spaces around them', () => {
  expect(paddedTexts(readCsv('id, device, sold\n1, phone,yes\n2, "desk",no \n3,tab,no\n'))).toEqual([
    `Column 'device' has spaces around texts, as " phone" in line 2 and 1 more; take them out.`,
    `Column 'sold' has spaces around texts, as "no " in line 3; take them out.`,
  ]);
});

it('leaves spaces inside of texts, those around numbers, and what is missing', () => {
  expect(paddedTexts(readCsv('n,t\n 1 ,a b\n 2,\n'))).toEqual([]);
});

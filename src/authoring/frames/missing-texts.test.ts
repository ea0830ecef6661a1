import { expect, it } from 'vitest';
import { missingTexts } from './missing-texts.ts';
import { readCsv } from './read-csv.ts';

it('names columns that keep texts which stand for a missing value elsewhere', () => {
  const csv = 'country,plan,note\nNA,free,NA\nDE,,x\nNA,None,\n';
  const kept = new Set(['country', 'plan']);
  const frame = readCsv(csv, { naValues: { country: [''], plan: [''], note: [''] } });
  expect(missingTexts(frame, kept)).toEqual([
    "Column 'country' has the text 'NA' in line 2 and 1 more; leave it empty where that stands for a missing value.",
    "Column 'plan' has the text 'None' in line 4; leave it empty where that stands for a missing value.",
  ]);
});

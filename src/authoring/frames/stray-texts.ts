import { type Frame, valuesOf } from '../../pipeline/frame.ts';
import { numberedRow } from '../row-name.ts';
import { inferTextType } from './infer-type.ts';

/** Texts are taken for slips where no more than one value in so many is no number. */
const oneInTen = 10;

/** What people write for a missing value, such as `?` or `-`. */
const mark = /^[^\p{L}\d\s]+$/u;

/** How people write numbers that are none in CSV, and what to do about each. */
const notations: readonly (readonly [RegExp, string])[] = [
  [
    /^[+-]?\d*,\d+$/,
    'it has a comma; where that is a decimal one, say so by decimal (by command: --decimal ,), else leave it out',
  ],
  [
    /^[+-]?\d{1,3}(?:([.,'’\s])\d{3})(?:\1\d{3})*(?:[.,]\d+)?$/,
    'its thousands are parted; write numbers without what parts them',
  ],
  [/^[+-]?inf(?:inity)?$/i, 'no model learns from it; clip it or leave it empty'],
  [/^[+-]?\d{19,}$/, 'it is beyond int64; where it is to be a number, write it as 1e25'],
  [/^[+-]?(?:[$€£¥]\s?[\d.,]+|[\d.,]+\s?[$€£¥%])$/, 'its unit stands beside it; write the number alone'],
];

/**
 * Of each column that is text and was not meant to be, a sentence: for the sake of a few values, what the first of them is and where; or
 * for how its numbers are written.
 * @param meant the columns that are to be texts. @default none
 */
export function strayTexts(
  { names, columns, rowName = numberedRow }: Frame,
  meant: { has(name: string): boolean } = new Set(),
): string[] {
  return names.flatMap((name, index) => {
    const column = columns[index];
    if (column?.type !== 'string' || meant.has(name)) return [];
    const texts = valuesOf(column).flatMap((value, row) => (value === null ? [] : [{ text: String(value), row }]));
    const strays = texts.filter(({ text }) => inferTextType([text]) === 'string');
    const [first] = strays;
    if (!first) return [];
    const subject = `Column '${name}' is taken for text`;
    const place = `'${first.text}' in ${rowName(first.row)}`;
    const isFew = oneInTen * strays.length <= texts.length;
    const others = strays.length === 1 ? '' : ` and ${strays.length - 1} more`;
    const isMissing = strays.length < texts.length && strays.every(({ text }) => mark.test(text));
    if (isFew || isMissing) return [`${subject}, for ${place}${others}; correct it or leave it empty.`];
    const notation = notations.find(([pattern]) => pattern.test(first.text));
    const isNumeric = strays.every(({ text }) => notations.some(([pattern]) => pattern.test(text)));
    return notation && isNumeric ? [`${subject}, as ${place}: ${notation[1]}.`] : [];
  });
}

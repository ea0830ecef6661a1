import { type Column, type Frame, valuesOf } from '../../pipeline/frame.ts';
import { numberedRow } from '../row-name.ts';
import { inferTextType } from './infer-type.ts';

/** Share of a column's values, from which on those that are no numbers are taken for slips. */
const almostAll = 0.9;

/** Of each column that is text for the sake of a few values, what the first of them is, and where: a sentence each. */
export function strayTexts({ names, columns, rowName = numberedRow }: Frame): string[] {
  return names.flatMap((name, index) => {
    const column = columns[index];
    const strays = column?.type === 'string' ? straysIn(column) : [];
    const [first] = strays;
    if (!first) return [];
    const others = strays.length === 1 ? '' : ` and ${strays.length - 1} more`;
    return [
      `Column '${name}' is taken for text, for '${first.text}' in ${rowName(first.row)}${others}; correct it or leave it empty.`,
    ];
  });
}

function straysIn(column: Column): { text: string; row: number }[] {
  const texts = valuesOf(column).flatMap((value, row) => (value === null ? [] : [{ text: String(value), row }]));
  const strays = texts.filter(({ text }) => inferTextType([text]) === 'string');
  return strays.length <= (1 - almostAll) * texts.length ? strays : [];
}

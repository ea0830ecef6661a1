import { type Frame, valuesOf } from '../../pipeline/frame.ts';
import { numberedRow } from '../row-name.ts';
import { pandasNaValues } from './read-csv.ts';

/** Of each column of `kept` in which a text stands that others have for a missing value, a sentence: it is a category like any other. */
export function missingTexts(
  { names, columns, rowName = numberedRow }: Frame,
  kept: { has(name: string): boolean },
): string[] {
  return names.flatMap((name, index) => {
    const column = columns[index];
    if (column?.type !== 'string' || !kept.has(name)) return [];
    const values = valuesOf(column);
    const rows = values.flatMap((value, row) => (pandasNaValues.includes(String(value ?? '0')) ? [row] : []));
    const [first] = rows;
    if (first === undefined) return [];
    const others = rows.length === 1 ? '' : ` and ${rows.length - 1} more`;
    return [
      `Column '${name}' has the text '${values[first]}' in ${rowName(first)}${others}; leave it empty where that stands for a missing value.`,
    ];
  });
}

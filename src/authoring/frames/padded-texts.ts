import { type Frame, valuesOf } from '../../pipeline/frame.ts';
import { numberedRow } from '../row-name.ts';

/** Of each column with spaces before or behind its texts, a sentence: they make other texts, and so other categories, than those of the page. */
export function paddedTexts({ names, columns, rowName = numberedRow }: Frame): string[] {
  return names.flatMap((name, index) => {
    const column = columns[index];
    if (column?.type !== 'string') return [];
    const values = valuesOf(column);
    const rows = values.flatMap((value, row) => (typeof value === 'string' && value !== value.trim() ? [row] : []));
    const [first] = rows;
    if (first === undefined) return [];
    const others = rows.length === 1 ? '' : ` and ${rows.length - 1} more`;
    const text = JSON.stringify(values[first]);
    return [`Column '${name}' has spaces around texts, as ${text} in ${rowName(first)}${others}; take them out.`];
  });
}

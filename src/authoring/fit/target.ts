import { EdgewiseError } from '../../errors.ts';
import { type Column, columnOf, createFrame, type Frame, valueAt } from '../../pipeline/frame.ts';
import { didYouMean } from '../graph/did-you-mean.ts';
import { numberedRow, type RowName } from '../row-name.ts';

/** What is learned, one a row. */
export interface TrainingTarget {
  readonly labels?: readonly (number | string)[] | undefined;
  readonly sampleWeight?: readonly number[] | undefined;
  readonly rowName: RowName;
}

/**
 * Takes labels and weights out of a frame, so that no node sees them.
 * @throws EdgewiseError `input-invalid` for a frame without rows, a column that there is not, a label that is missing, and weights that are no numbers.
 */
export function takeTarget(
  frame: Frame,
  { label, sampleWeight }: { readonly label?: string | undefined; readonly sampleWeight?: string | undefined },
): TrainingTarget & { readonly frame: Frame } {
  if (frame.rowCount === 0) throw new EdgewiseError('input-invalid', 'The frame has no rows; give it some.');
  const labels = label === undefined ? undefined : valuesIn(frame, label, 'label');
  const weights = sampleWeight === undefined ? undefined : valuesIn(frame, sampleWeight, 'weights');
  const columns = frame.names.flatMap((name, index): [string, Column][] => {
    const column = frame.columns[index];
    return column && name !== label && name !== sampleWeight ? [[name, column]] : [];
  });
  const { rowName = numberedRow } = frame;
  return { frame: { ...createFrame(new Map(columns)), rowName }, labels, sampleWeight: weights?.map(Number), rowName };
}

/**
 * What a column holds: numbers and texts as they are, bool as 0 and 1.
 * @throws EdgewiseError `input-invalid` naming the first row without a value.
 */
function valuesIn(frame: Frame, name: string, what: string): (number | string)[] {
  const column = take(frame, name, what);
  const { rowName = numberedRow } = frame;
  return Array.from({ length: column.data.length }, (_, row) => {
    const value = valueAt(column, row);
    if (value === null)
      throw new EdgewiseError(
        'input-invalid',
        `Column '${name}', the ${what}, has nothing in ${rowName(row)}; fill it or drop the row.`,
      );
    return typeof value === 'string' ? value : Number(value);
  });
}

function take(frame: Frame, name: string, what: string): Column {
  const column = columnOf(frame, name);
  if (column) return column;
  const remedy = didYouMean(name, frame.names) || `; it has ${frame.names.join(', ') || 'none'}.`;
  throw new EdgewiseError('input-invalid', `The frame has no column '${name}' for the ${what}${remedy}`);
}

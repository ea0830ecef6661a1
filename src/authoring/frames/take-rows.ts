import { EdgewiseError } from '../../errors.ts';
import { type Column, computeColumn, createFrame, type Frame, valueAt } from '../../pipeline/frame.ts';
import { givenInWords } from '../expect-given.ts';
import { numberedRow } from '../row-name.ts';
import { expectFrame } from './expect-frame.ts';

/**
 * Some rows of a frame, in the order of their numbers, by the names that they had.
 * @param rows counted from 0; a row may be taken more than once.
 * @throws EdgewiseError `input-invalid` for a row that the frame has not.
 */
export function takeRows(frame: Frame, rows: readonly number[]): Frame {
  expectFrame(frame, 'takeRows');
  const refuse = (sentence: string): never => {
    throw new EdgewiseError('input-invalid', `${sentence}.`);
  };
  if (!Array.isArray(rows)) refuse(`takeRows takes a list of row numbers, and was given ${givenInWords(rows)}`);
  const { rowCount } = frame;
  for (const row of rows)
    if (!(Number.isInteger(row) && row >= 0 && row < rowCount))
      refuse(`The frame has no row ${row}; it has ${rowCount === 0 ? 'none' : `the rows 0 to ${rowCount - 1}`}`);
  const columns = frame.columns.map((column, index): [string, Column] => {
    return [
      frame.names[index] ?? '',
      computeColumn(column.type, rows.length, (row) => valueAt(column, rows[row] ?? -1)),
    ];
  });
  const { rowName = numberedRow } = frame;
  return { ...createFrame(new Map(columns)), rowName: (row) => rowName(rows[row] ?? row) };
}

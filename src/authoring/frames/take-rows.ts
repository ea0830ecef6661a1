import { type Column, computeColumn, createFrame, type Frame, valueAt } from '../../pipeline/frame.ts';
import { numberedRow } from '../row-name.ts';

/** Some rows of a frame, in the order of their numbers, by the names that they had. */
export function takeRows(frame: Frame, rows: readonly number[]): Frame {
  const columns = frame.columns.map((column, index): [string, Column] => {
    return [
      frame.names[index] ?? '',
      computeColumn(column.type, rows.length, (row) => valueAt(column, rows[row] ?? -1)),
    ];
  });
  const { rowName = numberedRow } = frame;
  return { ...createFrame(new Map(columns)), rowName: (row) => rowName(rows[row] ?? row) };
}

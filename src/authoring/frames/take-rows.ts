import { type Column, computeColumn, createFrame, type Frame, valueAt } from '../../pipeline/frame.ts';

/** Some rows of a frame, in the order of their numbers. */
export function takeRows(frame: Frame, rows: readonly number[]): Frame {
  const columns = frame.columns.map((column, index): [string, Column] => {
    return [
      frame.names[index] ?? '',
      computeColumn(column.type, rows.length, (row) => valueAt(column, rows[row] ?? -1)),
    ];
  });
  return createFrame(new Map(columns));
}

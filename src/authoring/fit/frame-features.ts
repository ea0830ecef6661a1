import { numericTypes } from '../../pipeline/column-plan.ts';
import { type Frame, valueAt } from '../../pipeline/frame.ts';

/** What is wrong with a frame that an estimator is to learn from, if anything is. */
export function unfitColumn({ names, columns }: Pick<Frame, 'names' | 'columns'>): string | undefined {
  const index = columns.findIndex(({ type }) => !numericTypes.includes(type) && type !== 'bool');
  return index < 0 ? undefined : `column '${names[index]}' is ${columns[index]?.type}; encode or drop it`;
}

/** The numbers of a frame row by row, rounded to float32; NaN where a value is missing. */
export function numbersOf({ columns, rowCount }: Pick<Frame, 'columns' | 'rowCount'>): Float64Array {
  const width = columns.length;
  const numbers = new Float64Array(rowCount * width);
  for (const [index, column] of columns.entries()) {
    for (let row = 0; row < rowCount; row++) {
      const cell = valueAt(column, row);
      numbers[row * width + index] = cell === null ? Number.NaN : Math.fround(Number(cell));
    }
  }
  return numbers;
}

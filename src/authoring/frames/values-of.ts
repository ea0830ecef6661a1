import { EdgewiseError } from '../../errors.ts';
import { type Column, type ColumnValue, valuesOf as valuesOfColumn } from '../../pipeline/frame.ts';
import { isRecord } from '../../xdm/record.ts';
import { givenInWords } from '../expect-given.ts';

/**
 * The values of all rows as plain JavaScript: int64 as a bigint, null where one is missing.
 * @throws EdgewiseError `input-invalid` for what is no column, as where a frame has none of a name.
 */
export function valuesOf(column: Column): ColumnValue[] {
  const given: unknown = column;
  if (isRecord(given) && 'data' in given) return valuesOfColumn(column);
  const message = `valuesOf takes a column, and was given ${givenInWords(given)}; name one that the frame has.`;
  throw new EdgewiseError('input-invalid', message);
}

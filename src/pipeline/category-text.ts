import { type ColumnValue, coerce } from './frame.ts';

/** A category as Python prints it; of a float column, as far as 16 digits go. */
export function categoryText(category: ColumnValue, isFloat: boolean): string {
  if (category === null) return isFloat ? 'nan' : 'None';
  return isFloat && Number.isInteger(category) ? `${category}.0` : String(coerce('string', category));
}

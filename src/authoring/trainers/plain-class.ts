import type { ColumnValue } from '../../pipeline/frame.ts';

/** A class as models name it: an int64 or a truth value is the number of the same amount. */
export function plainClass(value: ColumnValue): number | string | null {
  return typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : value;
}

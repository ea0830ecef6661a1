import { array, boolean, check, minLength, number, optional, picklist, pipe, string, union } from 'valibot';
import { isSafeName, parsePath } from '../xdm/path.ts';
import type { ColumnType } from './frame.ts';

/** Schemas that params of several operators share. */

export const nameSchema = pipe(string(), check(isSafeName, 'a name must not be empty or reach a prototype'));

export const namesSchema = pipe(array(nameSchema), minLength(1));

export const columnTypeSchema = picklist(['float32', 'float64', 'int64', 'string', 'bool']);

/** A plain value, as JSON writes it. */
export const scalarSchema = union([number(), string(), boolean()]);

export const pathSchema = pipe(
  string(),
  check((path) => path !== '' && parsePath(path) !== undefined, "a path looks like 'commerce.order.priceTotal'"),
);

/** A column read from XDM. */
export const readColumnEntries = {
  name: nameSchema,
  path: optional(pathSchema),
  type: optional(columnTypeSchema),
  default: optional(scalarSchema),
};

/** Whether a literal in a definition is of a column's type, without any conversion. */
export function isLiteralOf(type: ColumnType, value: unknown): boolean {
  if (type === 'string') return typeof value === 'string';
  if (type === 'bool') return typeof value === 'boolean';
  return type === 'int64' ? Number.isSafeInteger(value) : typeof value === 'number';
}

/** The column type that a literal would have. */
export function typeOfLiteral(value: unknown): ColumnType {
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'bool' : 'float64';
}

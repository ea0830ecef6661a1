import {
  array,
  boolean,
  check,
  exactOptional,
  type GenericSchema,
  minLength,
  number,
  picklist,
  pipe,
  string,
  union,
  unknown,
} from 'valibot';
import { checkExpression, type JsonLogic } from '../xdm/condition.ts';
import { isSafeName, parsePath } from '../xdm/path.ts';
import type { ColumnType } from './frame.ts';

/** Schemas that params of several operators share. */

export const nameSchema = pipe(string(), check(isSafeName, 'this name is reserved; choose another'));

/** A list of one or more. */
export function listOf<T>(schema: GenericSchema<unknown, T>) {
  return pipe(array(schema), minLength(1));
}

export const namesSchema = listOf(nameSchema);

export const columnTypeSchema = picklist(['float32', 'float64', 'int64', 'string', 'bool']);

/** A plain value, as JSON writes it. */
export const scalarSchema = union([number(), string(), boolean()]);

export const pathSchema = pipe(
  string(),
  check((path) => path !== '' && parsePath(path) !== undefined, "a path looks like 'commerce.order.priceTotal'"),
);

/** JSON Logic. */
export const conditionSchema = pipe(
  unknown() as GenericSchema<JsonLogic>,
  check(
    (condition) => checkExpression(condition).length === 0,
    ({ input }) => checkExpression(input).join(' and '),
  ),
);

/** A column read from XDM. */
export const readColumnEntries = {
  name: nameSchema,
  path: exactOptional(pathSchema),
  type: exactOptional(columnTypeSchema),
  default: exactOptional(scalarSchema),
};

/** Whether a literal in a definition is of a column's type, without any conversion. */
export function isLiteralOf(type: ColumnType, value: unknown): boolean {
  if (type === 'int64') return Number.isSafeInteger(value);
  return typeof value === (type === 'string' ? type : type === 'bool' ? 'boolean' : 'number');
}

/** The column type that a literal would have. */
export function typeOfLiteral(value: unknown): ColumnType {
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'bool' : 'float64';
}

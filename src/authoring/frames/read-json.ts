import { EdgewiseError } from '../../errors.ts';
import { type Column, type ColumnType, coerce, createColumn, createFrame, type Frame } from '../../pipeline/frame.ts';
import { isRecord } from '../../xdm/record.ts';
import { numberedRow } from '../row-name.ts';
import { inferValueType } from './infer-type.ts';

/** Options of {@link frameFromRows} and {@link frameFromColumns}. */
export interface JsonFrameOptions {
  /** Types by column. @default found out from the values */
  readonly types?: Readonly<Record<string, ColumnType>>;
}

/**
 * A frame of JSON rows, as Pandas' `DataFrame(records)`: its columns are the fields of all rows, null where a row has none.
 * @throws EdgewiseError `input-invalid` naming row and column: a row that is no object, a column of several types.
 */
export function frameFromRows(rows: readonly object[], options: JsonFrameOptions = {}): Frame {
  const records = rows.map((fields, row) => {
    if (isRecord(fields)) return fields;
    throw new EdgewiseError(
      'input-invalid',
      `What stands in ${numberedRow(row)} is no object of fields; give rows as [{ "column": value }].`,
    );
  });
  const names = new Set(records.flatMap((fields) => Object.keys(fields)));
  const columns = [...names].map((name): [string, Column] => {
    const values = records.map((fields) => (Object.hasOwn(fields, name) ? fields[name] : null));
    return [name, toColumn(name, values, options)];
  });
  return createFrame(new Map(columns));
}

/**
 * A frame of JSON columns, as Pandas' `DataFrame(dict of lists)`.
 * @throws EdgewiseError `input-invalid` for columns that differ in length, and naming row and column of values of several types.
 */
export function frameFromColumns(
  columns: Readonly<Record<string, readonly unknown[]>>,
  options: JsonFrameOptions = {},
): Frame {
  const entries = Object.entries(columns).map(([name, values]): [string, Column] => {
    if (Array.isArray(values)) return [name, toColumn(name, values, options)];
    throw new EdgewiseError('input-invalid', `Column '${name}' is no list; give columns as { "column": [values] }.`);
  });
  return createFrame(new Map(entries));
}

function toColumn(name: string, values: readonly unknown[], { types = {} }: JsonFrameOptions): Column {
  const refuse = (row: number, reason: string): never => {
    throw new EdgewiseError('input-invalid', `Column '${name}', ${numberedRow(row)}: ${reason}.`);
  };
  const given = Object.hasOwn(types, name) ? types[name] : undefined;
  const type = given ?? inferValueType(values) ?? refuse(...unlikeOthers(values));
  const converted = values.map((value, row) => {
    const result = coerce(type, value);
    if (result !== null || value === null || value === undefined || Number.isNaN(value)) return result;
    return refuse(row, `${shown(value)} is not ${type}; correct it or the type`);
  });
  return createColumn(type, converted);
}

/** The first row that holds another type than those before it. */
function unlikeOthers(values: readonly unknown[]): [row: number, reason: string] {
  const typeOf = (value: unknown) => (value === null || value === undefined ? undefined : typeof value);
  const first = values.map(typeOf).find((type) => type !== undefined);
  const row = values.findIndex((value) => typeOf(value) === 'object' || (typeOf(value) ?? first) !== first);
  return [
    row,
    `${shown(values[row])} stands among values of type ${first}; give the column's type or one type of values`,
  ];
}

function shown(value: unknown): string {
  return `${JSON.stringify(value)}`.slice(0, 50);
}

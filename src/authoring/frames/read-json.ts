import * as v from 'valibot';
import type { TensorData } from '../../engine/session.ts';
import { EdgewiseError } from '../../errors.ts';
import { type Column, type ColumnType, coerce, createColumn, createFrame, type Frame } from '../../pipeline/frame.ts';
import { isRecord } from '../../xdm/record.ts';
import { expectGiven, givenInWords } from '../expect-given.ts';
import { didYouMean } from '../graph/did-you-mean.ts';
import { numberedRow } from '../row-name.ts';
import { inferValueType } from './infer-type.ts';

/** Types by column. */
export const typesSchema = v.optional(
  v.record(v.string(), v.picklist(['float32', 'float64', 'int64', 'string', 'bool'])),
);
const optionsSchema = v.strictObject({ types: typesSchema });

/** Options of {@link frameFromRows} and {@link frameFromColumns}. */
export interface JsonFrameOptions {
  /** Types by column. @default found out from the values */
  readonly types?: Readonly<Record<string, ColumnType>> | undefined;
}

/**
 * A frame of JSON rows, as Pandas' `DataFrame(records)`: its columns are the fields of all rows, null where a row has none.
 * @throws EdgewiseError `input-invalid` naming row and column: a row that is no object, a column of several types.
 */
export function frameFromRows(rows: readonly object[], options: JsonFrameOptions = {}): Frame {
  if (!Array.isArray(rows)) {
    const remedy = 'give rows as [{ "column": value }]';
    throw refused(`frameFromRows takes a list of rows, and was given ${givenInWords(rows)}; ${remedy}`);
  }
  expectGiven(optionsSchema, options, 'The options of frameFromRows are wrong');
  const records = rows.map((fields, row) => {
    if (isRecord(fields)) return fields;
    throw refused(`What stands in ${numberedRow(row)} is no object of fields; give rows as [{ "column": value }]`);
  });
  const names = new Set(records.flatMap((fields) => Object.keys(fields)));
  expectColumns(names, options);
  const columns = [...names].map((name): [string, Column] => {
    const values = records.map((fields) => (Object.hasOwn(fields, name) ? fields[name] : null));
    return [name, toColumn(name, values, options)];
  });
  return createFrame(new Map(columns));
}

/**
 * A frame of columns by name, as Pandas' `DataFrame(dict of lists)`: lists of plain values, or arrays of numbers such as a Float64Array.
 * @throws EdgewiseError `input-invalid` for columns that differ in length, and naming row and column of values of several types.
 */
export function frameFromColumns(
  columns: Readonly<Record<string, readonly unknown[] | TensorData>>,
  options: JsonFrameOptions = {},
): Frame {
  if (!isRecord(columns)) {
    const remedy = 'give them as { "column": [values] }';
    throw refused(`frameFromColumns takes columns by name, and was given ${givenInWords(columns)}; ${remedy}`);
  }
  expectGiven(optionsSchema, options, 'The options of frameFromColumns are wrong');
  expectColumns(new Set(Object.keys(columns)), options);
  const entries = Object.entries(columns).map(([name, values]): [string, Column] => {
    if (Array.isArray(values)) return [name, toColumn(name, values, options)];
    if (ArrayBuffer.isView(values)) return [name, toColumn(name, Array.from<unknown>(values), options)];
    throw refused(`Column '${name}' is no list; give columns as { "column": [values] }`);
  });
  return createFrame(new Map(entries));
}

const refused = (sentence: string): EdgewiseError => new EdgewiseError('input-invalid', `${sentence}.`);

function expectColumns(names: ReadonlySet<string>, { types = {} }: JsonFrameOptions): void {
  for (const name of Object.keys(types)) {
    if (names.has(name)) continue;
    const message = `There is no column '${name}' to give a type to${didYouMean(name, names) || '; correct it.'}`;
    throw new EdgewiseError('input-invalid', message);
  }
}

function toColumn(name: string, values: readonly unknown[], { types = {} }: JsonFrameOptions): Column {
  const refuse = (row: number, reason: string): never => {
    throw refused(`Column '${name}', ${numberedRow(row)}: ${reason}`);
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
  const value = values[row];
  if (value instanceof Date) return [row, `${shown(value)} is a Date; write it as a text, by toISOString`];
  if (typeof value === 'object')
    return [row, `${shown(value)} is an object, and no column holds it; give numbers, texts or truth values`];
  return [row, `${shown(value)} stands among values of type ${first}; give the column's type or one type of values`];
}

function shown(value: unknown): string {
  return `${typeof value === 'bigint' ? value : JSON.stringify(value)}`.slice(0, 50);
}

import { EdgewiseError } from '../errors.ts';
import type { Part } from './operator.ts';

/** Types of a column, named as tensors name theirs. */
export type ColumnType = 'float32' | 'float64' | 'int64' | 'string' | 'bool';

/** The storage that goes with each column type; `bool` is 0 or 1 in a Uint8Array, as in tensors. */
export interface ColumnData {
  float32: Float32Array;
  float64: Float64Array;
  int64: BigInt64Array;
  string: readonly string[];
  bool: Uint8Array;
}

/** A column of one type. */
export interface TypedColumn<T extends ColumnType> {
  readonly type: T;
  readonly data: ColumnData[T];
  /** 1 where the row is null; absent when none is. In float columns null is NaN, as in Pandas, and there is no mask. */
  readonly nulls?: Uint8Array | undefined;
}

/** One column of a frame. Never written to once made. */
export type Column = { [T in ColumnType]: TypedColumn<T> }[ColumnType];

/** One value of a column: int64 as a bigint. */
export type ColumnValue = number | bigint | string | boolean | null;

/** Rows of named, typed columns, immutable; what Pandas calls a DataFrame. `names` and `columns` go in step. */
export interface Frame {
  /** In the order of the columns. */
  readonly names: readonly string[];
  /** Each of `rowCount` values. */
  readonly columns: readonly Column[];
  readonly rowCount: number;
  /** What errors of training call a row, for instance `line 12` of the file that it was read from. @default its number */
  readonly rowName?: ((row: number) => string) | undefined;
}

/** Name and type of a column, known before any data is. */
export interface ColumnSpec {
  readonly name: string;
  readonly type: ColumnType;
}

/**
 * Makes a frame.
 * @throws EdgewiseError `input-invalid` when columns differ in length.
 */
export function createFrame(columns: ReadonlyMap<string, Column> | Readonly<Record<string, Column>>): Frame {
  const entries: [string, Column][] = columns instanceof Map ? [...columns] : Object.entries(columns);
  const rowCount = entries[0]?.[1].data.length ?? 0;
  for (const [name, column] of entries) {
    if (column.data.length !== rowCount) {
      const expected = `${rowCount} rows like the first column`;
      throw new EdgewiseError('input-invalid', `Column '${name}' has ${column.data.length} rows; give it ${expected}.`);
    }
  }
  return { names: entries.map(([name]) => name), columns: entries.map(([, column]) => column), rowCount };
}

/** The column of a name, or undefined. */
export function columnOf(frame: Frame, name: string): Column | undefined {
  return frame.columns[frame.names.indexOf(name)];
}

const storage = {
  float32: (length: number) => new Float32Array(length),
  float64: (length: number) => new Float64Array(length),
  int64: (length: number) => new BigInt64Array(length),
  string: (length: number) => new Array<string>(length).fill(''),
  bool: (length: number) => new Uint8Array(length),
};

/** Whether a tensor's type, say, is one that columns have. */
export function isColumnType(type: string): type is ColumnType {
  return Object.hasOwn(storage, type);
}

/** Makes a column of plain values by {@link coerce}; what doesn't fit the type is null. */
export function createColumn(type: ColumnType, values: readonly unknown[]): Column {
  return computeColumn(type, values.length, (row) => values[row]);
}

/** As {@link createColumn}, of what `valueIn` gives for each row. */
export function computeColumn(type: ColumnType, rowCount: number, valueIn: (row: number) => unknown): Column {
  const data = storage[type](rowCount);
  const target = data as { [row: number]: ColumnValue };
  let nulls: Uint8Array | undefined;
  for (let row = 0; row < rowCount; row++) {
    const value = coerce(type, valueIn(row));
    if (value !== null) target[row] = value;
    else if (type.startsWith('float')) target[row] = Number.NaN;
    else {
      nulls ??= new Uint8Array(rowCount);
      nulls[row] = 1;
    }
  }
  return { type, data, nulls } as Column;
}

/** Whether the value of a row is missing. */
export function isNull(column: Column, row: number): boolean {
  return valueAt(column, row) === null;
}

/** The value of a row as plain JavaScript; null where it is missing. */
export function valueAt({ type, data, nulls }: Part, row: number): ColumnValue {
  const value = data[row];
  if (value === undefined || nulls?.[row] || Number.isNaN(value)) return null;
  return type === 'bool' ? value === 1 : value;
}

/** The values of all rows as plain JavaScript. */
export function valuesOf(column: Part): ColumnValue[] {
  return Array.from({ length: column.data.length }, (_, row) => valueAt(column, row));
}

/**
 * Converts a value as Python's `float()`, `int()`, `bool()` and `str()` do: `'4.5'` to 4.5, 4.7 to 4n, `true` to `'True'`; but the texts
 * that are false in a CSV, `'false'` and `'0'`, are false.
 * @returns null for null, undefined, NaN and what can't be converted.
 */
export function coerce(type: ColumnType, value: unknown): ColumnValue {
  if (
    typeof value === 'number' ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    typeof value === 'bigint'
  ) {
    const converted = Number.isNaN(value) ? null : converters[type](value);
    return Number.isNaN(converted) ? null : converted;
  }
  return null;
}

type Plain = number | string | boolean | bigint;

/** A value in each type; NaN or null where it can't be converted. */
const converters: Readonly<Record<ColumnType, (value: Plain) => ColumnValue>> = {
  float32: (value) => Math.fround(toFloat(value)),
  float64: toFloat,
  int64: toInteger,
  string: (value) => (typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value)),
  bool: (value) => !/^(|0|false)$/i.test(`${value}`),
};

const decimal = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const whole = /^\s*[+-]?\d{1,29}\s*$/;

function toFloat(value: Plain): number {
  return typeof value === 'string' && !decimal.test(value) ? Number.NaN : Number(value);
}

function toInteger(value: Plain): bigint | null {
  const number = typeof value === 'number' ? Math.trunc(value) : value;
  if (typeof number === 'string' ? !whole.test(number) : !Number.isFinite(Number(number))) return null;
  const integer = BigInt(number);
  return BigInt.asIntN(64, integer) === integer ? integer : null;
}

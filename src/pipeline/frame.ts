import { EdgewiseError } from '../errors.ts';

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
  readonly names: readonly string[];
  readonly columns: readonly Column[];
  readonly rowCount: number;
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

/** Makes a column of plain values by {@link coerce}; what doesn't fit the type is null. */
export function createColumn(type: ColumnType, values: readonly unknown[]): Column {
  const count = values.length;
  switch (type) {
    case 'float32':
      return { type, data: fill(new Float32Array(count), values, toFloat) };
    case 'float64':
      return { type, data: fill(new Float64Array(count), values, toFloat) };
    case 'int64':
      return { type, data: fill(new BigInt64Array(count), values, toInteger, 0n), nulls: nullsOf(values, toInteger) };
    case 'string':
      return { type, data: values.map((value) => toText(value) ?? ''), nulls: nullsOf(values, toText) };
    case 'bool':
      return { type, data: fill(new Uint8Array(count), values, toBit, 0), nulls: nullsOf(values, toBit) };
  }
}

/** Whether the value of a row is missing. */
export function isNull(column: Column, row: number): boolean {
  return column.nulls ? column.nulls[row] === 1 : Number.isNaN(column.data[row]);
}

/** The value of a row as plain JavaScript; null where it is missing. */
export function valueAt(column: Column, row: number): ColumnValue {
  if (isNull(column, row)) return null;
  const value = column.data[row] ?? null;
  return column.type === 'bool' ? value === 1 : value;
}

/** The values of all rows as plain JavaScript. */
export function valuesOf(column: Column): ColumnValue[] {
  return Array.from({ length: column.data.length }, (_, row) => valueAt(column, row));
}

/**
 * Converts a value as Python's `float()`, `int()`, `bool()` and `str()` do: `'4.5'` to 4.5, 4.7 to 4n, `true` to `'True'`.
 * @returns null for null, undefined, NaN and what can't be converted.
 */
export function coerce(type: ColumnType, value: unknown): ColumnValue {
  switch (type) {
    case 'float32':
    case 'float64': {
      const number = toFloat(value);
      if (Number.isNaN(number)) return null;
      return type === 'float32' ? Math.fround(number) : number;
    }
    case 'int64':
      return toInteger(value) ?? null;
    case 'string':
      return toText(value) ?? null;
    case 'bool': {
      const bit = toBit(value);
      return bit === undefined ? null : bit === 1;
    }
  }
}

function fill<V, D extends { [row: number]: V }>(
  data: D,
  values: readonly unknown[],
  convert: (value: unknown) => V | undefined,
  missing?: V,
): D {
  for (let row = 0; row < values.length; row++) {
    const value = convert(values[row]) ?? missing;
    if (value !== undefined) (data as { [row: number]: V })[row] = value;
  }
  return data;
}

function nullsOf(values: readonly unknown[], convert: (value: unknown) => unknown): Uint8Array | undefined {
  let nulls: Uint8Array | undefined;
  for (let row = 0; row < values.length; row++) {
    if (convert(values[row]) !== undefined) continue;
    nulls ??= new Uint8Array(values.length);
    nulls[row] = 1;
  }
  return nulls;
}

const decimal = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const whole = /^\s*[+-]?\d+\s*$/;

function toFloat(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  return typeof value === 'string' && decimal.test(value) ? Number(value) : Number.NaN;
}

function toInteger(value: unknown): bigint | undefined {
  let integer: bigint | undefined;
  if (typeof value === 'bigint') integer = value;
  else if (typeof value === 'boolean') integer = value ? 1n : 0n;
  else if (typeof value === 'number' && Number.isFinite(value)) integer = BigInt(Math.trunc(value));
  else if (typeof value === 'string' && value.length < 30 && whole.test(value))
    integer = BigInt(value.replace('+', ''));
  return integer !== undefined && BigInt.asIntN(64, integer) === integer ? integer : undefined;
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isNaN(value))) return String(value);
  return undefined;
}

function toBit(value: unknown): number | undefined {
  if (typeof value === 'object' || value === undefined || Number.isNaN(value)) return undefined;
  return value ? 1 : 0;
}

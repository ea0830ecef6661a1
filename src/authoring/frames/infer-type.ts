import type { ColumnType } from '../../pipeline/frame.ts';

const whole = /^\s*[+-]?\d+\s*$/;
const decimal = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const truth = /^(?:True|TRUE|true|False|FALSE|false)$/;

/**
 * The type of a column of texts, as Pandas' `read_csv` finds it: bool where all are true or false, int64 where all are whole (float64
 * where one is missing), float64 where all are numbers or missing, else string. Whole numbers beyond an int64 stay texts.
 * @param texts undefined where a value is missing.
 */
export function inferTextType(texts: readonly (string | undefined)[]): ColumnType {
  const present = texts.filter((text) => text !== undefined);
  if (present.length > 0 && present.every((text) => truth.test(text))) return 'bool';
  if (!present.every((text) => decimal.test(text))) return 'string';
  if (!present.every((text) => whole.test(text))) return 'float64';
  if (!present.every((text) => fits(text))) return 'string';
  return present.length < texts.length || present.length === 0 ? 'float64' : 'int64';
}

function fits(text: string): boolean {
  if (text.length < 16) return true;
  const integer = BigInt(text.trim().replace('+', ''));
  return BigInt.asIntN(64, integer) === integer;
}

/**
 * The type of a column of plain values, as Pandas finds it: bool, string, int64 for whole numbers (float64 where one is missing), or float64.
 * @param values null or undefined where missing.
 * @returns undefined where they are of several types.
 */
export function inferValueType(values: readonly unknown[]): ColumnType | undefined {
  const present = values.filter((value) => value !== null && value !== undefined);
  const types = new Set(present.map((value) => (typeof value === 'bigint' ? 'number' : typeof value)));
  if (types.size > 1) return undefined;
  if (types.has('string')) return 'string';
  if (types.has('boolean')) return 'bool';
  if (types.size === 1 && !types.has('number')) return undefined;
  const isWhole = present.every((value) => typeof value === 'bigint' || Number.isSafeInteger(value));
  return isWhole && present.length === values.length && present.length > 0 ? 'int64' : 'float64';
}

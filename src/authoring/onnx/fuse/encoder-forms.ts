import { categoryText } from '../../../pipeline/category-text.ts';
import type { ColumnType } from '../../../pipeline/frame.ts';
import { coerce } from '../../../pipeline/frame.ts';
import { getDummies } from '../../../pipeline/operators/get-dummies.ts';
import { map } from '../../../pipeline/operators/map.ts';
import { oneHotEncoder } from '../../../pipeline/operators/one-hot-encoder.ts';
import { ordinalEncoder } from '../../../pipeline/operators/ordinal-encoder.ts';
import { targetEncoder } from '../../../pipeline/operators/target-encoder.ts';
import { typeOfLiteral } from '../../../pipeline/params.ts';
import { type AttributeValue, tensor } from '../writer.ts';
import { defineForm, type FormContext, isFloat, namedColumns } from './form.ts';
import { castTo, columnsOf, type FusedColumn, layColumns, replaceColumns } from './fused-columns.ts';

type Scalar = string | number | boolean;
type Category = Scalar | null;

const isGiven = (category: Category): category is Scalar => category !== null;

/** Keys of a LabelEncoder, or categories of a OneHotEncoder, of strings or of integers. */
function keysOf(type: ColumnType, keys: readonly Scalar[], prefix: 'keys' | 'cats'): Record<string, AttributeValue> {
  if (type === 'string') return { [`${prefix}_strings`]: { strings: keys.map(String) } };
  return { [`${prefix}_int64s`]: { ints: keys.map(BigInt) } };
}

/**
 * A value of 0 and 1 in as many columns as there are categories. Undefined where a category is null, which no tensor holds but as NaN, and where a
 * value that is no category would have to be refused and cannot be.
 */
function oneHot(
  { build, opset }: FormContext,
  column: FusedColumn,
  categories: readonly Category[],
  refuses: boolean,
): string | undefined {
  const { type } = column;
  if (!categories.every(isGiven) || categories.length === 0) return undefined;
  const x = layColumns(build, [column], type);
  if (type === 'string' || type === 'int64') {
    const attributes = { ...keysOf(type, categories, 'cats'), zeros: { int: refuses ? 0 : 1 } };
    const hot = build.node('ai.onnx.ml.OneHotEncoder', [x], attributes);
    return build.node('Reshape', [hot, build.constant(tensor('int64', [0, categories.length]))]);
  }
  // Floats compare since version 11.
  if (refuses || (isFloat(type) && opset < 11)) return undefined;
  return build.node('Equal', [x, build.constant(tensor(type, categories, [1, categories.length]))]);
}

/** Encodes columns and puts the results behind the others. `kept` says which places of a column's categories have one. */
function encode(
  context: FormContext,
  {
    names,
    categories,
    refuses,
    type,
    kept,
    nameOf,
  }: {
    names: readonly string[];
    categories: readonly (readonly Category[])[];
    refuses: boolean;
    type: ColumnType;
    kept: (keys: readonly Category[], index: number) => readonly number[];
    nameOf: (column: FusedColumn, key: Category, index: number) => string;
  },
): FusedColumn[] | undefined {
  const chosen = namedColumns(context, names);
  const made: FusedColumn[] = [];
  for (const [index, column] of chosen.entries()) {
    const keys = categories[index] ?? [];
    const hot = oneHot(context, column, keys, refuses);
    if (hot === undefined) return undefined;
    const all = columnsOf(
      castTo(context.build, hot, type),
      keys.map((key) => ({ name: nameOf(column, key, index), type })),
    );
    made.push(...kept(keys, index).flatMap((place) => all[place] ?? []));
  }
  return [...context.columns.filter((column) => !chosen.includes(column)), ...made];
}

const placesOf = (keys: readonly unknown[]): number[] => [...keys.keys()];
const textOf = ({ type }: FusedColumn, key: Category): string => categoryText(coerce(type, key), isFloat(type));

/** Looks strings or integers up. Undefined for other keys, and where a key is null. */
function lookUp(
  { build }: FormContext,
  column: FusedColumn,
  keys: readonly Category[],
  values: Readonly<Record<string, AttributeValue>>,
): string | undefined {
  if ((column.type !== 'string' && column.type !== 'int64') || !keys.every(isGiven) || keys.length === 0)
    return undefined;
  const attributes = { ...keysOf(column.type, keys, 'keys'), ...values };
  return build.node('ai.onnx.ml.LabelEncoder', [layColumns(build, [column], column.type)], attributes);
}

/** Looks each column up in a list of numbers of its own. */
function lookUpNumbers(
  context: FormContext,
  names: readonly string[],
  categories: readonly (readonly Category[])[],
  numbersOf: (index: number) => readonly number[],
  fallback: number,
): FusedColumn[] | undefined {
  const made: FusedColumn[] = [];
  for (const [index, column] of namedColumns(context, names).entries()) {
    const values = { values_floats: { floats: numbersOf(index) }, default_float: { float: fallback } };
    const found = lookUp(context, column, categories[index] ?? [], values);
    if (found === undefined) return undefined;
    made.push(...columnsOf(castTo(context.build, found, 'float64'), [{ name: column.name, type: 'float64' }]));
  }
  return replaceColumns(context.columns, made);
}

/** Operators that turn categories into numbers. Numbers looked up are float32, as ONNX has them. */
export const encoderForms = new Map([
  defineForm(oneHotEncoder, (context, { columns: names, categories, handleUnknown, drop }) =>
    encode(context, {
      names,
      categories,
      refuses: handleUnknown === 'error',
      type: 'float64',
      kept(keys, index) {
        let dropped = drop === 'first' || (drop === 'if_binary' && keys.length === 2) ? 0 : -1;
        if (Array.isArray(drop)) dropped = keys.indexOf(drop[index] ?? null);
        return placesOf(keys).filter((place) => place !== dropped);
      },
      nameOf: (column, key) => `${column.name}_${textOf(column, key)}`,
    }),
  ),
  defineForm(getDummies, (context, { columns: names, categories, prefix, prefixSep, dummyNa, dropFirst, dtype }) => {
    if (dummyNa) return undefined;
    const prefixOf = ({ name }: FusedColumn, index: number): string => {
      const own = Array.isArray(prefix) ? prefix[index] : typeof prefix === 'object' ? prefix[name] : prefix;
      return own === undefined ? `${name}${prefixSep}` : own && `${own}${prefixSep}`;
    };
    return encode(context, {
      names,
      categories,
      refuses: false,
      type: dtype,
      kept: (keys) => placesOf(keys).slice(dropFirst ? 1 : 0),
      nameOf: (column, key, index) => prefixOf(column, index) + textOf(column, key),
    });
  }),
  defineForm(ordinalEncoder, (context, { columns: names, categories, handleUnknown, unknownValue }) => {
    // ONNX has no look-up that refuses.
    if (handleUnknown === 'error' || unknownValue === undefined) return undefined;
    return lookUpNumbers(context, names, categories, (index) => placesOf(categories[index] ?? []), unknownValue);
  }),
  defineForm(targetEncoder, (context, { columns: names, categories, encodings, targetMean }) =>
    lookUpNumbers(context, names, categories, (index) => encodings[index] ?? [], targetMean),
  ),
  defineForm(map, (context, { column: from, mapping, default: fallback, type: wanted, name = from }) => {
    const [column] = namedColumns(context, [from]);
    const literals = Object.values(mapping);
    const type = wanted ?? typeOfLiteral(literals[0] ?? fallback);
    // What the mapping lacks would be null.
    if (!column || type === 'bool' || (fallback === undefined && !isFloat(type))) return undefined;
    const values: Record<string, AttributeValue> =
      type === 'string'
        ? { values_strings: { strings: literals.map(String) }, default_string: { string: String(fallback) } }
        : type === 'int64'
          ? { values_int64s: { ints: literals.map(Number) }, default_int64: { int: Number(fallback) } }
          : {
              values_floats: { floats: literals.map(Number) },
              default_float: { float: fallback === undefined ? Number.NaN : Number(fallback) },
            };
    const found = lookUp(context, column, Object.keys(mapping), values);
    if (found === undefined) return undefined;
    const value = type === 'float64' ? castTo(context.build, found, type) : found;
    return replaceColumns(context.columns, columnsOf(value, [{ name, type }]));
  }),
]);

import { array, boolean, exactOptional, null_, number, picklist, record, strictObject, string, union } from 'valibot';
import { namesSchema, scalarSchema } from '../../pipeline/params.ts';
import { categoriesOf, categoriesWithNull, checkColumnCount } from './categories-of.ts';
import { defineFitter } from './fitter.ts';

/** The categories of each column, as scikit-learn's `OneHotEncoder(categories='auto')`. */
export const oneHotEncoderFitter = defineFitter({
  operator: 'one-hot-encoder',
  paramsSchema: strictObject({
    columns: namesSchema,
    /** What becomes of a category that training has not seen: an error, or 0 in every column. */
    handleUnknown: exactOptional(picklist(['error', 'ignore']), 'error'),
    /** The category of each column to leave out. */
    drop: exactOptional(union([picklist(['first', 'if_binary']), array(union([scalarSchema, null_()])), null_()])),
  }),
  isFitted: (params) => 'categories' in params,
  fit(input, { columns, ...others }) {
    const categories = input.choose(columns).map((column) => {
      const found = categoriesWithNull(column);
      checkColumnCount(input, column.name, found);
      return found;
    });
    return { params: { columns, categories, ...others } };
  },
});

/** The categories of each column, as Pandas' `get_dummies`; columns of texts where none are named. */
export const getDummiesFitter = defineFitter({
  operator: 'get-dummies',
  paramsSchema: strictObject({
    /** @default all columns of texts */
    columns: exactOptional(namesSchema),
    /** In the place of the columns' names. */
    prefix: exactOptional(union([string(), array(string()), record(string(), string())])),
    prefixSep: exactOptional(string(), '_'),
    /** Whether null has a column, too. */
    dummyNa: exactOptional(boolean(), false),
    /** Whether the first category of each column is left out. */
    dropFirst: exactOptional(boolean(), false),
    /** Type of the columns made. */
    dtype: exactOptional(picklist(['bool', 'int64', 'float32', 'float64']), 'bool'),
  }),
  isFitted: (params) => 'categories' in params,
  fit(input, { columns, ...others }) {
    const chosen = columns ? input.choose(columns) : input.choose(undefined).filter(({ type }) => type === 'string');
    if (chosen.length === 0) input.fail('columns', 'there is no column of texts; name the columns to encode');
    const categories = chosen.map((column) => {
      const found = categoriesOf(column);
      checkColumnCount(input, column.name, found);
      return found;
    });
    return { params: { columns: chosen.map(({ name }) => name), categories, ...others } };
  },
});

/** The categories of each column, as scikit-learn's `OrdinalEncoder(categories='auto')`. */
export const ordinalEncoderFitter = defineFitter({
  operator: 'ordinal-encoder',
  paramsSchema: strictObject({
    columns: namesSchema,
    /** What becomes of a category that training has not seen: an error, or `unknownValue`. */
    handleUnknown: exactOptional(picklist(['error', 'use_encoded_value']), 'error'),
    unknownValue: exactOptional(number()),
    /** What null becomes; it stays null without it. */
    encodedMissingValue: exactOptional(number()),
  }),
  isFitted: (params) => 'categories' in params,
  fit(input, { columns, ...others }) {
    return { params: { columns, categories: input.choose(columns).map(categoriesOf), ...others } };
  },
});

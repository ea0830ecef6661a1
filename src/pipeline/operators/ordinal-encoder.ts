import { exactOptional, number, picklist, strictObject } from 'valibot';
import { categoriesSchema, categoryPlaces } from '../categories.ts';
import { chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import type { ColumnValue } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';
import { shown } from './cast.ts';

/**
 * The place of each value among its column's categories, as scikit-learn's `OrdinalEncoder` with its `categories_`: float64. A value
 * that is none is refused (`input-invalid`), or becomes `unknownValue` with `handleUnknown: 'use_encoded_value'`. Null becomes
 * `encodedMissingValue` where that is given, its place where it is a category, and stays null otherwise.
 */
export const ordinalEncoder = defineOperator({
  name: 'ordinal-encoder',
  inputs: frames,
  paramsSchema: strictObject({
    columns: namesSchema,
    categories: categoriesSchema,
    handleUnknown: exactOptional(picklist(['error', 'use_encoded_value']), 'error'),
    unknownValue: exactOptional(number()),
    encodedMissingValue: exactOptional(number()),
  }),
  plan(node, { columns: names, categories, handleUnknown, unknownValue, encodedMissingValue }) {
    const usesValue = handleUnknown === 'use_encoded_value';
    if (usesValue !== (unknownValue !== undefined))
      node.fail('unknownValue', "it goes with handleUnknown 'use_encoded_value'; give both or neither");
    const input = frameInput(node);
    const columns = chooseColumns(node, input, names);
    const places = categoryPlaces(node, columns, categories);
    const steps = columns.map(({ name, from }, index) => {
      const of = (value: ColumnValue) => {
        if (value === null) return encodedMissingValue ?? places[index]?.get(null) ?? null;
        return (
          places[index]?.get(value) ??
          unknownValue ??
          node.refuse(`column '${name}' holds ${shown(value)}, which is no category; add it or set handleUnknown`)
        );
      };
      return { name, from, type: 'float64' as const, of };
    });
    return planColumns(input, steps);
  },
});

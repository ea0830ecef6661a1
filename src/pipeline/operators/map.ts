import { optional, record, strictObject, string } from 'valibot';
import { findColumn, frameInput, planColumns } from '../column-plan.ts';
import { type Column, coerce, createColumn, valuesOf } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { columnTypeSchema, isLiteralOf, nameSchema, scalarSchema, typeOfLiteral } from '../params.ts';

/**
 * Replaces values by a dictionary as Pandas' `Series.map(dict)`; a value that it lacks, null too, becomes `default`, or
 * null without one. Keys are written as text (`"1"`, `"true"`) and read as the column's type.
 * The result is float64 for numbers unless `type` says otherwise, and replaces the column unless `name` names another.
 */
export const map = defineOperator({
  name: 'map',
  description: 'Replaces the values of a column by a dictionary.',
  inputs: frames,
  paramsSchema: strictObject({
    column: nameSchema,
    mapping: record(string(), scalarSchema),
    default: optional(scalarSchema),
    type: optional(columnTypeSchema),
    name: optional(nameSchema),
  }),
  plan(node, { column: name, mapping, default: missing, type: wanted, name: target = name }) {
    const input = frameInput(node);
    const from = findColumn(node, input.columns, 'column', name);
    const keyType = input.columns[from]?.type ?? 'string';
    const entries = Object.entries(mapping);
    const type = wanted ?? typeOfLiteral(entries[0]?.[1] ?? missing);
    const results = new Map<unknown, unknown>();
    for (const [text, value] of entries) {
      if (!isLiteralOf(type, value)) node.fail(`mapping.${text}`, `${JSON.stringify(value)} is not ${type}`);
      const key = keyType === 'bool' ? text.toLowerCase() === 'true' : coerce(keyType, text);
      if (key === null) node.fail(`mapping.${text}`, `'${text}' is no value of column '${name}' (${keyType})`);
      results.set(key, value);
    }
    if (missing !== undefined && !isLiteralOf(type, missing)) {
      node.fail('default', `${JSON.stringify(missing)} is not ${type}`);
    }
    const convert = (column: Column) =>
      createColumn(
        type,
        valuesOf(column).map((value) => results.get(value) ?? missing),
      );
    return planColumns(input, [{ from, name: target, type, convert }]);
  },
});

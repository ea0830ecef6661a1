import { exactOptional, record, strictObject, string } from 'valibot';
import { checkLiteral, chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import { type ColumnValue, coerce } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { columnTypeSchema, nameSchema, scalarSchema, typeOfLiteral } from '../params.ts';

/**
 * Replaces values by a dictionary as Pandas' `Series.map(dict)`; a value that it lacks, null too, becomes `default`, or
 * null without one. Keys are written as text (`"1"`, `"true"`) and read as the column's type.
 * The result is float64 for numbers unless `type` says otherwise, and replaces the column unless `name` names another.
 */
export const map = defineOperator({
  name: 'map',
  inputs: frames,
  paramsSchema: strictObject({
    column: nameSchema,
    mapping: record(string(), scalarSchema),
    default: exactOptional(scalarSchema),
    type: exactOptional(columnTypeSchema),
    name: exactOptional(nameSchema),
  }),
  plan(node, params) {
    const input = frameInput(node);
    const [column = node.fail('column', 'it is missing')] = chooseColumns(
      node,
      input,
      [params.column],
      undefined,
      'column',
    );
    const entries = Object.entries(params.mapping);
    const missing = params.default;
    const type = params.type ?? typeOfLiteral(entries[0]?.[1] ?? missing);
    const result = { name: params.name ?? column.name, type };
    if (missing !== undefined) checkLiteral(node, 'default', result, missing);
    const results = new Map<ColumnValue, unknown>();
    for (const [text, value] of entries) {
      const param = `mapping.${text}`;
      checkLiteral(node, param, result, value);
      const key = column.type === 'bool' ? text.toLowerCase() === 'true' : coerce(column.type, text);
      results.set(key ?? node.fail(param, `'${text}' is not ${column.type} like the column`), value);
    }
    const of = (value: ColumnValue) => results.get(value) ?? missing;
    return planColumns(input, [{ ...result, from: column.from, of }]);
  },
});

import { array, exactOptional, null_, record, strictObject, string, union } from 'valibot';
import { checkLiteral, chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import { type ColumnType, type ColumnValue, coerce } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema, scalarSchema } from '../params.ts';

const valueSchema = union([scalarSchema, null_()]);

/**
 * Puts values in the place of others and leaves the rest, as Pandas' `DataFrame.replace`. `toReplace` is a dictionary
 * (its keys written as text and read as the column's type), or a value or list of values that all become `value`.
 * Types stay as they are; null can be replaced and can replace.
 */
export const replace = defineOperator({
  name: 'replace',
  inputs: frames,
  paramsSchema: strictObject({
    toReplace: union([valueSchema, array(valueSchema), record(string(), valueSchema)]),
    value: exactOptional(valueSchema),
    columns: exactOptional(namesSchema),
  }),
  plan(node, { toReplace, value, columns: names }) {
    const isDictionary = typeof toReplace === 'object' && toReplace !== null && !Array.isArray(toReplace);
    if (isDictionary && value !== undefined) node.fail('value', 'it goes with a value or list; leave it out');
    if (!isDictionary && value === undefined) node.fail('value', 'it is missing; give what to replace by');
    const input = frameInput(node);
    const steps = chooseColumns(node, input, names).map((column) => {
      const check = (param: string, literal: unknown) => {
        if (literal !== null) checkLiteral(node, param, column, literal);
      };
      const results = new Map<ColumnValue, unknown>();
      if (isDictionary) {
        for (const [text, result] of Object.entries(toReplace)) {
          check(`toReplace.${text}`, result);
          const key = keyOf(column.type, text);
          results.set(
            key ?? node.fail(`toReplace.${text}`, `'${text}' is not ${column.type} like column '${column.name}'`),
            result,
          );
        }
      } else {
        check('value', value);
        for (const old of [toReplace].flat()) {
          check('toReplace', old);
          results.set(coerce(column.type, old), value);
        }
      }
      return { ...column, of: (old: ColumnValue) => (results.has(old) ? results.get(old) : old) };
    });
    return planColumns(input, steps);
  },
});

function keyOf(type: ColumnType, text: string): ColumnValue {
  return type === 'bool' ? text.toLowerCase() === 'true' : coerce(type, text);
}

import { exactOptional, strictObject } from 'valibot';
import { evaluateExpression } from '../../xdm/condition.ts';
import { frameInput } from '../column-plan.ts';
import { coerce, createColumn } from '../frame.ts';
import { defineOperator, frames, type Part } from '../operator.ts';
import { columnTypeSchema, conditionSchema, listOf, nameSchema } from '../params.ts';
import { checkRowReads, rowOf } from '../row.ts';

const columnSchema = strictObject({
  name: nameSchema,
  expression: conditionSchema,
  type: exactOptional(columnTypeSchema, 'float64'),
});

/**
 * Computes columns, as Pandas' `DataFrame.assign`: each by a JSON Logic expression over the row, where `{ "var": "price" }`
 * is the value of column `price`. A later one may use those before it. The result is converted to `type`; null where it doesn't fit.
 * JSON Logic takes null for 0 in `-`, `/` and comparisons with numbers, where Pandas takes it for NaN: fill it by `fillna` before.
 */
export const assign = defineOperator({
  name: 'assign',
  inputs: frames,
  paramsSchema: strictObject({ columns: listOf(columnSchema) }),
  plan(node, { columns: assigned }) {
    const input = frameInput(node);
    const specs = new Map(input.columns.map(({ name, type }) => [name, { name, type }]));
    for (const [index, { name, type, expression }] of assigned.entries()) {
      checkRowReads(node, `columns.${index}.expression`, [...specs.keys()], expression);
      specs.set(name, { name, type });
    }
    return {
      output: { kind: 'frame', parts: [...specs.values()] },
      run(values, { onProblem }) {
        const read = input.read(values);
        const results = new Map<string, Part | undefined>(input.columns.map(({ name }, index) => [name, read[index]]));
        const computed = assigned.map((): unknown[] => []);
        for (let row = 0; row < (read[0]?.data.length ?? 0); row++) {
          const data = rowOf(input.columns, read, row);
          for (const [index, { name, expression, type }] of assigned.entries()) {
            const value = coerce(type, evaluateExpression(expression, data, onProblem));
            computed[index]?.push(value);
            data[name] = typeof value === 'bigint' ? Number(value) : value;
          }
        }
        for (const [index, { name, type }] of assigned.entries())
          results.set(name, createColumn(type, computed[index] ?? []));
        return [...results.values()];
      },
    };
  },
});

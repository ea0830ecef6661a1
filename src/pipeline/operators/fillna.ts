import { exactOptional, record, strictObject, union } from 'valibot';
import { checkLiteral, chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import { defineOperator, frames } from '../operator.ts';
import { nameSchema, namesSchema, scalarSchema } from '../params.ts';

/** Replaces nulls as Pandas' `DataFrame.fillna`: by one value for all `columns`, or by a value for each column named. */
export const fillna = defineOperator({
  name: 'fillna',
  inputs: frames,
  paramsSchema: strictObject({
    value: union([scalarSchema, record(nameSchema, scalarSchema)]),
    columns: exactOptional(namesSchema),
  }),
  plan(node, { value, columns }) {
    const input = frameInput(node);
    const byColumn = typeof value === 'object' ? value : undefined;
    const steps = chooseColumns(node, input, columns ?? (byColumn && Object.keys(byColumn))).map((column) => {
      const filler = byColumn ? byColumn[column.name] : value;
      checkLiteral(node, byColumn ? `value.${column.name}` : 'value', column, filler);
      return { ...column, of: (present: unknown) => present ?? filler };
    });
    return planColumns(input, steps);
  },
});

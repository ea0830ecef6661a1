import { optional, record, strictObject, union } from 'valibot';
import { chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import { type Column, createColumn, isNull, valuesOf } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { isLiteralOf, nameSchema, namesSchema, scalarSchema } from '../params.ts';

/** Replaces nulls as Pandas' `DataFrame.fillna`: by one value for all `columns`, or by a value for each column named. */
export const fillna = defineOperator({
  name: 'fillna',
  description: 'Replaces missing values: by one value for all columns, or by one for each.',
  inputs: frames,
  paramsSchema: strictObject({
    value: union([scalarSchema, record(nameSchema, scalarSchema)]),
    columns: optional(namesSchema),
  }),
  plan(node, { value, columns }) {
    const input = frameInput(node);
    const names = columns ?? (typeof value === 'object' ? Object.keys(value) : undefined);
    const steps = chooseColumns(node, input.columns, names).map(({ from, name, type }) => {
      const filler = typeof value === 'object' ? value[name] : value;
      if (!isLiteralOf(type, filler)) {
        const param = typeof value === 'object' ? `value.${name}` : 'value';
        node.fail(param, `${JSON.stringify(filler)} does not fit column '${name}' (${type})`);
      }
      return { from, name, type, convert: (column: Column) => fillColumn(column, filler) };
    });
    return planColumns(input, steps);
  },
});

function fillColumn(column: Column, filler: unknown): Column {
  for (let row = 0; row < column.data.length; row++) {
    if (isNull(column, row))
      return createColumn(
        column.type,
        valuesOf(column).map((value) => value ?? filler),
      );
  }
  return column;
}

import { number, optional, strictObject } from 'valibot';
import { chooseColumns, frameInput, numericTypes, planColumns } from '../column-plan.ts';
import type { Column } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { isLiteralOf, namesSchema } from '../params.ts';

/** Limits numbers to `lower` … `upper` as Pandas' `DataFrame.clip`; null stays null. */
export const clip = defineOperator({
  name: 'clip',
  description: 'Limits numbers to a range.',
  inputs: frames,
  paramsSchema: strictObject({ columns: optional(namesSchema), lower: optional(number()), upper: optional(number()) }),
  plan(node, { columns, lower = Number.NEGATIVE_INFINITY, upper = Number.POSITIVE_INFINITY }) {
    if (lower > upper) node.fail('lower', `${lower} is above upper (${upper})`);
    const input = frameInput(node);
    const steps = chooseColumns(node, input.columns, columns, numericTypes).map(({ from, name, type }) => {
      for (const [param, bound] of Object.entries({ lower, upper })) {
        if (type === 'int64' && Number.isFinite(bound) && !isLiteralOf(type, bound)) {
          node.fail(param, `${bound} does not fit column '${name}' (int64)`);
        }
      }
      return { from, name, type, convert: (column: Column) => clipColumn(column, lower, upper) };
    });
    return planColumns(input, steps);
  },
});

function clipColumn(column: Column, lower: number, upper: number): Column {
  switch (column.type) {
    case 'float32':
      return { type: 'float32', data: column.data.map((value) => Math.min(Math.max(value, lower), upper)) };
    case 'float64':
      return { type: 'float64', data: column.data.map((value) => Math.min(Math.max(value, lower), upper)) };
    case 'int64':
      return {
        ...column,
        data: column.data.map((value) => (value < lower ? BigInt(lower) : value > upper ? BigInt(upper) : value)),
      };
    default:
      return column;
  }
}

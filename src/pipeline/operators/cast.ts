import { optional, picklist, record, strictObject, union } from 'valibot';
import { chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import { floatText } from '../float-text.ts';
import { type Column, type ColumnType, coerce, createColumn, valuesOf } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { columnTypeSchema, nameSchema, namesSchema } from '../params.ts';

/**
 * Converts columns as Pandas' `DataFrame.astype`: to one type, or to a type for each column named. Floats lose their
 * fraction on the way to int64 and are written as Python writes them on the way to string (`1.0`); null stays null.
 * What can't be converted is refused (`input-invalid`), or becomes null with `errors: 'coerce'` as in `pandas.to_numeric`.
 */
export const cast = defineOperator({
  name: 'cast',
  description: 'Converts columns to another type.',
  inputs: frames,
  paramsSchema: strictObject({
    type: union([columnTypeSchema, record(nameSchema, columnTypeSchema)]),
    columns: optional(namesSchema),
    errors: optional(picklist(['raise', 'coerce']), 'raise'),
  }),
  plan(node, { type: wanted, columns, errors }) {
    const input = frameInput(node);
    const names = columns ?? (typeof wanted === 'object' ? Object.keys(wanted) : undefined);
    const steps = chooseColumns(node, input.columns, names).map(({ from, name }) => {
      const type =
        (typeof wanted === 'object' ? wanted[name] : wanted) ??
        node.fail('type', `it has no type for column '${name}'`);
      const onFailure = (value: unknown) => {
        if (errors === 'raise') {
          node.refuse(
            `column '${name}' can't be ${type}: ${JSON.stringify(String(value).slice(0, 50))}; use errors 'coerce' to make it null`,
          );
        }
      };
      return { from, name, type, convert: (column: Column) => castColumn(column, type, onFailure) };
    });
    return planColumns(input, steps);
  },
});

function castColumn(column: Column, type: ColumnType, onFailure: (value: unknown) => void): Column {
  if (column.type === type) return column;
  const source = column.type;
  const toText = type === 'string' && (source === 'float32' || source === 'float64');
  const values = valuesOf(column).map((value) => {
    if (toText && typeof value === 'number') return floatText(value, source);
    const converted = coerce(type, value);
    if (converted === null && value !== null) onFailure(value);
    return converted;
  });
  return createColumn(type, values);
}

import { exactOptional, picklist, record, strictObject, union } from 'valibot';
import { chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import { floatText } from '../float-text.ts';
import { type ColumnValue, coerce } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { columnTypeSchema, nameSchema, namesSchema } from '../params.ts';

/**
 * Converts columns as Pandas' `DataFrame.astype`: to one type, or to a type for each column named. Floats lose their
 * fraction on the way to int64 and are written as Python writes them on the way to string (`1.0`); null stays null.
 * What can't be converted is refused (`input-invalid`), or becomes null with `errors: 'coerce'` as in `pandas.to_numeric`.
 */
export const cast = defineOperator({
  name: 'cast',
  inputs: frames,
  paramsSchema: strictObject({
    type: union([columnTypeSchema, record(nameSchema, columnTypeSchema)]),
    columns: exactOptional(namesSchema),
    errors: exactOptional(picklist(['raise', 'coerce']), 'raise'),
  }),
  plan(node, { type: wanted, columns, errors }) {
    const input = frameInput(node);
    const byColumn = typeof wanted === 'object' ? wanted : undefined;
    const chosen = chooseColumns(node, input, columns ?? (byColumn && Object.keys(byColumn)));
    const steps = chosen.map(({ from, name, type: source }) => {
      const type = typeof wanted === 'object' ? wanted[name] : wanted;
      if (!type) return node.fail('type', `it has none for column '${name}'`);
      const of = (value: ColumnValue) => {
        if (typeof value === 'number' && type === 'string') return floatText(value, source);
        const converted = coerce(type, value);
        if (converted === null && value !== null && errors === 'raise') {
          node.refuse(
            `column '${name}' holds ${shown(value)}, which is not ${type}; set errors to 'coerce' to make it null`,
          );
        }
        return converted;
      };
      return { from, name, type, of };
    });
    return planColumns(input, steps);
  },
});

/** A value as an error message shows it. */
export function shown(value: ColumnValue): string {
  return `'${String(value).slice(0, 50)}'`;
}

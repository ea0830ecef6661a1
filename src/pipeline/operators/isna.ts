import { exactOptional, strictObject, string } from 'valibot';
import { checkUnique, chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import type { ColumnValue } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';

/**
 * Whether each value is null, as Pandas' `DataFrame.isna`: bool columns in the place of those looked at, or beside them
 * under their names followed by `suffix`.
 */
export const isna = defineOperator({
  name: 'isna',
  inputs: frames,
  paramsSchema: strictObject({ columns: exactOptional(namesSchema), suffix: exactOptional(string(), '') }),
  plan(node, { columns, suffix }) {
    const input = frameInput(node);
    const steps = chooseColumns(node, input, columns).map(({ from, name }) => {
      return { from, name: name + suffix, type: 'bool' as const, of: (value: ColumnValue) => value === null };
    });
    if (suffix) checkUnique(node, 'suffix', [...input.columns, ...steps]);
    return planColumns(input, steps);
  },
});

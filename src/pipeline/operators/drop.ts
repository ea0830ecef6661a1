import { strictObject } from 'valibot';
import { chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';

/** Leaves the named columns out, as Pandas' `DataFrame.drop(columns=…)`; refuses a name that no column has. */
export const drop = defineOperator({
  name: 'drop',
  inputs: frames,
  paramsSchema: strictObject({ columns: namesSchema }),
  plan(node, { columns }) {
    const input = frameInput(node);
    return planColumns(input, [], chooseColumns(node, input, columns));
  },
});

import { strictObject } from 'valibot';
import { checkUnique, chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';

/** Keeps the named columns, in the order in which they are named, as Pandas' `df[columns]`. */
export const select = defineOperator({
  name: 'select',
  inputs: frames,
  paramsSchema: strictObject({ columns: namesSchema }),
  plan(node, { columns: names }) {
    const input = frameInput(node);
    const columns = chooseColumns(node, input, names);
    checkUnique(node, 'columns', columns);
    return planColumns({ ...input, columns }, []);
  },
});

import { record, strictObject } from 'valibot';
import { checkUnique, chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import { defineOperator, frames } from '../operator.ts';
import { nameSchema } from '../params.ts';

/** Gives columns new names, as Pandas' `DataFrame.rename(columns={old: new}, errors='raise')`. */
export const rename = defineOperator({
  name: 'rename',
  inputs: frames,
  paramsSchema: strictObject({ columns: record(nameSchema, nameSchema) }),
  plan(node, { columns: names }) {
    const input = frameInput(node);
    chooseColumns(node, input, Object.keys(names));
    const columns = input.columns.map((column) => ({ ...column, name: names[column.name] ?? column.name }));
    checkUnique(node, 'columns', columns);
    return planColumns({ ...input, columns }, []);
  },
});

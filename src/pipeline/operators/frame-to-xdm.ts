import { array, minLength, optional, pipe, strictObject } from 'valibot';
import { writePath } from '../../xdm/path.ts';
import { chooseColumns, findColumn, frameInput } from '../column-plan.ts';
import { valueAt } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { nameSchema, pathSchema } from '../params.ts';

/**
 * Turns each row into an XDM object: every column at its path (its own name without one). Null is left out, int64 is a
 * number. The objects come out of the run under the node's id.
 */
export const frameToXdm = defineOperator({
  name: 'frame-to-xdm',
  description: 'Turns rows into XDM objects.',
  inputs: frames,
  paramsSchema: strictObject({
    columns: optional(pipe(array(strictObject({ column: nameSchema, path: pathSchema })), minLength(1))),
  }),
  plan(node, params) {
    const input = frameInput(node);
    const fields =
      params.columns?.map(({ column, path }, position) => {
        return { path, position: findColumn(node, input.columns, `columns.${position}.column`, column) };
      }) ?? chooseColumns(node, input.columns, undefined).map(({ name, from }) => ({ path: name, position: from }));
    return {
      output: { kind: 'xdm' },
      run(values, { xdm }) {
        const { columns, rowCount } = input.read(values);
        xdm[node.id] = Array.from({ length: rowCount }, (_, row) => {
          let fragment: object = {};
          for (const { path, position } of fields) {
            const column = columns[position];
            const value = column ? valueAt(column, row) : null;
            if (value !== null) fragment = writePath(fragment, path, typeof value === 'bigint' ? Number(value) : value);
          }
          return fragment;
        });
        return undefined;
      },
    };
  },
});

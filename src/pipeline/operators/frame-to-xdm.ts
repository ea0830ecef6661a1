import { exactOptional, strictObject } from 'valibot';
import { writePath } from '../../xdm/write-path.ts';
import { chooseColumns, frameInput } from '../column-plan.ts';
import { valueAt } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { listOf, nameSchema, pathSchema } from '../params.ts';

/**
 * Turns each row into an XDM object: every column at its path (its own name without one). Null is left out, int64 is a
 * number. The objects come out of the run under the node's id.
 */
export const frameToXdm = defineOperator({
  name: 'frame-to-xdm',
  inputs: frames,
  paramsSchema: strictObject({
    columns: exactOptional(listOf(strictObject({ column: nameSchema, path: pathSchema }))),
  }),
  plan(node, params) {
    const input = frameInput(node);
    const fields = params.columns
      ? params.columns.flatMap(({ column, path }, position) => {
          const chosen = chooseColumns(node, input, [column], undefined, `columns.${position}.column`);
          return chosen.map(({ from }) => ({ from, path }));
        })
      : input.columns.map(({ name: path, from }) => ({ from, path }));
    for (const { path } of fields) {
      if (!isWritable(path))
        node.fail('columns', `'${path}' can't be written; a path looks like 'commerce.items[0].name'`);
    }
    return {
      output: { kind: 'xdm', parts: [] },
      run(values, { xdm }) {
        const columns = input.read(values);
        xdm[node.id] = Array.from({ length: columns[0]?.data.length ?? 0 }, (_, row) => {
          let fragment: object = {};
          for (const { path, from } of fields) {
            const column = columns[from];
            const value = column ? valueAt(column, row) : null;
            if (value !== null) fragment = writePath(fragment, path, typeof value === 'bigint' ? Number(value) : value);
          }
          return fragment;
        });
        return [];
      },
    };
  },
});

/** Whether a path can be written whatever stands there already. */
function isWritable(path: string): boolean {
  try {
    writePath({}, path, 0);
    return true;
  } catch {
    return false;
  }
}

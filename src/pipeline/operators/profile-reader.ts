import { array, minLength, pipe, strictObject } from 'valibot';
import { readPath } from '../../xdm/path.ts';
import { oneRow, specsOf } from '../column-reader.ts';
import { defineOperator } from '../operator.ts';
import { pathSchema, readColumnEntries } from '../params.ts';

/** Turns the profile into one row: what stands at each column's path, or its `default`. It reads the profile as it was before the run. */
export const profileReader = defineOperator({
  name: 'profile-reader',
  inputs: { kinds: ['profile'], min: 1, max: 1 },
  paramsSchema: strictObject({
    columns: pipe(array(strictObject({ ...readColumnEntries, path: pathSchema })), minLength(1)),
  }),
  plan(node, params) {
    const columns = specsOf(node, params.columns);
    const names = columns.map((column) => column.name);
    return {
      output: { kind: 'frame', columns },
      run(_, { profile }) {
        const row = params.columns.map(({ path, default: missing }, position) =>
          oneRow(columns[position]?.type ?? 'float64', readPath(profile, path), missing),
        );
        return { names, columns: row, rowCount: 1 };
      },
    };
  },
});

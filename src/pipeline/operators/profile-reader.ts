import { strictObject } from 'valibot';
import { readPath } from '../../xdm/path.ts';
import { readColumns, specsOf } from '../column-reader.ts';
import { defineOperator } from '../operator.ts';
import { listOf, pathSchema, readColumnEntries } from '../params.ts';

/** Turns the profile into one row: what stands at each column's path, or its `default`. It reads the profile as it was before the run. */
export const profileReader = defineOperator({
  name: 'profile-reader',
  inputs: { kinds: ['profile'], min: 1 },
  paramsSchema: strictObject({ columns: listOf(strictObject({ ...readColumnEntries, path: pathSchema })) }),
  plan(node, params) {
    const columns = specsOf(node, params.columns);
    return {
      output: { kind: 'frame', parts: columns },
      run(_, { profile }) {
        const row = params.columns.map(({ path }) => readPath(profile, path));
        return readColumns(columns, params.columns, [row]);
      },
    };
  },
});

import { exactOptional, picklist, strictObject } from 'valibot';
import { type PathKeys, parsePath, readKeys, readPath } from '../../xdm/path.ts';
import { isRecord } from '../../xdm/record.ts';
import { readColumns, specsOf } from '../column-reader.ts';
import { defineOperator } from '../operator.ts';
import { listOf, pathSchema, readColumnEntries } from '../params.ts';

/**
 * Turns JSON into a frame, as Pandas' `json_normalize`: what the current event (or the profile) has at `recordPath`, itself without
 * one. An array gives a row for each item, anything else one row. A column stands at its `path` in the row's object (its own
 * name without one); `default` takes the place of what is not there, is an empty text or doesn't fit the type.
 * With `orient: 'list'` the object holds an array for each column, as Pandas' `DataFrame(dict)`.
 */
export const jsonToFrame = defineOperator({
  name: 'json-to-frame',
  inputs: { kinds: ['events', 'profile'], min: 1 },
  paramsSchema: strictObject({
    columns: listOf(strictObject(readColumnEntries)),
    recordPath: exactOptional(pathSchema),
    orient: exactOptional(picklist(['records', 'list']), 'records'),
  }),
  plan(node, { columns, recordPath = '', orient }) {
    const specs = specsOf(node, columns);
    const paths = columns.map(
      ({ name, path }): PathKeys => (path === undefined ? [name] : (parsePath(path) ?? [name])),
    );
    const fromEvents = node.inputs[0]?.type.kind === 'events';
    return {
      output: { kind: 'frame', parts: specs },
      run(_, { current, profile }) {
        const json = readPath(fromEvents ? current : profile, recordPath);
        const columnsOf = orient === 'list' ? paths.map((keys) => [readKeys(json, keys) ?? []].flat()) : undefined;
        const records = columnsOf ? longest(columnsOf) : [json].flat();
        const rows = records.map((record, row) =>
          paths.map((keys, index) =>
            columnsOf ? columnsOf[index]?.[row] : isRecord(record) ? readKeys(record, keys) : undefined,
          ),
        );
        return readColumns(specs, columns, rows);
      },
    };
  },
});

function longest(lists: readonly (readonly unknown[])[]): readonly unknown[] {
  return lists.reduce((a, b) => (b.length > a.length ? b : a), []);
}

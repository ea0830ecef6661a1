import { exactOptional, picklist, strictObject } from 'valibot';
import { frameInput, misplanned, planColumns } from '../column-plan.ts';
import { type ColumnSpec, computeColumn, valueAt } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';

/**
 * Joins frames as Pandas' `concat`: rows under rows (`axis: 'index'`), or columns beside columns (`'columns'`). Under one another,
 * `join: 'outer'` takes the columns of all frames, null where one has none; `'inner'` those that all of them have.
 */
export const concat = defineOperator({
  name: 'concat',
  inputs: frames,
  paramsSchema: strictObject({
    axis: exactOptional(picklist(['index', 'columns']), 'index'),
    join: exactOptional(picklist(['outer', 'inner']), 'outer'),
  }),
  plan(node, { axis, join }) {
    if (axis === 'columns') return planColumns(frameInput(node), []);
    const inputs = node.inputs.map((link) => frameInput(node, [link]));
    const columns = new Map<string, ColumnSpec>();
    for (const { name, type } of inputs.flatMap((input) => input.columns)) {
      const first = columns.get(name);
      if (first && first.type !== type)
        node.fail('axis', `column '${name}' is ${first.type} in one frame and ${type} in another; cast one`);
      columns.set(name, { name, type });
    }
    const positions = (name: string) =>
      inputs.map((input) => input.columns.findIndex((column) => column.name === name));
    const chosen = [...columns.values()].filter(({ name }) => join === 'outer' || !positions(name).includes(-1));
    const placed = chosen.map(({ name, type }) => ({ type, places: positions(name) }));
    return {
      output: { kind: 'frame', parts: chosen },
      run(values) {
        const read = inputs.map((input) => input.read(values));
        const rows = read.flatMap((columns, frame) =>
          Array.from({ length: columns[0]?.data.length ?? 0 }, (_, row) => ({ frame, row })),
        );
        return placed.map(({ type, places }) =>
          computeColumn(type, rows.length, (index) => {
            const { frame, row } = rows[index] ?? misplanned();
            const column = read[frame]?.[places[frame] ?? -1];
            return column ? valueAt(column, row) : null;
          }),
        );
      },
    };
  },
});

import { exactOptional, null_, strictObject, union } from 'valibot';
import { evaluateCondition } from '../../xdm/condition.ts';
import { checkLiteral, chooseColumns, frameInput, misplanned, planColumns } from '../column-plan.ts';
import { computeColumn, valueAt } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { conditionSchema, namesSchema, scalarSchema } from '../params.ts';
import { checkRowReads, rowOf } from '../row.ts';

/**
 * Keeps values in the rows where `cond` holds and puts `other` in the place of the rest, as Pandas' `DataFrame.where`.
 * `cond` is JSON Logic over the row, where `{ "var": "price" }` is the value of column `price`, and null beside a number counts as 0.
 * `other` is null unless given.
 */
export const where = defineOperator({
  name: 'where',
  inputs: frames,
  paramsSchema: strictObject({
    cond: conditionSchema,
    other: exactOptional(union([scalarSchema, null_()]), null),
    columns: exactOptional(namesSchema),
  }),
  plan(node, { cond, other, columns: names }) {
    const input = frameInput(node);
    const chosen = chooseColumns(node, input, names);
    checkRowReads(
      node,
      'cond',
      input.columns.map(({ name }) => name),
      cond,
    );
    for (const column of other === null ? [] : chosen) checkLiteral(node, 'other', column, other);
    const isChosen = new Set(chosen.map(({ name }) => name));
    const { output } = planColumns(input, []);
    return {
      output,
      run(values, { onProblem }) {
        const read = input.read(values);
        const rowCount = read[0]?.data.length ?? 0;
        const holds = Array.from({ length: rowCount }, (_, row) =>
          evaluateCondition(cond, rowOf(input.columns, read, row), onProblem),
        );
        return input.columns.map(({ name, type }, index) => {
          const column = read[index] ?? misplanned();
          if (!isChosen.has(name)) return column;
          return computeColumn(type, rowCount, (row) => (holds[row] ? valueAt(column, row) : other));
        });
      },
    };
  },
});

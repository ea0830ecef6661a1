import { exactOptional, integer, minValue, number, picklist, pipe, strictObject } from 'valibot';
import { chooseColumns, frameInput, misplanned, planColumns } from '../column-plan.ts';
import { computeColumn, valueAt } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { nameSchema } from '../params.ts';
import { splitRows } from '../split-rows.ts';

const sizeSchema = exactOptional(pipe(number(), minValue(0)));

/**
 * The rows of one part of a frame divided at random, as scikit-learn's `train_test_split`: sizes are shares below 1 or numbers of
 * rows, `stratify` names a column of which both parts hold about the same share of each value. The rows keep their order.
 * An equal `randomState` gives equal splits, so that a node for `train` and one for `test` go together.
 */
export const split = defineOperator({
  name: 'split',
  inputs: frames,
  paramsSchema: strictObject({
    part: picklist(['train', 'test']),
    testSize: sizeSchema,
    trainSize: sizeSchema,
    randomState: exactOptional(pipe(number(), integer(), minValue(0)), 0),
    stratify: exactOptional(nameSchema),
  }),
  plan(node, { part, testSize, trainSize, randomState, stratify: name }) {
    const input = frameInput(node);
    const classes = name === undefined ? undefined : chooseColumns(node, input, [name], undefined, 'stratify')[0];
    const { output } = planColumns(input, []);
    return {
      output,
      run(values) {
        const columns = input.read(values);
        const rowCount = columns[0]?.data.length ?? 0;
        const column = classes && columns[classes.from];
        const stratify = column && Array.from({ length: rowCount }, (_, row) => valueAt(column, row));
        const rows =
          splitRows(rowCount, { testSize, trainSize, randomState, stratify })?.[part] ??
          node.refuse(`${rowCount} rows can't be divided so; change testSize or trainSize`);
        return input.columns.map(({ type }, index) => {
          const from = columns[index] ?? misplanned();
          return computeColumn(type, rows.length, (row) => valueAt(from, rows[row] ?? -1));
        });
      },
    };
  },
});

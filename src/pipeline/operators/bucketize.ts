import { array, number, strictObject } from 'valibot';
import { chooseColumns, frameInput, numericTypes, planColumns } from '../column-plan.ts';
import type { ColumnValue } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { namesSchema } from '../params.ts';
import { checkCounts } from '../scaling.ts';

/**
 * The number of the bin that a value lies in, from 0 on, as scikit-learn's `KBinsDiscretizer(encode='ordinal')` with its
 * `bin_edges_`: a bin holds its left edge, and values beyond the outer edges count to the outer bins. int64; null stays null.
 */
export const bucketize = defineOperator({
  name: 'bucketize',
  inputs: frames,
  paramsSchema: strictObject({ columns: namesSchema, binEdges: array(array(number())) }),
  plan(node, { columns: names, binEdges }) {
    checkCounts(node, names, { binEdges });
    for (const [index, edges] of binEdges.entries()) {
      const increase = edges.every((edge, place) => place === 0 || edge > (edges[place - 1] ?? edge));
      if (edges.length < 2 || !increase) node.fail(`binEdges.${index}`, 'it takes two edges or more that increase');
    }
    const input = frameInput(node);
    const steps = chooseColumns(node, input, names, numericTypes).map(({ name, from }, index) => {
      const inner = (binEdges[index] ?? []).slice(1, -1);
      const of = (value: ColumnValue) => {
        if (value === null) return null;
        const above = inner.findIndex((edge) => Number(value) < edge);
        return above < 0 ? inner.length : above;
      };
      return { name, from, type: 'int64' as const, of };
    });
    return planColumns(input, steps);
  },
});

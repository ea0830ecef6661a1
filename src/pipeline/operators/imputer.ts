import { array, boolean, exactOptional, strictObject } from 'valibot';
import { checkLiteral, checkUnique, chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import type { ColumnType, ColumnValue } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { nameSchema, namesSchema, scalarSchema } from '../params.ts';
import { checkCounts } from '../scaling.ts';

/**
 * Replaces nulls, column by column, as scikit-learn's `SimpleImputer` with its `statistics_`. int64 becomes float64, for means and
 * medians need not be whole. `addIndicator` adds a bool column `missingindicator_…` for each column of `indicators`
 * (of `columns` without them).
 */
export const imputer = defineOperator({
  name: 'imputer',
  inputs: frames,
  paramsSchema: strictObject({
    columns: namesSchema,
    statistics: array(scalarSchema),
    addIndicator: exactOptional(boolean(), false),
    indicators: exactOptional(array(nameSchema)),
  }),
  plan(node, { columns: names, statistics, addIndicator, indicators = names }) {
    checkCounts(node, names, { statistics });
    const input = frameInput(node);
    const filled = chooseColumns(node, input, names).map(({ name, from, type: given }, index) => {
      const type: ColumnType = given === 'int64' ? 'float64' : given;
      const statistic = statistics[index];
      checkLiteral(node, `statistics.${index}`, { name, type }, statistic);
      return { name, from, type, of: (value: ColumnValue) => value ?? statistic };
    });
    const flags = chooseColumns(node, input, addIndicator ? indicators : [], undefined, 'indicators').map(
      ({ name, from }) => ({
        name: `missingindicator_${name}`,
        from,
        type: 'bool' as const,
        of: (value: ColumnValue) => value === null,
      }),
    );
    checkUnique(node, 'indicators', [...input.columns, ...flags]);
    return planColumns(input, [...filled, ...flags]);
  },
});

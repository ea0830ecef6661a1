import { boolean, exactOptional, picklist, strictObject } from 'valibot';
import { numericTypes } from '../../pipeline/column-plan.ts';
import type { ColumnValue } from '../../pipeline/frame.ts';
import { namesSchema, scalarSchema } from '../../pipeline/params.ts';
import { defineFitter, type FitColumn, type FitInput } from './fitter.ts';
import { meanOf, quantileOf, sortedFloat32s, sortedNumbers } from './statistics.ts';

const strategies = {
  mean: (input: FitInput, column: FitColumn) => meanOf(sortedFloat32s(input, column)),
  median: (input: FitInput, column: FitColumn) => quantileOf(sortedNumbers(input, column), 0.5),
  most_frequent: mostFrequent,
};

/** What stands in for nulls, as scikit-learn's `SimpleImputer`. */
export const imputerFitter = defineFitter({
  operator: 'imputer',
  paramsSchema: strictObject({
    columns: namesSchema,
    strategy: exactOptional(picklist(['mean', 'median', 'most_frequent', 'constant']), 'mean'),
    /** For `constant`; 0 for numbers and 'missing_value' for texts without it. */
    fillValue: exactOptional(scalarSchema),
    /** Whether to add a bool column for each column in which a value was missing. */
    addIndicator: exactOptional(boolean(), false),
  }),
  isFitted: (params) => 'statistics' in params,
  fit(input, { columns, strategy, fillValue, addIndicator }) {
    const needsNumbers = strategy === 'mean' || strategy === 'median';
    const chosen = input.choose(columns, needsNumbers ? numericTypes : undefined);
    const statistics = chosen.map((column) => {
      if (strategy !== 'constant') return strategies[strategy](input, column);
      const { type } = column;
      return fillValue ?? (type === 'string' ? 'missing_value' : type === 'bool' ? false : 0);
    });
    const indicators = chosen.filter(({ values }) => values.includes(null)).map(({ name }) => name);
    return { params: { columns, statistics, ...(addIndicator && { addIndicator, indicators }) } };
  },
});

/** Of equally frequent values the least, as SciPy's `mode`. */
function mostFrequent({ refuse }: FitInput, { name, values }: FitColumn): string | number | boolean {
  const counts = new Map<ColumnValue, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: ColumnValue = null;
  for (const [value, count] of counts) {
    const most = counts.get(best) ?? 0;
    if (best === null || count > most || (count === most && value !== null && value < best)) best = value;
  }
  if (best === null) return refuse(`column '${name}' has no value to learn from; drop or fill it`);
  return typeof best === 'bigint' ? Number(best) : best;
}

import { boolean, exactOptional, strictObject } from 'valibot';
import { binEntries, planBins } from '../bins.ts';
import { defineOperator, frames } from '../operator.ts';

/**
 * Sorts numbers into bins by their edges, as Pandas' `cut(x, bins=[…])`: a column of labels, by default intervals as Pandas
 * writes them (`(0, 18]`), or of numbers from 0 on with `labels: false`. Null where a value lies in no bin. In `bins`, `null` stands
 * for -∞ (first) and ∞ (last). The result replaces the column unless `name` names another.
 */
export const cut = defineOperator({
  name: 'cut',
  inputs: frames,
  paramsSchema: strictObject({
    ...binEntries,
    right: exactOptional(boolean(), true),
    includeLowest: exactOptional(boolean(), false),
  }),
  plan: planBins,
});

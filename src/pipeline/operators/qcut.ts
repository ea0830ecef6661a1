import { strictObject } from 'valibot';
import { binEntries, planBins } from '../bins.ts';
import { defineOperator, frames } from '../operator.ts';

/**
 * Sorts numbers into the bins of a frame's quantiles, as Pandas' `qcut` with the `bins` that its `retbins` gives: the first bin
 * holds its left edge, and a value beyond the edges is null. See `cut` for the other params.
 */
export const qcut = defineOperator({
  name: 'qcut',
  inputs: frames,
  paramsSchema: strictObject(binEntries),
  plan: (node, params) => planBins(node, { ...params, right: true, includeLowest: true }),
});

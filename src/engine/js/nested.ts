import { flattenModel } from './flatten.ts';
import { bindSubgraph } from './subgraph.ts';
import { widenHalves } from './widen-halves.ts';

/** What only models with functions, subgraphs, unsorted nodes or float16 need; loaded with them. */
export const nested = {
  flattenModel: (...model: Parameters<typeof flattenModel>) => widenHalves(flattenModel(...model)),
  bindSubgraph,
};

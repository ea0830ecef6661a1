import { flattenModel } from './flatten.ts';
import { bindSubgraph } from './subgraph.ts';

/** What only models with functions, subgraphs or unsorted nodes need; loaded with them. */
export const nested = { flattenModel, bindSubgraph };

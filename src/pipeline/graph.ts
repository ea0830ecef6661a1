import { commonOperators } from './common-operators.ts';
import { createGraph, type Graph } from './create-graph.ts';
import type { GraphOptions } from './operator.ts';
import { rareOperators } from './rare-operators.ts';

export type { Graph } from './create-graph.ts';

/**
 * Compiles a graph where every operator is at hand (Node, tests). A page loads only the operators that its graphs name:
 * `createGraph` with `loadOperators`.
 * @throws EdgewiseError `graph-invalid` naming the node and the param at fault.
 */
export function compileGraph(definition: unknown, options: GraphOptions): Graph {
  return createGraph(definition, options, [...commonOperators, ...rareOperators]);
}

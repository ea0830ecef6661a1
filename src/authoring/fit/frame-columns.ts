import { frameSlot, type ParsedNode } from '../../pipeline/graph-plan.ts';
import { array } from '../../pipeline/operators/array.ts';
import { isRecord } from '../../xdm/record.ts';
import type { GraphNodeJson } from '../graph/definition.ts';
import { neededFor } from '../graph/needed-for.ts';

/**
 * Whether columns of the frame reach a node as they come, so that which they are, and their order, is the frame's affair; one that is
 * referred to by name (`frame.price`) is the graph's.
 */
export function seesWholeFrame(id: string, nodes: readonly ParsedNode[]): boolean {
  const references = nodes.filter(neededFor(id, nodes)).flatMap((node) => node.references);
  return references.some(({ slot, part }) => slot === frameSlot && part === '');
}

/** Whether a node makes a tensor of all columns that it gets, so that names become places. */
export function isArrayOfAll({ operator, params }: ParsedNode): boolean {
  return operator.name === array.name && isRecord(params) && params.columns === undefined;
}

/** A node, made into one that makes a tensor of the columns of these names, whatever else it gets. */
export function arrayOf(columns: readonly string[], node: Omit<GraphNodeJson, 'op'>): GraphNodeJson {
  return { ...node, op: array.name, params: { ...node.params, columns } };
}

/** An id that no node has, of the form of the one given. */
export function freeId(id: string, nodes: readonly ParsedNode[]): string {
  return nodes.some((node) => node.id === id) ? freeId(`${id}-`, nodes) : id;
}

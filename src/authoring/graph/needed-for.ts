import type { ParsedNode } from '../../pipeline/graph-plan.ts';

/** Tells whether a node is needed for another, or is that node. */
export function neededFor(id: string, nodes: readonly ParsedNode[]): (node: ParsedNode) => boolean {
  const bySlot = new Map(nodes.map((node) => [node.slot, node]));
  const found = new Set<ParsedNode>();
  const open = nodes.filter((node) => node.id === id);
  for (let node = open.pop(); node; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    for (const { slot } of node.references) open.push(...[bySlot.get(slot) ?? []].flat());
  }
  return (node) => found.has(node);
}

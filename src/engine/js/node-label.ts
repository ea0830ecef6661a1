import type { OnnxGraph, OnnxNode } from './model.ts';

/** Whether an attribute's value is a subgraph. */
export function isGraph(value: unknown): value is OnnxGraph {
  return typeof value === 'object' && value !== null && 'nodes' in value;
}

/** How messages call a node. */
export function nodeLabel(node: OnnxNode): string {
  const name = node.name || node.outputs.find(Boolean);
  return name ? `Node '${name}' (${node.opType})` : `A node ${node.opType}`;
}

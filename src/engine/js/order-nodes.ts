import { EdgewiseError } from '../../errors.ts';
import type { OnnxGraph, OnnxNode } from './model.ts';
import { isGraph, nodeLabel } from './node-label.ts';

/**
 * The nodes that lead to `wanted`, each after those that it reads from. ONNX asks for sorted nodes; unsorted ones are sorted.
 * @throws EdgewiseError `model-invalid` for a cycle or a name given twice.
 */
export function orderNodes(nodes: readonly OnnxNode[], wanted: Iterable<string>): OnnxNode[] {
  const makers = new Map<string, OnnxNode>();
  for (const node of nodes) {
    for (const name of node.outputs) {
      if (name && makers.has(name)) {
        throw new EdgewiseError('model-invalid', `${nodeLabel(node)} gives '${name}', which another node gives too.`);
      }
      if (name) makers.set(name, node);
    }
  }
  const ordered: OnnxNode[] = [];
  const state = new Map<OnnxNode, 'open' | 'done'>();
  // Walks by an own stack: a chain of 100,000 nodes would overflow the engine's.
  const stack: { node: OnnxNode; reads: string[]; next: number }[] = [];
  const visit = (name: string): void => {
    const node = makers.get(name);
    if (!node || state.get(node) === 'done') return;
    if (state.get(node) === 'open') {
      throw new EdgewiseError(
        'model-invalid',
        `${nodeLabel(node)} is part of a cycle: it needs its own output '${name}'.`,
      );
    }
    state.set(node, 'open');
    stack.push({ node, reads: readNames(node), next: 0 });
  };
  for (const name of wanted) {
    visit(name);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const read = top.reads[top.next++];
      if (read !== undefined) visit(read);
      else {
        state.set(top.node, 'done');
        ordered.push(top.node);
        stack.pop();
      }
    }
  }
  return ordered;
}

/** The names that a node reads, those that its subgraphs take from outside included. */
export function readNames(node: OnnxNode): string[] {
  const names = node.inputs.filter(Boolean);
  // Flattened, it names them; graphs that functions pass on may stand at many places.
  if (node.captures) return [...names, ...node.captures];
  for (const { value } of node.attributes.values()) {
    if (isGraph(value)) names.push(...freeNames(value));
  }
  return names;
}

/** The names that a graph reads from around it. */
export function freeNames(graph: OnnxGraph): Set<string> {
  const own = new Set<string>(graph.initializers.keys());
  for (const input of graph.inputs) own.add(input.name);
  for (const node of graph.nodes) for (const name of node.outputs) own.add(name);
  const free = new Set<string>();
  const read = (name: string): void => {
    if (!own.has(name)) free.add(name);
  };
  for (const node of graph.nodes) readNames(node).forEach(read);
  for (const output of graph.outputs) read(output.name);
  return free;
}

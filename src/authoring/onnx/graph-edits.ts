import type { AttributeValue, GraphDefinition, NodeDefinition } from './writer.ts';

/** The graphs in a node's attributes. */
export function subgraphsOf({ attributes = {} }: NodeDefinition): GraphDefinition[] {
  return Object.values(attributes).flatMap((value) => ('graph' in value ? [value.graph] : []));
}

/** Every name that a node reads, those that its subgraphs read (from wherever) included. */
export function readsOf(node: NodeDefinition): string[] {
  const inner = subgraphsOf(node).flatMap((graph) => [
    ...graph.nodes.flatMap(readsOf),
    ...graph.outputs.map(({ name }) => name),
  ]);
  return [...node.inputs, ...inner].filter(Boolean);
}

/** A node, and what its subgraphs hold, with other names for the values that it reads. Names are unique throughout a model. */
export function renameReads(node: NodeDefinition, names: ReadonlyMap<string, string>): NodeDefinition {
  const rename = (name: string): string => names.get(name) ?? name;
  return {
    ...mapSubgraphs(node, (graph) => ({
      ...graph,
      nodes: graph.nodes.map((inner) => renameReads(inner, names)),
      outputs: graph.outputs.map((value) => ({ ...value, name: rename(value.name) })),
    })),
    inputs: node.inputs.map(rename),
  };
}

/** A node with each of its subgraphs replaced. */
export function mapSubgraphs(node: NodeDefinition, f: (graph: GraphDefinition) => GraphDefinition): NodeDefinition {
  if (subgraphsOf(node).length === 0) return node;
  const attributes = Object.entries(node.attributes ?? {}).map(([name, value]): [string, AttributeValue] => [
    name,
    'graph' in value ? { graph: f(value.graph) } : value,
  ]);
  return { ...node, attributes: Object.fromEntries(attributes) };
}

/** Drops the nodes and initializers that no output needs, and inputs that only name an initializer. */
export function removeDead(graph: GraphDefinition): GraphDefinition {
  const needed = new Set(graph.outputs.map(({ name }) => name));
  const nodes: NodeDefinition[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    nodes.push(node);
    for (const name of readsOf(node)) needed.add(name);
  }
  const initializers = Object.entries(graph.initializers ?? {});
  const names = new Set(initializers.map(([name]) => name));
  return {
    ...graph,
    nodes: nodes.reverse(),
    inputs: graph.inputs.filter(({ name }) => !names.has(name)),
    initializers: Object.fromEntries(initializers.filter(([name]) => needed.has(name))),
  };
}

/** Takes out the nodes that only pass a value on, which `isPassing` finds; what they give goes by the name of what they read. */
export function removePassing(graph: GraphDefinition, isPassing: (node: NodeDefinition) => boolean): GraphDefinition {
  let { nodes } = graph;
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  for (let at = 0; at < nodes.length; ) {
    const node = nodes[at];
    const [from = ''] = node?.inputs ?? [];
    const [to = ''] = node?.outputs ?? [];
    if (!node || !from || !isPassing(node)) {
      at++;
      continue;
    }
    const rest = nodes.toSpliced(at, 1);
    if (!outputs.has(to)) nodes = rest.map((other) => renameReads(other, new Map([[to, from]])));
    else {
      // An output keeps its name, so its maker takes that over; unless it must keep its own.
      const maker = rest.findIndex((other) => other.outputs.includes(from));
      const made = rest[maker];
      if (!made || outputs.has(from)) {
        at++;
        continue;
      }
      const names = new Map([[from, to]]);
      nodes = rest
        .with(maker, { ...made, outputs: made.outputs.map((name) => names.get(name) ?? name) })
        .map((other) => renameReads(other, names));
    }
  }
  return { ...graph, nodes };
}

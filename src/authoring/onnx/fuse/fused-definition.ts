import type { Session } from '../../../engine/session.ts';
import type { ParsedGraph } from '../../../pipeline/graph-plan.ts';
import type { Reference } from '../../../pipeline/reference.ts';
import type { GraphJson, GraphNodeJson } from '../../graph/definition.ts';

/** An `onnx` node, and what feeds its model. */
export interface FedNode {
  readonly id: string;
  readonly model: string;
  /** The model's inputs with what feeds each, in the order of the session where the graph does not name them. */
  feedsOf(session: Session | undefined): readonly (readonly [input: string, reference: Reference])[];
}

/** Feeds a node's model anew, and drops the fused nodes that nothing needs any more. */
export function rewireGraph(
  definition: GraphJson,
  { nodes, outputs }: ParsedGraph,
  change: {
    readonly target: string;
    readonly feeds: ReadonlyMap<string, Pick<Reference, 'text' | 'slot'>>;
    readonly fused: ReadonlySet<string>;
  },
): { definition: GraphJson; fused: string[] } {
  const { target, feeds, fused } = change;
  let left = nodes;
  for (let before = -1; before !== left.length; ) {
    before = left.length;
    const needed = new Set([
      ...outputs.map(({ reference }) => reference.slot),
      ...left.flatMap(({ id, references }) =>
        (id === target ? [...feeds.values()] : references).map(({ slot }) => slot),
      ),
    ]);
    left = left.filter(({ id, slot }) => needed.has(slot) || !fused.has(id));
  }
  const ids = new Set(left.map(({ id }) => id));
  const rewired = definition.nodes.flatMap((node): GraphNodeJson[] => {
    if (!ids.has(node.id)) return [];
    if (node.id !== target) return [node];
    const texts = Object.fromEntries([...feeds].map(([name, { text }]) => [name, text]));
    const { inputs: _, ...rest } = node;
    return [{ ...rest, params: { ...node.params, feeds: texts } }];
  });
  return {
    definition: { nodes: rewired, outputs: definition.outputs },
    fused: nodes.flatMap(({ id }) => (ids.has(id) ? [] : id)),
  };
}

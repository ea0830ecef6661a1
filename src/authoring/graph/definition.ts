import * as v from 'valibot';
import { EdgewiseError } from '../../errors.ts';
import { isRecord } from '../../xdm/record.ts';
import { issueInWords } from '../json/issue-in-words.ts';

/** A node of a graph as JSON. */
export interface GraphNodeJson {
  readonly id: string;
  /** Name of the operator, or of the estimator in a graph that is not fitted. */
  readonly op: string;
  readonly inputs?: readonly string[];
  readonly params?: Readonly<Record<string, unknown>>;
}

/** A graph as JSON: what a manifest holds, and what `toJSON` gives. A type, not an interface, so that it is a record as well. */
export type GraphJson = {
  readonly nodes: readonly GraphNodeJson[];
  /** References by name of the score. */
  readonly outputs: Readonly<Record<string, string>>;
};

/** A node without its name, as the factories of operators make it. */
export interface GraphNode<Input extends string = string> {
  readonly op: string;
  readonly inputs: readonly Input[];
  readonly params: object;
}

type Named<Id extends string> = Id | 'events' | 'profile' | 'frame';

/** What a node or an output may refer to: a node or source, a part of it (`model.probabilities`), or a place in it (`row[:,1]`). */
export type ReferenceTo<Id extends string> = Named<Id> | `${Named<Id>}.${string}` | `${Named<Id>}[${string}`;

/** A graph as it is written in TypeScript: nodes by name. References to nodes that there are not are type errors. */
export interface GraphDefinition<Id extends string> {
  /** By name, as the factories of operators make them, in any order. */
  readonly nodes: Readonly<Record<Id, GraphNode<ReferenceTo<NoInfer<Id>>>>>;
  /** What becomes a score, by the score's name. */
  readonly outputs: Readonly<Record<string, ReferenceTo<NoInfer<Id>>>>;
}

/** The form of a graph; what its nodes say is left to whoever compiles it. */
export const graphSchema = v.looseObject({
  nodes: v.array(
    v.looseObject({
      id: v.string(),
      op: v.string(),
      inputs: v.exactOptional(v.array(v.string())),
      params: v.exactOptional(v.record(v.string(), v.unknown())),
    }),
  ),
  outputs: v.record(v.string(), v.string()),
});

/**
 * The JSON of a graph in either form.
 * @throws EdgewiseError `graph-invalid` for what has the form of neither.
 */
export function toGraphJson(definition: GraphJson | GraphDefinition<string>): GraphJson {
  const given: Readonly<Record<string, unknown>> = isRecord(definition) ? definition : {};
  const { nodes } = given;
  const names = isRecord(nodes) ? Object.keys(nodes) : undefined;
  const json = isRecord(nodes)
    ? { ...given, nodes: Object.entries(nodes).map(([id, node]) => named(id, node)) }
    : given;
  if (Array.isArray(given.outputs))
    throw new EdgewiseError('graph-invalid', 'Graph, outputs: it is a list; give references by the name of the score.');
  const { success, output, issues } = v.safeParse(graphSchema, json);
  // Names that no object may have are refused later, where the parsed outputs would lack them.
  if (success) return { nodes: output.nodes, outputs: definition.outputs };
  const [issue] = issues;
  const path = (issue.path ?? []).map(({ key }, depth) => (depth === 1 && names?.[Number(key)]) || String(key));
  const remedy = 'write { nodes: { id: operator(inputs, params) }, outputs: { score: reference } }';
  throw new EdgewiseError(
    'graph-invalid',
    `Graph, ${path.join('.')}: ${issueInWords(issue)}${path.length === 1 ? `; ${remedy}` : ''}.`,
  );
}

const named = (id: string, node: unknown): unknown =>
  isRecord(node) ? { ...node, id, ...(isRecord(node.params) && { params: { ...node.params } }) } : node;

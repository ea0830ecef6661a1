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
  readonly nodes: Readonly<Record<Id, GraphNode<ReferenceTo<NoInfer<Id>>>>>;
  readonly outputs: Readonly<Record<string, ReferenceTo<NoInfer<Id>>>>;
}

/** The JSON of a graph in either form. */
export function toGraphJson({ nodes, outputs }: GraphJson | GraphDefinition<string>): GraphJson {
  if (Array.isArray(nodes)) return { nodes, outputs };
  const list = Object.entries(nodes as GraphDefinition<string>['nodes']);
  return {
    nodes: list.map(([id, { op, inputs, params }]) => ({ id, op, inputs, params: { ...params } })),
    outputs,
  };
}

import {
  array,
  type BaseIssue,
  check,
  type GenericSchema,
  getDotPath,
  maxLength,
  optional,
  pipe,
  record,
  safeParse,
  strictObject,
  string,
  unknown,
} from 'valibot';
import { EdgewiseError } from '../errors.ts';
import { isSafeName } from '../xdm/path.ts';
import { nameSchema } from './params.ts';

/** Nodes that every graph has without naming them: the event log, the profile, and the frame given to a run. */
export const sources = ['events', 'profile', 'frame'] as const;

const nodeSchema = strictObject({
  id: pipe(
    string(),
    check(isNodeId, "a node's id must not be empty, a source's name, reach a prototype or hold any of . [ ]"),
  ),
  op: string(),
  inputs: optional(array(string()), []),
  params: optional(unknown(), {}),
});

const graphSchema = strictObject({
  nodes: pipe(array(nodeSchema), maxLength(10_000)),
  outputs: record(nameSchema, string()),
});

function isNodeId(id: string): boolean {
  return isSafeName(id) && !/[.[\]]/.test(id) && !sources.some((source) => source === id);
}

/** One node as a definition writes it. */
export interface NodeDefinition {
  readonly id: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly params: unknown;
}

/** A graph as a definition writes it. */
export interface GraphDefinition {
  readonly nodes: readonly NodeDefinition[];
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Checks the form of a definition: its fields, and ids that are unique. What its nodes mean is checked by their operators.
 * @throws EdgewiseError `graph-invalid` naming the path.
 */
export function parseGraphDefinition(definition: unknown): GraphDefinition {
  const graph = parseWith(graphSchema, definition, 'Graph');
  const ids = new Set<string>();
  for (const { id } of graph.nodes) {
    if (ids.has(id)) throw invalid('Graph', `two nodes have the id '${id}'; rename one.`);
    ids.add(id);
  }
  return graph;
}

/** Parses by a schema; a problem becomes `graph-invalid` with the subject, the path and what was expected. */
export function parseWith<T>(schema: GenericSchema<unknown, T>, value: unknown, subject: string, prefix = ''): T {
  const result = safeParse(schema, value);
  if (result.success) return result.output;
  const issue: BaseIssue<unknown> = result.issues[0];
  const path = [prefix, getDotPath(issue)].filter(Boolean).join('.');
  throw invalid(path ? `${subject}, ${path}` : subject, issue.message);
}

/** An error about a graph's definition. */
export function invalid(subject: string, reason: string): EdgewiseError {
  return new EdgewiseError('graph-invalid', `${subject}: ${reason}`);
}

/**
 * Orders nodes so that each comes after those it needs.
 * @param needs for each node, the positions of the nodes it needs.
 * @returns positions in running order, or the positions along a cycle.
 */
export function orderNodes(
  needs: readonly (readonly number[])[],
): { order: number[]; cycle?: never } | { order?: never; cycle: number[] } {
  const waiting = needs.map((positions) => new Set(positions).size);
  const users: number[][] = needs.map(() => []);
  for (const [position, needed] of needs.entries()) for (const other of new Set(needed)) users[other]?.push(position);
  const order = [...waiting.keys()].filter((position) => waiting[position] === 0);
  // The list grows while it is walked: a node is added once all that it needs stands before it.
  for (const position of order) {
    for (const user of users[position] ?? []) {
      const left = (waiting[user] ?? 0) - 1;
      waiting[user] = left;
      if (left === 0) order.push(user);
    }
  }
  return order.length === needs.length ? { order } : { cycle: findCycle(needs, new Set(order)) };
}

/** Positions along a cycle in the direction of the data, the first one again at the end. */
function findCycle(needs: readonly (readonly number[])[], ordered: ReadonlySet<number>): number[] {
  const left = (position: number) => !ordered.has(position);
  const path = new Set<number>();
  // Every node left over needs another one left over, so going back from any of them must meet the path again.
  let position = needs.findIndex((_, candidate) => left(candidate));
  while (!path.has(position)) {
    path.add(position);
    position = needs[position]?.find(left) ?? position;
  }
  const visited = [...path];
  return [...visited.slice(visited.indexOf(position)), position].reverse();
}

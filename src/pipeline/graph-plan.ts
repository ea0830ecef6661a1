import {
  array,
  check,
  exactOptional,
  type GenericSchema,
  getDotPath,
  pipe,
  record,
  safeParse,
  strictObject,
  string,
  unknown,
} from 'valibot';
import { EdgewiseError } from '../errors.ts';
import { isSafeName } from '../xdm/path.ts';
import type { FrameSource, GraphOptions, Link, Operator, Plan, Refuse, Score, Value, ValueType } from './operator.ts';
import { nameSchema } from './params.ts';
import { parseReference, type Reference, resolveReference, tensorOf, toScore } from './reference.ts';

/** A graph in running order. The values of a run stand in slots: the sources first, then the nodes as they are defined. */
export interface GraphPlan {
  readonly steps: readonly { readonly slot: number; readonly plan: Plan }[];
  readonly scores: readonly { readonly name: string; read(values: readonly Value[]): Score }[];
}

/** What every graph has without naming it: the event log, the profile, and the frame given to a run. */
const sources = ['events', 'profile', 'frame'];

/** Slot of the source `frame`. */
export const frameSlot = 2;

const nodeSchema = strictObject({
  id: string(),
  op: string(),
  inputs: exactOptional(array(string()), []),
  params: exactOptional(unknown(), {}),
});

const graphSchema = strictObject({
  nodes: pipe(
    array(nodeSchema),
    check(({ length }) => length <= 10_000, 'it takes 10,000 nodes at most'),
  ),
  outputs: record(nameSchema, string()),
});

/** A node with its operator, params and references found; not yet checked against its neighbours. */
export interface ParsedNode {
  readonly id: string;
  readonly slot: number;
  readonly operator: Operator;
  readonly params: unknown;
  readonly inputCount: number;
  /** Those in `inputs`, then those in params. */
  readonly references: readonly Reference[];
  readonly refuse: Refuse;
  /** Refuses a param, or `inputs`. */
  at(param: string): Refuse;
}

/** A definition taken apart: all that can be known of it before its models and its frame are there. */
export interface ParsedGraph {
  readonly nodes: readonly ParsedNode[];
  readonly outputs: readonly { readonly name: string; readonly reference: Reference }[];
}

/** Checks a definition on its own and finds what its nodes refer to. Throws `graph-invalid`. */
export function parseGraph(definition: unknown, operators: readonly Operator[]): ParsedGraph {
  const graph = parse(graphSchema, definition, 'Graph');
  const slots = new Map(sources.map((id, slot) => [id, slot]));
  for (const [position, { id }] of graph.nodes.entries()) {
    if (slots.has(id) || !isSafeName(id) || /[.[\]]/.test(id)) {
      refuser(`Graph, nodes.${position}.id`)(`'${id}' is taken or holds . [ ]; choose another`);
    }
    slots.set(id, slots.size);
  }

  const nodes = graph.nodes.map(({ id, op, inputs, params: given }): ParsedNode => {
    const operator =
      operators.find(({ name }) => name === op) ??
      refuser(`Graph node '${id}', op`)(`operator '${op}' is unknown; correct it or update Edgewise`);
    const subject = `Graph node '${id}' (${op})`;
    const at = (param: string) => refuser(`${subject}, ${param === 'inputs' ? param : `params.${param}`}`);
    const params = parse(operator.paramsSchema, given, subject, 'params');
    const references = [
      ...inputs.map((text) => parseReference(text, slots, at('inputs'))),
      ...(operator.references?.(params) ?? []).map(([param, text]) => parseReference(text, slots, at(param))),
    ];
    const slot = slots.get(id) ?? 0;
    return { id, slot, operator, params, inputCount: inputs.length, references, refuse: refuser(subject), at };
  });
  const outputs = Object.entries(graph.outputs).map(([name, text]) => {
    return { name, reference: parseReference(text, slots, refuser(`Graph output '${name}'`)) };
  });
  return { nodes, outputs };
}

/** Orders the nodes, checks them against each other and their models, and binds them. Throws `graph-invalid`. */
export function planGraph({ nodes, outputs }: ParsedGraph, options: GraphOptions, frame?: FrameSource): GraphPlan {
  const types: (ValueType | undefined)[] = [
    { kind: 'events', parts: [] },
    { kind: 'profile', parts: [] },
    frame && { kind: 'frame', parts: frame.columns },
  ];
  const resolve = (reference: Reference) =>
    resolveReference(
      reference,
      types[reference.slot] ?? reference.refuse('a page has no frame; take events or profile'),
    );
  const used = new Set(
    [...nodes.flatMap((node) => node.references), ...outputs.map(({ reference }) => reference)].map(placeOf),
  );

  const steps = inOrder(nodes).map((node) => {
    const { slot } = node;
    const isUsed = (part: string) => used.has(placeOf({ slot, part }));
    const plan = planNode(node, node.references.map(resolve), isUsed, options);
    types[slot] = plan.output;
    return { slot, plan };
  });
  const scores = outputs.map(({ name, reference }) => {
    const tensor = tensorOf(resolve(reference));
    const read = (values: readonly Value[]) => toScore(tensor.read(values));
    return { name, read };
  });
  return { steps, scores };
}

function placeOf({ slot, part }: Pick<Reference, 'slot' | 'part'>): string {
  return `${slot}.${part}`;
}

/** Each node behind those that it needs, otherwise as they are defined. Throws `graph-invalid` for a cycle. */
export function inOrder(nodes: readonly ParsedNode[]): ParsedNode[] {
  const done = new Set<ParsedNode>();
  const open = new Set<ParsedNode>();
  // An own stack: the engine's would overflow where thousands of nodes need one another.
  const stack = [...nodes].reverse();
  for (let node = stack.at(-1); node; node = stack.at(-1)) {
    if (open.has(node) || done.has(node)) {
      stack.pop();
      open.delete(node);
      done.add(node);
      continue;
    }
    open.add(node);
    for (const { slot } of node.references) {
      const needed = nodes[slot - sources.length];
      if (!needed || done.has(needed)) continue;
      if (open.has(needed)) refuseCycle([...open], needed);
      stack.push(needed);
    }
  }
  return [...done];
}

/** @param path nodes, each of which needs the next one, and the last of which needs `again`. */
function refuseCycle(path: readonly ParsedNode[], again: ParsedNode): never {
  const ids = [...path.slice(path.indexOf(again)), again].map(({ id }) => id).reverse();
  if (ids.length > 10) ids.splice(9, ids.length - 10, '...');
  return again.at('inputs')(`it needs its own result (${ids.join(' -> ')}); break the cycle`);
}

function planNode(
  { id, operator, params, inputCount, refuse, at }: ParsedNode,
  links: readonly Link[],
  isUsed: (part: string) => boolean,
  options: GraphOptions,
): Plan {
  const inputs = links.slice(0, inputCount);
  const { kinds, min, many } = operator.inputs;
  const wrong = inputs.find(({ type }) => !kinds.includes(type.kind));
  if (wrong || inputCount < min || (inputCount > min && !many)) {
    const found = wrong ? `'${wrong.text}', which is ${wrong.type.kind}` : inputCount;
    at('inputs')(`it takes ${min}${many ? ' or more' : ''} of kind ${kinds.join(', ')}, not ${found}`);
  }
  return operator.plan(
    {
      id,
      inputs,
      references: links.slice(inputCount),
      options,
      isUsed,
      fail: (param, reason) => at(param)(reason),
      refuse: (reason) => refuse(reason, 'input-invalid'),
    },
    params,
  );
}

/** Parses by a schema; what doesn't fit is refused with its path. */
function parse<T>(schema: GenericSchema<unknown, T>, value: unknown, ...subject: string[]): T {
  const { success, output, issues } = safeParse(schema, value, { abortEarly: true });
  if (success) return output;
  const [first, ...path] = [...subject, getDotPath(issues[0])].filter(Boolean);
  return refuser(path.length ? `${first}, ${path.join('.')}` : `${first}`)(issues[0].message);
}

function refuser(subject: string): Refuse {
  return (reason, code = 'graph-invalid') => {
    throw new EdgewiseError(code, `${subject}: ${reason}.`);
  };
}

import { EdgewiseError } from '../errors.ts';
import {
  invalid,
  type NodeDefinition,
  orderNodes,
  parseGraphDefinition,
  parseWith,
  sources,
} from './graph-definition.ts';
import type { GraphOptions, NodeContext, Operator, Plan, Score, Value, ValueType } from './operator.ts';
import {
  parseReference,
  type Reference,
  type Refuse,
  type ResolvedReference,
  resolveReference,
  resolveTensor,
  toScore,
} from './reference.ts';

/** A graph in running order. Values stand in slots: the sources first, then the nodes as they are defined. */
export interface GraphPlan {
  readonly steps: readonly Step[];
  readonly slotCount: number;
  readonly scores: readonly { readonly name: string; read(values: readonly Value[]): Score }[];
}

/** One node ready to run. */
export interface Step {
  readonly slot: number;
  readonly inputs: readonly { readonly slot: number; read(value: Value): Value }[];
  readonly plan: Plan;
}

/** A reference and where it stands. */
interface HeldReference extends Reference {
  readonly text: string;
  readonly slot: number;
  readonly refuse: Refuse;
}

/** A node with its operator, params and references found; not yet checked against its neighbours. */
interface ParsedNode {
  readonly id: string;
  readonly subject: string;
  readonly operator: Operator;
  readonly params: unknown;
  readonly inputs: readonly HeldReference[];
  readonly references: readonly HeldReference[];
}

/** Checks a definition and orders its nodes. Throws `graph-invalid`. */
export function planGraph(definition: unknown, options: GraphOptions, operators: readonly Operator[]): GraphPlan {
  const graph = parseGraphDefinition(definition);
  const slots = new Map<string, number>();
  for (const id of [...sources, ...graph.nodes.map((node) => node.id)]) slots.set(id, slots.size);
  const nodes = graph.nodes.map((node) => parseNode(node, slots, operators));
  const outputs = Object.entries(graph.outputs).map(([output, text]) => {
    return { output, held: holdReference(text, `Graph output '${output}'`, slots) };
  });

  const used: Set<string>[] = Array.from(slots, () => new Set());
  const allHeld = [
    ...nodes.flatMap((node) => [...node.inputs, ...node.references]),
    ...outputs.map(({ held }) => held),
  ];
  for (const { slot, name } of allHeld) used[slot]?.add(name);

  const frameColumns = Object.entries(options.frame ?? {}).map(([name, type]) => ({ name, type }));
  const types: (ValueType | undefined)[] = [
    { kind: 'events' },
    { kind: 'profile' },
    options.frame && { kind: 'frame', columns: frameColumns },
  ];
  const resolve = (held: HeldReference): ResolvedReference => {
    const type =
      types[held.slot] ?? held.refuse("the source 'frame' is unknown; compile the graph with the option 'frame'");
    return resolveReference(held.text, held, type, held.refuse);
  };

  const steps = inOrder(nodes).map((position): Step => {
    const node = nodes[position] as ParsedNode;
    const slot = sources.length + position;
    const held = [...node.inputs, ...node.references];
    const resolved = held.map(resolve);
    const plan = planNode(
      node,
      resolved.map((reference) => reference.type),
      used[slot] ?? new Set(),
      options,
    );
    types[slot] = plan.output;
    return { slot, plan, inputs: held.map(({ slot }, index) => ({ slot, read: resolved[index]?.read ?? identity })) };
  });

  const scores = outputs.map(({ output, held }) => {
    const tensor = resolveTensor(held.text, resolve(held), held.refuse);
    const read = (values: readonly Value[]) =>
      toScore(tensor.read(values[held.slot])) ??
      held.refuse(`'${held.text}' is several texts; pick one with an index such as [0]`, 'input-invalid');
    return { name: output, read };
  });
  return { steps, slotCount: slots.size, scores };
}

function identity(value: Value): Value {
  return value;
}

function parseNode(
  { id, op, inputs, params }: NodeDefinition,
  slots: ReadonlyMap<string, number>,
  operators: readonly Operator[],
): ParsedNode {
  const operator = operators.find(({ name }) => name === op);
  if (!operator) throw invalid(`Graph node '${id}', op`, `operator '${op}' is unknown; correct it or update Edgewise.`);
  const subject = `Graph node '${id}' (${op})`;
  const parsed = parseWith(operator.paramsSchema, params, subject, 'params');
  return {
    id,
    subject,
    operator,
    params: parsed,
    inputs: inputs.map((text) => holdReference(text, `${subject}, inputs`, slots)),
    references: (operator.references?.(parsed) ?? []).map((text) => holdReference(text, `${subject}, params`, slots)),
  };
}

function holdReference(text: string, subject: string, slots: ReadonlyMap<string, number>): HeldReference {
  const refuse: Refuse = (reason, code = 'graph-invalid') => {
    throw new EdgewiseError(code, `${subject}: ${reason}.`);
  };
  const reference =
    parseReference(text) ??
    refuse(`'${text}' is no reference; write it like 'node', 'node.column' or 'node.output[:,1]'`);
  const slot =
    slots.get(reference.node) ?? refuse(`'${text}' names an unknown node; correct it or add '${reference.node}'`);
  return { ...reference, text, slot, refuse };
}

function inOrder(nodes: readonly ParsedNode[]): readonly number[] {
  const ordered = orderNodes(
    nodes.map(({ inputs, references }) =>
      [...inputs, ...references].map(({ slot }) => slot - sources.length).filter((position) => position >= 0),
    ),
  );
  if (ordered.order) return ordered.order;
  const ids = ordered.cycle.map((position) => nodes[position]?.id);
  const shown = ids.length > 10 ? [...ids.slice(0, 9), '…', ids.at(-1)] : ids;
  throw invalid(`Graph node '${ids[0]}', inputs`, `it needs its own result (${shown.join(' → ')}); break the cycle.`);
}

function planNode(
  { id, subject, operator, params, inputs }: ParsedNode,
  types: readonly ValueType[],
  used: ReadonlySet<string>,
  options: GraphOptions,
): Plan {
  const node: NodeContext = {
    id,
    inputs: types.slice(0, inputs.length),
    references: types.slice(inputs.length),
    used,
    options,
    fail(param, reason) {
      throw invalid(`${subject}, ${param === 'inputs' ? param : `params.${param}`}`, `${reason}.`);
    },
    refuse(reason) {
      throw new EdgewiseError('input-invalid', `${subject}: ${reason}.`);
    },
  };
  const { kinds, min, max } = operator.inputs;
  if (inputs.length < min || inputs.length > max) {
    const wanted = min === max ? min : `${min} to ${max === Number.POSITIVE_INFINITY ? 'any number' : max}`;
    node.fail('inputs', `it takes ${wanted} of kind ${kinds.join(', ')}, not ${inputs.length}`);
  }
  for (const [position, { kind }] of node.inputs.entries()) {
    if (!kinds.includes(kind)) {
      node.fail('inputs', `'${inputs[position]?.text}' is of kind ${kind}; it takes ${kinds.join(', ')}`);
    }
  }
  return operator.plan(node, params);
}

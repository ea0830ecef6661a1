import { EdgewiseError } from '../../errors.ts';
import { missingOutput } from './execute.ts';
import { decodeFunctions } from './functions.ts';
import type { Limits } from './limits.ts';
import type { OnnxAttribute, OnnxFunction, OnnxGraph, OnnxModel, OnnxNode } from './model.ts';
import { isGraph, nodeLabel } from './node-label.ts';
import { freeNames, orderNodes } from './order-nodes.ts';

/** A model in the plain form that plan.ts takes. */
export interface FlatModel {
  readonly graph: OnnxGraph;
  /** All nodes, those of subgraphs included. */
  readonly nodes: readonly OnnxNode[];
}

/** What a list of nodes stands in: the model's graph, a subgraph or the body of a function. */
interface Surroundings {
  readonly isGiven: (name: string) => boolean;
  /** The name that a value has in the flat graph. */
  readonly rename: (name: string) => string;
  readonly opsets: ReadonlyMap<string, number>;
  /** Inside a function: the attributes of the call, flat, and those that stand for the ones which it leaves out. */
  readonly callerAttributes?: ReadonlyMap<string, OnnxAttribute>;
  readonly defaults?: ReadonlyMap<string, OnnxAttribute>;
  readonly calls: readonly OnnxFunction[];
  readonly depth: number;
}

/**
 * Flattens a model: puts the nodes of functions in place of their calls, sorts nodes, drops those that lead to no output, and notes what
 * subgraphs read from outside.
 * @throws EdgewiseError `model-invalid` for cycles, names given twice or by nothing, functions that call themselves;
 * `model-unsupported` beyond the limits.
 */
export function flattenModel(model: OnnxModel, limits: Limits): FlatModel {
  const functions = decodeFunctions(model, limits);
  const all: OnnxNode[] = [];
  let nodeCount = 0;
  /** How many nodes each subgraph comes to, those in its own subgraphs included. */
  const sizes = new WeakMap<OnnxGraph, number>();
  let callCount = 0;

  function count(nodes: number): void {
    nodeCount += nodes;
    if (nodeCount <= limits.nodes) return;
    throw new EdgewiseError('model-unsupported', `The model comes to more nodes than limits.nodes (${limits.nodes}).`);
  }

  function flattenGraph(graph: OnnxGraph, around: Surroundings): OnnxGraph {
    const before = nodeCount;
    const given = new Set<string>();
    for (const name of graph.initializers.keys()) given.add(name);
    for (const { name } of graph.inputs) given.add(name);
    const { rename } = around;
    const nodes = flattenNodes(
      graph.nodes,
      graph.outputs.map(({ name }) => name),
      given,
      around,
    );
    for (const { name } of graph.outputs) {
      if (!given.has(name) && !around.isGiven(name)) {
        throw new EdgewiseError('model-invalid', `The graph's output '${name}' is given by no node.`);
      }
    }
    const renamed = <T extends { readonly name: string }>(value: T): T => ({ ...value, name: rename(value.name) });
    const flat = {
      nodes,
      initializers: new Map([...graph.initializers].map(([name, tensor]) => [rename(name), tensor])),
      inputs: graph.inputs.map(renamed),
      outputs: graph.outputs.map(renamed),
    };
    sizes.set(flat, nodeCount - before);
    return flat;
  }

  /** `given` is what the nodes can read of their own graph; what they give is added. */
  function flattenNodes(
    nodes: readonly OnnxNode[],
    wanted: readonly string[],
    given: Set<string>,
    around: Surroundings,
  ): OnnxNode[] {
    const { rename } = around;
    const flat: OnnxNode[] = [];
    const isGiven = (name: string): boolean => given.has(name) || around.isGiven(name);
    for (const node of orderNodes(nodes, wanted)) {
      count(1);
      expectNames(node, given, isGiven);
      const attributes = attributesOf(node, { ...around, isGiven });
      // Messages call a node by the names that its author gave.
      const name = node.name || (node.outputs.find(Boolean) ?? '');
      const own = { ...node, name, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename), attributes };
      const called = functions.get(`${node.domain}:${node.opType}`);
      if (called) for (const each of call(own, called, around)) flat.push(each);
      else {
        const captures = new Set(
          [...attributes.values()].flatMap(({ value }) => (isGraph(value) ? [...freeNames(value)] : [])),
        );
        const placed = { ...own, captures: [...captures], opset: around.opsets.get(node.domain) };
        flat.push(placed);
        all.push(placed);
      }
      for (const name of node.outputs) if (name) given.add(name);
    }
    return flat;
  }

  /** A node's attributes, its subgraphs flattened. */
  function attributesOf(node: OnnxNode, around: Surroundings): Map<string, OnnxAttribute> {
    const { callerAttributes, defaults } = around;
    const attributes = new Map<string, OnnxAttribute>();
    for (const [name, own] of node.attributes) {
      // Inside a function an attribute may stand for one of the caller's, flat already.
      const passed = own.reference && callerAttributes?.get(own.reference);
      if (passed) {
        attributes.set(name, passed);
        // It is planned wherever it is used: a few functions would make any number of nodes of it.
        if (isGraph(passed.value)) count(sizes.get(passed.value) ?? passed.value.nodes.length);
        continue;
      }
      // One that the caller left out is the function's default, or left out here too.
      const attribute = own.reference && defaults ? defaults.get(own.reference) : own;
      if (!attribute) continue;
      if (isGraph(attribute.value)) {
        const body = flattenGraph(attribute.value, { ...around, depth: deeper(node, around) });
        attributes.set(name, { ...attribute, value: body });
      } else attributes.set(name, attribute);
    }
    return attributes;
  }

  function deeper(node: OnnxNode, { depth }: Surroundings): number {
    if (depth < limits.recursion) return depth + 1;
    throw new EdgewiseError(
      'model-unsupported',
      `${nodeLabel(node)} lies deeper than limits.recursion (${limits.recursion}).`,
    );
  }

  /** The nodes of a function under the names of its call. */
  function call(node: OnnxNode, called: OnnxFunction, around: Surroundings): OnnxNode[] {
    if (around.calls.includes(called)) {
      throw new EdgewiseError(
        'model-invalid',
        `${nodeLabel(node)} calls the function '${called.name}' from within itself.`,
      );
    }
    const surplus = node.outputs.findIndex((name, position) => name && position >= called.outputs.length);
    if (surplus >= 0) throw missingOutput(nodeLabel(node), surplus);
    const prefix = `${++callCount}\0`;
    // An omitted input is bound too, to no name, so that nodes of the function see it omitted.
    const names = new Map(called.inputs.map((name, position) => [name, node.inputs[position] ?? '']));
    const given = new Set(names.keys());
    const passed: OnnxNode[] = [];
    const wanted = called.outputs.filter((name, position) => {
      const outside = node.outputs[position];
      if (!outside) return false;
      const bound = names.get(name);
      if (bound === undefined) names.set(name, outside);
      else {
        // An input, or an output given twice.
        passed.push({
          ...node,
          domain: '',
          opType: 'Identity',
          inputs: [bound],
          outputs: [outside],
          opset: 1,
          attributes: new Map(),
        });
      }
      return true;
    });
    const body = flattenNodes(called.nodes, wanted, given, {
      isGiven: () => false,
      rename: (name) => name && (names.get(name) ?? prefix + name),
      opsets: called.opsets,
      callerAttributes: node.attributes,
      defaults: called.defaults,
      calls: [...around.calls, called],
      depth: deeper(node, around),
    });
    for (const name of wanted) {
      if (!given.has(name)) {
        throw new EdgewiseError('model-invalid', `The function '${called.name}' does not give its output '${name}'.`);
      }
    }
    count(passed.length);
    all.push(...passed);
    return [...body, ...passed];
  }

  const graph = flattenGraph(model.graph, {
    isGiven: () => false,
    rename: (name) => name,
    opsets: model.opsets,
    calls: [],
    depth: 0,
  });
  return { graph, nodes: all };
}

/** Refuses a node that reads what nothing gives, or gives what is given already. */
function expectNames(node: OnnxNode, given: ReadonlySet<string>, isGiven: (name: string) => boolean): void {
  const missing = node.inputs.find((name) => name && !isGiven(name));
  if (missing) {
    const message = `${nodeLabel(node)} reads '${missing}', which nothing in the model gives.`;
    throw new EdgewiseError('model-invalid', message);
  }
  const twice = node.outputs.find((name) => name && given.has(name));
  if (twice) {
    throw new EdgewiseError('model-invalid', `${nodeLabel(node)} gives '${twice}', which is given already.`);
  }
}

import { EdgewiseError, toEdgewiseError } from '../../errors.ts';
import type { Tensor } from '../session.ts';
import { missingOutput, runSubgraph, type Step, type SubgraphProgram } from './execute.ts';
import type { Kernel, KernelContext, OperatorVersions } from './kernel.ts';
import { type KernelLookup, newestOpsets } from './kernel-registry.ts';
import type { Limits } from './limits.ts';
import type { OnnxAttribute, OnnxFunction, OnnxGraph, OnnxModel, OnnxNode } from './model.ts';
import { createAttributes, resolveAttributes } from './node-attributes.ts';
import { isGraph, nodeLabel, orderNodes, readNames } from './order-nodes.ts';
import { TensorPool } from './tensor-pool.ts';

/** A model planned: where its values lie and what runs in which order. */
export interface Program {
  /** Every value of the model, subgraphs included, has its slot; constants stay in theirs. */
  readonly values: (Tensor | undefined)[];
  readonly isConstant: readonly boolean[];
  readonly steps: readonly Step[];
  readonly inputSlots: readonly number[];
  readonly outputSlots: readonly number[];
  readonly pool: TensorPool;
}

/** Plans a model: orders its nodes, drops what no output needs, computes what is constant and binds a kernel to each node left. */
export function planModel(model: OnnxModel, lookup: KernelLookup, limits: Limits): Program {
  return new Planner(model, lookup, limits).plan(model);
}

interface Scope {
  readonly slots: Map<string, number>;
  readonly parent: Scope | undefined;
}

/** What a list of nodes is read with: the model's graph, a subgraph or the body of a function. */
interface Surroundings {
  readonly scope: Scope;
  readonly opsets: ReadonlyMap<string, number>;
  /** Inside a function: the attributes of the call. */
  readonly callerAttributes: ReadonlyMap<string, OnnxAttribute> | undefined;
  readonly calls: readonly OnnxFunction[];
  readonly depth: number;
  readonly isSubgraph: boolean;
  readonly steps: Step[];
}

class Planner {
  private readonly lookup: KernelLookup;
  private readonly limits: Limits;
  private readonly functions: ReadonlyMap<string, OnnxFunction>;
  private readonly values: (Tensor | undefined)[] = [];
  private readonly isConstant: boolean[] = [];
  private readonly pool: TensorPool;
  private nodeCount = 0;

  constructor(model: OnnxModel, lookup: KernelLookup, limits: Limits) {
    this.lookup = lookup;
    this.limits = limits;
    this.pool = new TensorPool(limits);
    this.functions = new Map(model.functions.map((called) => [`${called.domain}:${called.name}`, called]));
  }

  plan({ graph, opsets }: OnnxModel): Program {
    const steps: Step[] = [];
    const scope: Scope = { slots: new Map(), parent: undefined };
    const { inputSlots, outputSlots } = this.graph(graph, {
      scope,
      opsets,
      callerAttributes: undefined,
      calls: [],
      depth: 0,
      isSubgraph: false,
      steps,
    });
    const { values, isConstant, pool } = this;
    return { values, isConstant, steps, inputSlots, outputSlots, pool };
  }

  private newSlot(constant?: Tensor): number {
    if (constant) this.pool.keep(constant);
    this.isConstant.push(constant !== undefined);
    return this.values.push(constant) - 1;
  }

  private graph(
    graph: OnnxGraph,
    around: Surroundings,
  ): { inputSlots: number[]; outputSlots: number[]; first: number } {
    const first = this.values.length;
    const { slots } = around.scope;
    const inputSlots: number[] = [];
    for (const [name, tensor] of graph.initializers) slots.set(name, this.newSlot(tensor));
    for (const { name } of graph.inputs) {
      if (graph.initializers.has(name)) continue;
      const slot = this.newSlot();
      slots.set(name, slot);
      inputSlots.push(slot);
    }
    const outputNames = graph.outputs.map(({ name }) => name);
    this.nodes(graph.nodes, outputNames, around);
    const outputSlots = outputNames.map((name) => {
      const slot = find(around.scope, name);
      if (slot === undefined) {
        throw new EdgewiseError('model-invalid', `The graph's output '${name}' is given by no node.`);
      }
      return slot;
    });
    releaseAfterLastUse(around.steps, first, outputSlots, this.isConstant);
    return { inputSlots, outputSlots, first };
  }

  private nodes(nodes: readonly OnnxNode[], wanted: readonly string[], around: Surroundings): void {
    const ordered = orderNodes(nodes, wanted);
    const read = new Set(wanted);
    for (const node of ordered) for (const name of readNames(node)) read.add(name);
    for (const node of ordered) this.node(node, read, around);
  }

  private node(node: OnnxNode, read: ReadonlySet<string>, around: Surroundings): void {
    if (++this.nodeCount > this.limits.nodes) {
      throw new EdgewiseError(
        'model-unsupported',
        `The model comes to more nodes than limits.nodes (${this.limits.nodes}).`,
      );
    }
    const inputs = node.inputs.map((name) => this.inputSlot(name, node, around));
    const attributes = resolveAttributes(node, around.callerAttributes);
    const called = this.functions.get(`${node.domain}:${node.opType}`);
    if (called) this.call(node, called, inputs, attributes, read, around);
    else this.operator(node, inputs, attributes, read, around);
  }

  private inputSlot(name: string, node: OnnxNode, around: Surroundings): number {
    if (!name) return -1;
    const slot = find(around.scope, name);
    if (slot === undefined) {
      throw new EdgewiseError('model-invalid', `${nodeLabel(node)} reads '${name}', which nothing in the model gives.`);
    }
    return slot;
  }

  /** Puts a function's nodes in place of its call. */
  private call(
    node: OnnxNode,
    called: OnnxFunction,
    inputs: readonly number[],
    attributes: ReadonlyMap<string, OnnxAttribute>,
    read: ReadonlySet<string>,
    around: Surroundings,
  ): void {
    if (around.calls.includes(called)) {
      throw new EdgewiseError(
        'model-invalid',
        `${nodeLabel(node)} calls the function '${called.name}' from within itself.`,
      );
    }
    this.checkDepth(around, node);
    const scope: Scope = { slots: new Map(), parent: undefined };
    called.inputs.forEach((name, position) => {
      // An omitted input is bound too, to no slot, so that nodes of the function see it omitted.
      scope.slots.set(name, inputs[position] ?? -1);
    });
    const callerAttributes = new Map([...called.defaults, ...attributes]);
    const wanted = called.outputs.filter((_, position) => read.has(node.outputs[position] ?? ''));
    this.nodes(called.nodes, wanted, {
      ...around,
      scope,
      opsets: called.opsets,
      callerAttributes,
      calls: [...around.calls, called],
      depth: around.depth + 1,
    });
    called.outputs.forEach((name, position) => {
      const outputName = node.outputs[position];
      if (!outputName || !wanted.includes(name)) return;
      const slot = scope.slots.get(name);
      if (slot === undefined || slot < 0) {
        throw new EdgewiseError('model-invalid', `The function '${called.name}' does not give its output '${name}'.`);
      }
      around.scope.slots.set(outputName, slot);
    });
  }

  private checkDepth(around: Surroundings, node: OnnxNode): void {
    if (around.depth >= this.limits.recursion) {
      throw new EdgewiseError(
        'model-unsupported',
        `${nodeLabel(node)} lies deeper than limits.recursion (${this.limits.recursion}).`,
      );
    }
  }

  private operator(
    node: OnnxNode,
    inputSlots: number[],
    attributes: ReadonlyMap<string, OnnxAttribute>,
    read: ReadonlySet<string>,
    around: Surroundings,
  ): void {
    const label = nodeLabel(node);
    let isPlanning = true;
    const fail: KernelContext['fail'] = (reason, code = isPlanning ? 'model-invalid' : 'input-invalid') => {
      throw new EdgewiseError(code, `${label}: ${reason}.`);
    };
    const opset = around.opsets.get(node.domain);
    if (opset === undefined) fail(`the model does not import the operator set '${node.domain || 'ai.onnx'}'`);
    const factory = newestUpTo(this.lookup(node.domain, node.opType), opset);
    if (!factory || opset > (newestOpsets[node.domain] ?? 0)) {
      fail(
        `the js provider has no such operator in version ${opset} of '${node.domain || 'ai.onnx'}'`,
        'model-unsupported',
      );
    }
    const arena = this.pool.arena(!around.isSubgraph, fail);
    const bodies: SubgraphProgram[] = [];
    const wanted = node.outputs.map((name) => name !== '' && read.has(name));
    const kernel: Kernel = factory({
      opType: node.opType,
      opset,
      attributes: createAttributes(attributes, fail),
      constants: inputSlots.map((slot) => (this.isConstant[slot] ? this.values[slot] : undefined)),
      inputCount: inputSlots.length,
      wanted,
      limits: this.limits,
      allocate: arena.allocate,
      subgraph: (name) => {
        const graph = attributes.get(name)?.value;
        if (!isGraph(graph)) fail(`attribute '${name}' must be a graph`);
        this.checkDepth(around, node);
        const body = this.body(graph, around);
        bodies.push(body);
        const { pool, values } = this;
        return {
          inputNames: body.inputNames,
          outputNames: graph.outputs.map((output) => output.name),
          outputs: graph.outputs,
          run: (inputs) => runSubgraph(body, inputs, values, pool),
        };
      },
      spend: (work) => this.pool.spend(work),
      fail,
    });
    const captures = bodies.flatMap((body) => body.captures);
    const step: Step = {
      label,
      kernel,
      inputSlots,
      captures,
      outputSlots: [],
      inputs: new Array<Tensor | undefined>(inputSlots.length).fill(undefined),
      release: [],
      arena,
    };
    if ([...inputSlots, ...captures].every((slot) => slot < 0 || this.isConstant[slot])) {
      const folded = this.fold(step, wanted, around.isSubgraph);
      if (folded) {
        this.define(node, wanted, around, (position) => this.newSlot(folded[position]));
        return;
      }
    }
    isPlanning = false;
    this.define(node, wanted, around, (position) => {
      const slot = this.newSlot();
      step.outputSlots[position] = slot;
      return slot;
    });
    around.steps.push(step);
  }

  private define(
    node: OnnxNode,
    wanted: readonly boolean[],
    { scope }: Surroundings,
    newSlot: (position: number) => number,
  ): void {
    node.outputs.forEach((name, position) => {
      if (!wanted[position]) return;
      if (scope.slots.has(name)) {
        throw new EdgewiseError('model-invalid', `${nodeLabel(node)} gives '${name}', which is given already.`);
      }
      scope.slots.set(name, newSlot(position));
    });
  }

  /** The outputs of a node whose inputs are all constant. In a branch that may never run, a node that fails is left to fail when it does. */
  private fold(
    step: Step,
    wanted: readonly boolean[],
    isSubgraph: boolean,
  ): readonly (Tensor | undefined)[] | undefined {
    try {
      this.pool.startRun();
      const outputs = step.kernel(step.inputSlots.map((slot) => this.values[slot]));
      const missing = wanted.findIndex((isWanted, position) => isWanted && !outputs[position]);
      if (missing >= 0) throw missingOutput(step, missing);
      return outputs.map((tensor) => tensor && { ...tensor, data: this.pool.detach(tensor.data) });
    } catch (error) {
      if (isSubgraph) return undefined;
      const known = toEdgewiseError(error, 'model-invalid', step.label);
      throw known.code === 'input-invalid'
        ? new EdgewiseError('model-invalid', known.message, { cause: error })
        : known;
    } finally {
      this.pool.endRun();
    }
  }

  private body(graph: OnnxGraph, around: Surroundings): SubgraphProgram {
    const steps: Step[] = [];
    const { inputSlots, outputSlots, first } = this.graph(graph, {
      ...around,
      scope: { slots: new Map(), parent: around.scope },
      depth: around.depth + 1,
      isSubgraph: true,
      steps,
    });
    const reads = [...steps.flatMap((step) => [...step.inputSlots, ...step.captures]), ...outputSlots];
    return {
      inputNames: graph.inputs.flatMap(({ name }) => (graph.initializers.has(name) ? [] : name)),
      steps,
      inputSlots,
      outputSlots,
      ownOutputs: outputSlots.filter((slot) => slot >= first && !this.isConstant[slot] && !inputSlots.includes(slot)),
      // Slots are numbered in the order of planning: what is older than the body lies outside.
      captures: [...new Set(reads)].filter((slot) => slot >= 0 && slot < first),
      held: [],
      heldInRun: -1,
    };
  }
}

function find(scope: Scope | undefined, name: string): number | undefined {
  for (let level = scope; level; level = level.parent) {
    const slot = level.slots.get(name);
    if (slot !== undefined) return slot;
  }
  return undefined;
}

function newestUpTo(versions: OperatorVersions | undefined, opset: number): OperatorVersions[number] | undefined {
  if (!versions) return undefined;
  let best = 0;
  for (const since of Object.keys(versions)) {
    if (Number(since) <= opset && Number(since) > best) best = Number(since);
  }
  return versions[best];
}

/** Notes with each step the slots that nothing reads after it: their memory goes back to the pool. */
function releaseAfterLastUse(
  steps: readonly Step[],
  first: number,
  outputSlots: readonly number[],
  isConstant: readonly boolean[],
): void {
  const later = new Set(outputSlots);
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i];
    for (const slot of [...(step?.inputSlots ?? []), ...(step?.captures ?? []), ...(step?.outputSlots ?? [])]) {
      if (slot === undefined || slot < first || isConstant[slot] || later.has(slot)) continue;
      later.add(slot);
      step?.release.push(slot);
    }
  }
}

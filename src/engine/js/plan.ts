import { EdgewiseError, toEdgewiseError } from '../../errors.ts';
import type { Tensor } from '../session.ts';
import { missingOutput, type Step } from './execute.ts';
import type { KernelContext, OperatorVersions, Subgraph } from './kernel.ts';
import { type KernelLookup, newestOpsets } from './kernel-registry.ts';
import type { Limits } from './limits.ts';
import type { OnnxGraph, OnnxModel, OnnxNode } from './model.ts';
import { createAttributes } from './node-attributes.ts';
import { isGraph, nodeLabel } from './node-label.ts';
import { createTensorPool, type TensorPool } from './tensor-pool.ts';

/** A model planned: where its values lie and what runs in which order. */
export interface Program extends GraphPlan, Values {}

/** Where a model's values lie. */
export interface Values {
  /** Every value of the model, subgraphs included, has its slot; constants stay in theirs. */
  readonly values: (Tensor | undefined)[];
  readonly isConstant: readonly boolean[];
  readonly pool: TensorPool;
}

/** A graph planned, the model's own or a subgraph. */
export interface GraphPlan {
  readonly steps: readonly Step[];
  readonly inputSlots: readonly number[];
  readonly outputSlots: readonly number[];
}

/** Makes a subgraph ready to run: how `If`, `Loop` and `Scan` are planned, which is loaded with them. */
export type BindSubgraph = (graph: OnnxGraph, plan: GraphPlan, values: Values, firstSlot: number) => Subgraph;

/** What {@link planModel} needs beside the model. */
export interface PlanOptions {
  readonly lookup: KernelLookup;
  readonly limits: Limits;
  /** Needed by models with subgraphs. */
  readonly bindSubgraph?: BindSubgraph | undefined;
}

/** Whether a tensor or a value is of halves, which no kernel computes with. */
const isHalf = (value: unknown): boolean => (value as Partial<Tensor> | undefined)?.type === 'float16';

/**
 * Whether a graph can be planned as it stands: no functions, no subgraphs, nodes in order, each name given once, no float16. Others are
 * flattened first, which also names what is wrong with a broken one.
 */
export function isFlat({ graph, functions }: OnnxModel): boolean {
  const known = new Set(['', ...graph.initializers.keys(), ...graph.inputs.map(({ name }) => name)]);
  const isGiven = (name: string): boolean => known.has(name);
  return (
    functions.length === 0 &&
    ![...graph.initializers.values(), ...graph.inputs].some(isHalf) &&
    graph.nodes.every(({ inputs, outputs, attributes }) => {
      if (!inputs.every(isGiven) || [...attributes.values()].some(({ value }) => isGraph(value) || isHalf(value)))
        return false;
      return outputs.every((name) => !name || (!known.has(name) && known.add(name)));
    }) &&
    graph.outputs.every(({ name }) => name && isGiven(name))
  );
}

/** Plans a flat model: drops what no output needs, computes what is constant and binds a kernel to each node left. */
export function planModel(
  { graph: main, opsets }: Pick<OnnxModel, 'graph' | 'opsets'>,
  { lookup, limits, bindSubgraph }: PlanOptions,
): Program {
  const values: (Tensor | undefined)[] = [];
  const isConstant: boolean[] = [];
  const pool = createTensorPool(limits);
  const newSlot = (constant?: Tensor): number => {
    if (constant) pool.keep(constant);
    isConstant.push(!!constant);
    return values.push(constant) - 1;
  };

  function planGraph(graph: OnnxGraph, outer?: (name: string) => number): GraphPlan {
    const first = values.length;
    const steps: Step[] = [];
    const slots = new Map<string, number>();
    const find = (name: string): number => slots.get(name) ?? outer?.(name) ?? -1;
    for (const [name, tensor] of graph.initializers) slots.set(name, newSlot(tensor));
    const inputSlots: number[] = [];
    for (const { name } of graph.inputs) {
      if (graph.initializers.has(name)) continue;
      const slot = newSlot();
      slots.set(name, slot);
      inputSlots.push(slot);
    }
    // Backwards: a name that is met first is read by nothing later, so its memory is free after that node.
    const later = new Set(graph.outputs.map(({ name }) => name));
    const live: { node: OnnxNode; wanted: boolean[]; last: string[] }[] = [];
    for (let i = graph.nodes.length - 1; i >= 0; i--) {
      const node = graph.nodes[i] as OnnxNode;
      const wanted = node.outputs.map((name) => name !== '' && later.has(name));
      if (!wanted.includes(true)) continue;
      const reads = [...node.inputs, ...(node.captures ?? [])];
      live.push({ node, wanted, last: reads.filter((name) => !later.has(name)) });
      for (const name of reads) later.add(name);
    }
    for (const { node, wanted, last } of live.reverse()) {
      const constants = planNode(node, wanted, find, steps, outer !== undefined);
      node.outputs.forEach((name, position) => {
        if (!wanted[position]) return;
        const slot = newSlot(constants?.[position]);
        slots.set(name, slot);
        const step = steps.at(-1);
        if (!constants && step) step.outputSlots[position] = slot;
      });
      if (!constants)
        steps.at(-1)?.release.push(...last.map(find).filter((slot) => slot >= first && !isConstant[slot]));
    }
    return { steps, inputSlots, outputSlots: graph.outputs.map(({ name }) => find(name)) };
  }

  /** Adds a node to the steps, or gives its outputs when they are constant. */
  function planNode(
    node: OnnxNode,
    wanted: readonly boolean[],
    find: (name: string) => number,
    steps: Step[],
    isSubgraph: boolean,
  ): readonly (Tensor | undefined)[] | undefined {
    const { opType, domain, attributes } = node;
    const label = nodeLabel(node);
    let isPlanning = true;
    const fail: KernelContext['fail'] = (reason, code = isPlanning ? 'model-invalid' : 'input-invalid') => {
      throw new EdgewiseError(code, `${label}: ${reason}.`);
    };
    const setName = domain || 'ai.onnx';
    const opset = node.opset ?? opsets.get(domain) ?? fail(`the model does not import the operator set '${setName}'`);
    const newest = newestOpsets[domain] ?? opset;
    const factory = opset > newest ? undefined : newestUpTo(lookup(domain, opType), opset);
    if (!factory) {
      const reason = `the js provider has no such operator in version ${opset} of '${setName}'`;
      return fail(opset > newest ? `${reason}, which it knows up to ${newest}` : reason, 'model-unsupported');
    }
    const arena = pool.arena(!isSubgraph, fail);
    const inputSlots = node.inputs.map((name) => (name ? find(name) : -1));
    const kernel = factory({
      opType,
      opset,
      attributes: createAttributes(attributes, fail),
      constants: inputSlots.map((slot) => (isConstant[slot] ? values[slot] : undefined)),
      inputCount: inputSlots.length,
      wanted,
      limits,
      allocate: arena.allocate,
      subgraph: (name) => {
        const graph = attributes.get(name)?.value;
        if (!bindSubgraph || !isGraph(graph)) return fail(`attribute '${name}' must be a graph`);
        const first = values.length;
        return bindSubgraph(graph, planGraph(graph, find), { values, isConstant, pool }, first);
      },
      spend: (work) => pool.spend(work),
      fail,
    });
    const isFixed = (slot: number): boolean => slot < 0 || (isConstant[slot] ?? false);
    if (inputSlots.every(isFixed) && (node.captures ?? []).every((name) => isFixed(find(name)))) {
      try {
        pool.startRun(false);
        const outputs = kernel(inputSlots.map((slot) => values[slot]));
        const missing = wanted.findIndex((isWanted, position) => isWanted && !outputs[position]);
        if (missing >= 0) throw missingOutput(label, missing);
        return outputs.map((tensor) => tensor && { ...tensor, data: pool.detach(tensor.data) });
      } catch (error) {
        // In a branch that may never run, a node that fails is left to fail when it does.
        const known = toEdgewiseError(error, 'model-invalid', label);
        const isInput = known.code === 'input-invalid';
        if (!isSubgraph) throw isInput ? new EdgewiseError('model-invalid', known.message, { cause: error }) : known;
      } finally {
        pool.endRun();
      }
    }
    isPlanning = false;
    const inputs = new Array<Tensor | undefined>(inputSlots.length).fill(undefined);
    steps.push({ label, kernel, inputSlots, outputSlots: [], inputs, release: [], arena });
    return undefined;
  }

  return { values, isConstant, pool, ...planGraph(main) };
}

function newestUpTo(versions: OperatorVersions | undefined, opset: number): OperatorVersions[number] | undefined {
  const known = Object.keys(versions ?? {}).map(Number);
  return versions?.[Math.max(...known.filter((since) => since <= opset))];
}

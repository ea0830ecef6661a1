import { exactOptional, object, parse, record, string } from 'valibot';
import { createSession } from '../../../engine/create-session.ts';
import type { Session } from '../../../engine/session.ts';
import { EdgewiseError } from '../../../errors.ts';
import { type ColumnType, type Frame, isColumnType } from '../../../pipeline/frame.ts';
import { allOperators, frameSource } from '../../../pipeline/graph.ts';
import { frameSlot, type ParsedGraph, parseGraph, planGraph } from '../../../pipeline/graph-plan.ts';
import type { GraphContext, GraphOptions, ValueType } from '../../../pipeline/operator.ts';
import type { Reference } from '../../../pipeline/reference.ts';
import type { GraphJson } from '../../graph/definition.ts';
import { decodeModel } from '../reader.ts';
import { encodeModel, type ModelDefinition } from '../writer.ts';
import { type FedNode, rewireGraph } from './fused-definition.ts';
import { joinModel } from './fused-model.ts';
import { createFusion } from './fusion.ts';
import { scoreDifference } from './score-difference.ts';

/** Options of {@link fuseGraph}. */
export interface FuseOptions {
  /** The graph's models by name. */
  readonly models: Readonly<Record<string, Uint8Array>>;
  /** What both graphs are run on, to compare their scores: frames, or events and profiles. The more of them, the more it says. */
  readonly samples: readonly (Frame | GraphContext)[];
  /** Columns of the source `frame`, for graphs over frames. @default those of the first sample that is a frame */
  readonly frame?: Readonly<Record<string, ColumnType>>;
  /** Functions for `custom` nodes by name; they stay in the graph. */
  readonly customOperators?: NonNullable<GraphOptions['customOperators']>;
  /** Id of the `onnx` node to fuse into. @default the only one */
  readonly node?: string;
  /** The relative difference that a score may have (the absolute one below 1); texts must be the same. @default 1e-6 */
  readonly tolerance?: number;
}

/** What {@link fuseGraph} gives. */
export interface FusedGraph {
  readonly definition: GraphJson;
  readonly models: Readonly<Record<string, Uint8Array>>;
  /** Ids of the nodes that are part of the model now. */
  readonly fused: readonly string[];
  /** The largest relative difference of a score on the samples (the absolute one below 1). */
  readonly difference: number;
}

/**
 * Turns the tail of a graph (encoders, scalers, imputers and the array before a model) into part of the model: what ran one operator after
 * the other is then one ONNX file, which ONNX tools and other runtimes can run as well. An operator without an ONNX form with its
 * params (dates, text to numbers, null in a column that is not of floats) stays in the graph, and so does all before it; its columns become inputs
 * of the model. Both graphs are run on the samples, and a result that differs is refused.
 * @throws EdgewiseError `graph-invalid` when nothing can be fused, there are no samples, or one gives another score; `model-unsupported` for
 * a model whose operator sets are too old; what graph and models throw.
 * @example
 * const { definition, models } = await fuseGraph(graph.toJSON(), { models: { intent: bytes }, samples: [frame] });
 */
export async function fuseGraph(definition: GraphJson, options: FuseOptions): Promise<FusedGraph> {
  const { models, customOperators, tolerance = 1e-6 } = options;
  const samples = options.samples.map(contextOf);
  const frame = options.frame ?? columnTypes(samples[0]?.frame);
  const compileOptions = { ...(frame && { frame }), ...(customOperators && { customOperators }) };
  if (samples.length === 0) throw invalid('there are no samples to hold the fused graph up to; give some');
  const parsed = parseGraph(definition, allOperators);
  const target = findTarget(parsed, options.node);
  const bytes = models[target.model];
  if (!bytes) throw invalid(`model '${target.model}' is not among the models; give it`);
  const original = decodeModel(bytes);
  const sessions = await openAll(models);
  try {
    const types = typesOf(parsed, { ...compileOptions, sessions });
    const fusion = createFusion(parsed, { types, taken: namesIn(original), opset: original.opsets[''] ?? 17 });
    const fed = new Map<string, string>();
    const feeds = new Map<string, Pick<Reference, 'text' | 'slot'>>();
    for (const [name, reference] of target.feedsOf(sessions[target.model])) {
      const input = sessions[target.model]?.inputMetadata.find((metadata) => metadata.name === name);
      const type = input?.type ?? '';
      const value = isColumnType(type) ? fusion.tensorOf(reference, type, input?.shape.length === 1) : undefined;
      if (value === undefined) feeds.set(name, reference);
      else fed.set(name, value);
    }
    if (fed.size === 0)
      throw invalid(`no operator before node '${target.id}' has an ONNX form; publish the graph as it is`);
    const model = joinModel(original, fusion, fed);
    for (const { name } of model.graph.inputs) {
      const input = fusion.inputs.get(name);
      if (input) feeds.set(name, input);
    }
    const result = {
      ...rewireGraph(definition, parsed, { target: target.id, feeds, fused: fusion.fused }),
      models: { ...models, [target.model]: encodeModel(model) },
    };
    const fusedSessions = await openAll({ [target.model]: result.models[target.model] ?? bytes });
    try {
      const difference = await scoreDifference(
        { ...compileOptions, definition, sessions },
        { ...compileOptions, definition: result.definition, sessions: { ...sessions, ...fusedSessions } },
        samples,
      );
      if (difference <= tolerance) return { ...result, difference };
      throw invalid(`the fused graph gives other scores on the samples (by ${difference}); publish the graph as it is`);
    } finally {
      await releaseAll(fusedSessions);
    }
  } finally {
    await releaseAll(sessions);
  }
}

function contextOf(sample: Frame | GraphContext): GraphContext {
  return 'columns' in sample ? { events: [], profile: {}, now: 0, frame: sample } : sample;
}

function columnTypes(frame: Frame | undefined): Record<string, ColumnType> | undefined {
  return frame && Object.fromEntries(frame.names.map((name, i) => [name, frame.columns[i]?.type ?? 'float64']));
}

const paramsSchema = object({ model: string(), feeds: exactOptional(record(string(), string())) });

/** The node whose model takes up what comes before it. */
function findTarget({ nodes }: ParsedGraph, id: string | undefined): FedNode {
  const found = nodes.filter(({ operator, id: own }) => operator.name === 'onnx' && (id === undefined || own === id));
  const [node] = found;
  if (!node || found.length > 1) {
    const ids = nodes.flatMap((other) => (other.operator.name === 'onnx' ? other.id : [])).join(', ') || 'none';
    throw invalid(`name the onnx node to fuse into; there is ${ids}`);
  }
  const { model, feeds } = parse(paramsSchema, node.params);
  const others = nodes.filter((other) => other !== node && other.operator.name === 'onnx');
  if (others.some(({ params }) => parse(paramsSchema, params).model === model)) {
    throw invalid(`model '${model}' is run by another node too; give the nodes a model each`);
  }
  return {
    id: node.id,
    model,
    feedsOf(session) {
      const names = feeds ? Object.keys(feeds) : (session?.inputNames ?? []);
      const references = node.references.slice(feeds ? node.inputCount : 0);
      return names.flatMap((name, i): [string, Reference][] => {
        const reference = references[i];
        return reference ? [[name, reference]] : [];
      });
    },
  };
}

/** The types of the values of all nodes, and of the source `frame`, by slot. */
function typesOf(parsed: ParsedGraph, { frame, ...options }: GraphOptions): Map<number, ValueType> {
  const source = frame && frameSource(frame);
  const types = new Map<number, ValueType>();
  if (source) types.set(frameSlot, { kind: 'frame', parts: source.columns });
  for (const { slot, plan } of planGraph(parsed, options, source).steps) types.set(slot, plan.output);
  return types;
}

function namesIn({ graph }: ModelDefinition): Set<string> {
  return new Set([
    ...graph.inputs.map(({ name }) => name),
    ...Object.keys(graph.initializers ?? {}),
    ...graph.nodes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]),
  ]);
}

async function openAll(models: FuseOptions['models']): Promise<Record<string, Session>> {
  const entries = Object.entries(models).map(async ([name, model]) => {
    return [name, await createSession(model, { executionProviders: ['js', 'wasm'] })] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function releaseAll(sessions: Readonly<Record<string, Session>>): Promise<void> {
  await Promise.all(Object.values(sessions).map((session) => session.release()));
}

function invalid(reason: string): EdgewiseError {
  return new EdgewiseError('graph-invalid', `The graph cannot be fused: ${reason}.`);
}

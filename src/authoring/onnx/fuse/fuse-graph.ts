import * as v from 'valibot';
import { createSession } from '../../../engine/create-session.ts';
import type { Session } from '../../../engine/session.ts';
import { EdgewiseError } from '../../../errors.ts';
import { type Frame, isColumnType } from '../../../pipeline/frame.ts';
import { allOperators } from '../../../pipeline/graph.ts';
import { frameSlot, type ParsedGraph, parseGraph, planGraph } from '../../../pipeline/graph-plan.ts';
import type { FrameSource, GraphOptions as PlanOptions, ValueType } from '../../../pipeline/operator.ts';
import type { Reference } from '../../../pipeline/reference.ts';
import type { ExperienceEvent } from '../../../xdm/event.ts';
import { expectGiven, givenInWords } from '../../expect-given.ts';
import { isFrame } from '../../frames/expect-frame.ts';
import { type AuthoredGraph, type GraphOptions, graph } from '../../graph/graph.ts';
import { sourceOf } from '../../graph/over-frame.ts';
import { decodeModel } from '../reader.ts';
import { encodeModel, type ModelDefinition } from '../writer.ts';
import { type FedNode, rewireGraph } from './fused-definition.ts';
import { joinModel } from './fused-model.ts';
import { createFusion } from './fusion.ts';
import { scoreDifference } from './score-difference.ts';

/** Options of {@link fuseGraph}. */
export interface FuseOptions {
  /** What both graphs are run on, to compare their scores: frames, or the events of visits. The more of them, the more it says. */
  readonly samples: readonly (Frame | readonly ExperienceEvent[])[];
  /** Id of the `onnx` node to fuse into. @default the only one */
  readonly node?: string | undefined;
  /** The relative difference that a score may have (the absolute one below 1); texts must be the same. @default 1e-6 */
  readonly tolerance?: number | undefined;
  /** Functions for `custom` nodes by name, as the graph was made with; they stay in the graph. @default none */
  readonly customOperators?: NonNullable<GraphOptions['customOperators']> | undefined;
}

const sample = v.custom(
  (given) => isFrame(given) || Array.isArray(given),
  ({ input }) => `it is ${givenInWords(input)}; give a frame, or the events of a visit`,
);
const optionsSchema = v.strictObject({
  samples: v.array(sample),
  node: v.optional(v.string()),
  tolerance: v.optional(v.pipe(v.number(), v.minValue(0))),
  customOperators: v.optional(v.record(v.string(), v.function())),
} satisfies Record<keyof FuseOptions, v.GenericSchema>);

/** What {@link fuseGraph} gives. */
export interface FusedGraph {
  /** Gives the same scores by fewer nodes. */
  readonly graph: AuthoredGraph;
  /** Ids of the nodes that are part of the model now. */
  readonly fused: readonly string[];
  /** The largest relative difference of a score on the samples (the absolute one below 1). */
  readonly difference: number;
}

/**
 * Turns the tail of a fitted graph (encoders, scalers, imputers and the array before a model) into part of the model: what ran one operator
 * after the other is then one ONNX file, which ONNX tools and other runtimes can run as well. An operator without an ONNX form with its
 * params (dates, text to numbers, null in a column that is not of floats) stays in the graph, and so does all before it; its columns become inputs
 * of the model. Both graphs are run on the samples, and a result that differs is refused.
 * @throws EdgewiseError `graph-invalid` when nothing can be fused, there are no samples, or one gives another score; `model-unsupported` for
 * a model whose operator sets are too old; `input-invalid` for arguments of another form; what graph and models throw.
 * @example
 * const { graph: whole, fused } = await fuseGraph(fitted, { samples: [test] });
 */
export async function fuseGraph(original: AuthoredGraph, options: FuseOptions): Promise<FusedGraph> {
  expectGiven(optionsSchema, options, 'The options of fuseGraph are wrong');
  if (typeof original?.toJSON !== 'function') {
    const message = `fuseGraph takes a fitted graph, and was given ${givenInWords(original)}; make one by graph.`;
    throw new EdgewiseError('input-invalid', message);
  }
  const { samples, customOperators = {}, tolerance = 1e-6 } = options;
  const { models } = original;
  if (samples.length === 0) throw invalid('there are no samples to hold the fused graph up to; give some');
  const definition = original.toJSON();
  const parsed = parseGraph(definition, allOperators);
  const target = findTarget(parsed, options.node);
  const bytes = models[target.model];
  if (!bytes) throw invalid(`model '${target.model}' is not among the models; give it`);
  const model = decodeModel(bytes);
  const sessions = await openAll(models);
  try {
    const frame = samples.find((given) => isFrame(given));
    const types = typesOf(parsed, { sessions, customOperators }, frame && sourceOf(frame));
    const fusion = createFusion(parsed, { types, taken: namesIn(model), opset: model.opsets[''] ?? 17 });
    const fed = new Map<string, string>();
    const feeds = new Map<string, Pick<Reference, 'text' | 'slot'>>();
    for (const [name, reference] of target.feedsOf(sessions[target.model])) {
      const input = sessions[target.model]?.inputMetadata.find((metadata) => metadata.name === name);
      const type = input?.type ?? '';
      const value = isColumnType(type) ? fusion.tensorOf(reference, type, input?.shape.length === 1) : undefined;
      if (value === undefined) feeds.set(name, reference);
      else fed.set(name, value);
    }
    if (fed.size === 0) {
      throw invalid(`no operator before node '${target.id}' has an ONNX form; publish the graph as it is`);
    }
    const joined = joinModel(model, fusion, fed);
    for (const { name } of joined.graph.inputs) {
      const input = fusion.inputs.get(name);
      if (input) feeds.set(name, input);
    }
    const rewired = rewireGraph(definition, parsed, { target: target.id, feeds, fused: fusion.fused });
    const whole = graph(rewired.definition, {
      models: { ...models, [target.model]: encodeModel(joined) },
      customOperators,
    });
    const difference = await scoreDifference(original, whole, samples);
    if (difference <= tolerance) return { graph: whole, fused: rewired.fused, difference };
    throw invalid(`the fused graph gives other scores on the samples (by ${difference}); publish the graph as it is`);
  } finally {
    await Promise.all(Object.values(sessions).map((session) => session.release()));
  }
}

const paramsSchema = v.object({ model: v.string(), feeds: v.exactOptional(v.record(v.string(), v.string())) });

/** The node whose model takes up what comes before it. */
function findTarget({ nodes }: ParsedGraph, id: string | undefined): FedNode {
  const found = nodes.filter(({ operator, id: own }) => operator.name === 'onnx' && (id === undefined || own === id));
  const [node] = found;
  if (!node || found.length > 1) {
    const ids = nodes.flatMap((other) => (other.operator.name === 'onnx' ? other.id : [])).join(', ') || 'none';
    throw invalid(`name the onnx node to fuse into; there is ${ids}`);
  }
  const { model, feeds } = v.parse(paramsSchema, node.params);
  const others = nodes.filter((other) => other !== node && other.operator.name === 'onnx');
  if (others.some(({ params }) => v.parse(paramsSchema, params).model === model)) {
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
function typesOf(parsed: ParsedGraph, options: PlanOptions, source: FrameSource | undefined): Map<number, ValueType> {
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

async function openAll(models: AuthoredGraph['models']): Promise<Record<string, Session>> {
  const entries = Object.entries(models).map(async ([name, model]) => [name, await createSession(model)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

function invalid(reason: string): EdgewiseError {
  return new EdgewiseError('graph-invalid', `The graph cannot be fused: ${reason}.`);
}

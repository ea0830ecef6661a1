import * as v from 'valibot';
import type { Session } from '../../engine/session.ts';
import { EdgewiseError } from '../../errors.ts';
import { misplanned } from '../../pipeline/column-plan.ts';
import { createGraph, type GraphResult } from '../../pipeline/create-graph.ts';
import type { Frame } from '../../pipeline/frame.ts';
import { inOrder, parseGraph } from '../../pipeline/graph-plan.ts';
import type { FrameSource, Operator } from '../../pipeline/operator.ts';
import type { CustomOperator } from '../../pipeline/operators/custom.ts';
import type { ExperienceEvent } from '../../xdm/event.ts';
import type { Profile } from '../../xdm/profile.ts';
import { expectGiven, givenInWords } from '../expect-given.ts';
import { fitGraph, fitOptionsSchema, type GraphFitOptions } from '../fit/fit-graph.ts';
import { catching } from '../fit/node-input.ts';
import { expectFrame, isFrame } from '../frames/expect-frame.ts';
import type { FittedModel } from '../trainers/estimator.ts';
import { estimators as knownEstimators } from '../trainers/estimators.ts';
import { authorOperators, type Estimators, isUnfitted } from './author-operators.ts';
import { checkCustomOperators } from './check-custom-operators.ts';
import { checkDefinition } from './check-definition.ts';
import { type GraphDefinition, type GraphJson, toGraphJson } from './definition.ts';
import { describeAsMermaid, describeAsText } from './describe.ts';
import { expectEvents } from './expect-events.ts';
import { neededFor } from './needed-for.ts';
import { openModel } from './open-model.ts';
import { overFrame, sourceOf } from './over-frame.ts';

/** What a graph needs beside its definition. */
export interface GraphOptions {
  /** ONNX models by the name under which nodes refer to them. @default none */
  readonly models?: Readonly<Record<string, Uint8Array>> | undefined;
  /** Functions for `custom` nodes, by name. @default none */
  readonly customOperators?: Readonly<Record<string, CustomOperator>> | undefined;
  /** What the graph may name to be trained. @default those of Edgewise */
  readonly estimators?: Estimators | undefined;
}

/** Options of one run. */
export interface GraphRunOptions {
  /** What is known of the visitor. @default {} */
  readonly profile?: Profile | undefined;
  /** Milliseconds since 1970. @default the time of the last event, 0 over a frame */
  readonly now?: number | undefined;
  /** Ends the run with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told of a condition that could not be evaluated. */
  readonly onProblem?: ((message: string) => void) | undefined;
}

/** The form of {@link GraphOptions}. */
export const graphOptionsSchema = v.strictObject({
  models: v.optional(v.record(v.string(), v.unknown())),
  customOperators: v.optional(v.record(v.string(), v.function())),
  estimators: v.optional(v.instance(Map)),
} satisfies Record<keyof GraphOptions, v.GenericSchema>);

const runOptionsSchema = v.strictObject({
  profile: v.optional(v.record(v.string(), v.unknown())),
  now: v.optional(v.number()),
  signal: v.optional(v.instance(AbortSignal)),
  onProblem: v.optional(v.function()),
} satisfies Record<keyof GraphRunOptions, v.GenericSchema>);

/** What a run over a frame gives. */
export interface FrameResult extends GraphResult {
  /** Of each score the values of all rows, in their order; of a tensor of several columns row by row. Of one row, a list as well. */
  readonly scores: Readonly<Record<string, readonly number[] | readonly string[]>>;
}

/** A graph as its author has it. It never changes; `fit` gives another. */
export interface AuthoredGraph {
  /** What a manifest holds once the graph is fitted. */
  toJSON(): GraphJson;
  /** The models that it runs, as ONNX bytes by name. */
  readonly models: Readonly<Record<string, Uint8Array>>;
  /** Whether nothing in it is left to learn, so that it runs and can be published. */
  readonly isFitted: boolean;
  /** What its estimators learned, by node; empty unless `fit` gave the graph. */
  readonly fitted: Readonly<Record<string, FittedModel>>;
  /**
   * Runs the graph as the page does over the events of a visit (oldest first), or over a frame of many visits: nodes that read events
   * or profile then take the frame's columns of the same names, and a score is a list with one value a row.
   * @throws EdgewiseError `graph-invalid` (it is not fitted, or does not go with the columns), `input-invalid`, and what sessions throw.
   */
  run(frame: Frame, options?: GraphRunOptions): Promise<FrameResult>;
  run(events: readonly ExperienceEvent[], options?: GraphRunOptions): Promise<GraphResult>;
  run(input: Frame | readonly ExperienceEvent[], options?: GraphRunOptions): Promise<GraphResult>;
  /**
   * What a node gives over a frame; like scikit-learn's `pipeline[:n].transform`.
   * @throws EdgewiseError as `run`, and `graph-invalid` where the node gives no frame.
   */
  transform(frame: Frame, nodeId: string): Promise<Frame>;
  /**
   * Learns from a frame whatever nodes leave out: constants of scalers, encoders, imputers and bins, and the models of estimators.
   * @returns the fitted graph.
   * @throws EdgewiseError `graph-invalid`, `input-invalid` naming node, column and row; the signal's reason when aborted.
   */
  fit(frame: Frame, options?: GraphFitOptions): Promise<AuthoredGraph>;
  /** Draws the graph: as text, or as a Mermaid flowchart. @default 'text' */
  describe(form?: 'text' | 'mermaid'): string;
  /** Frees the models that `run` has loaded; a later run loads them again. */
  release(): Promise<void>;
}

/**
 * Makes a graph of operators and estimators, from TypeScript or from JSON.
 * @throws EdgewiseError `graph-invalid` naming node and param, and the name that was probably meant; `input-invalid` for options of another form.
 * @example
 * const intent = graph({
 *   nodes: {
 *     visit: jsonToFrame('events', { columns: [{ name: 'views', default: 0 }] }),
 *     scaled: standardScaler('visit', { columns: ['views'] }),
 *     model: logisticRegression('scaled'),
 *   },
 *   outputs: { probability: 'model.probabilities[:,1]' },
 * });
 * const fitted = await intent.fit(readCsv(text), { label: 'bought' });
 */
export function graph<const Id extends string>(
  definition: GraphDefinition<Id> | GraphJson,
  options: GraphOptions = {},
): AuthoredGraph {
  expectGiven(graphOptionsSchema, options, 'The options of graph are wrong');
  const { models = {}, customOperators = {}, estimators = knownEstimators } = options;
  return createAuthoredGraph(toGraphJson(definition), { models, customOperators, estimators, fitted: {} });
}

type GivenOptions = { readonly [Name in keyof GraphOptions]-?: NonNullable<GraphOptions[Name]> };

interface Context extends GivenOptions {
  readonly fitted: Readonly<Record<string, FittedModel>>;
}

function createAuthoredGraph(json: GraphJson, context: Context): AuthoredGraph {
  const { models, customOperators, estimators, fitted } = context;
  const operators = authorOperators(estimators);
  checkDefinition(json, operators);
  const parsed = parseGraph(json, operators);
  const order = inOrder(parsed.nodes).map(({ id }) => id);
  const sessions = new Map<string, Promise<Session>>();

  const open = async (): Promise<Record<string, Session>> => {
    const named = Object.entries(models).map(async ([name, bytes]): Promise<[string, Session]> => {
      const session = sessions.get(name) ?? openModel(name, bytes);
      sessions.set(name, session);
      return [name, await session];
    });
    return Object.fromEntries(await Promise.all(named));
  };
  const bind = async (definition: GraphJson, known: readonly Operator[], source?: FrameSource) => {
    checkCustomOperators(definition, customOperators);
    const options = { sessions: await open(), customOperators, serviceId: 'service' };
    return createGraph(parseGraph(definition, known), options, source);
  };

  function run(frame: Frame, options?: GraphRunOptions): Promise<FrameResult>;
  function run(input: Frame | readonly ExperienceEvent[], options?: GraphRunOptions): Promise<GraphResult>;
  async function run(input: Frame | readonly ExperienceEvent[], options: GraphRunOptions = {}): Promise<GraphResult> {
    expectGiven(runOptionsSchema, options, 'The options of run are wrong');
    const { profile = {}, now, ...others } = options;
    if (!isFrame(input) && !Array.isArray(input)) {
      const message = `run takes a frame, or the events of a visit, and was given ${givenInWords(input)}; give one of them.`;
      throw new EdgewiseError('input-invalid', message);
    }
    if (!isFrame(input)) {
      expectEvents(input);
      const last = Date.parse(input.at(-1)?.timestamp ?? '');
      return (await bind(json, operators)).run({ events: input, profile, now: now ?? (last || 0), ...others });
    }
    const bound = await bind(
      json,
      operators.map((operator) => overFrame(operator)),
      sourceOf(input),
    );
    const result = await bound.run({ events: [], profile, now: now ?? 0, frame: input, ...others });
    const lists = Object.entries(result.scores).map(([name, score]) => [name, [score].flat<readonly unknown[]>()]);
    return { ...result, scores: Object.fromEntries(lists) };
  }

  return {
    models,
    fitted,
    isFitted: !json.nodes.some((node) => isUnfitted(node, estimators)),
    toJSON: () => json,
    run,
    async transform(frame, nodeId) {
      expectFrame(frame, 'transform');
      let result: Frame | undefined;
      const catcher = catching(transformed, transformed.name, ({ value }) => {
        if ('columns' in value) result = value;
      });
      const isNeeded = neededFor(nodeId, parsed.nodes);
      const needed = parsed.nodes.filter(isNeeded).map(({ id }) => id);
      const nodes = [
        ...json.nodes.filter(({ id }) => needed.includes(id)),
        { id: transformed.name, op: transformed.name, inputs: [nodeId] },
      ];
      const bound = await bind(
        { nodes, outputs: {} },
        [...operators, catcher].map((operator) => overFrame(operator)),
        sourceOf(frame),
      );
      await bound.run({ events: [], profile: {}, now: 0, frame });
      if (result) return result;
      throw new EdgewiseError('graph-invalid', `Graph node '${nodeId}' gives no frame; name one that does.`);
    },
    async fit(frame, options = {}) {
      expectFrame(frame, 'fit');
      expectGiven(fitOptionsSchema, options, 'The options of fit are wrong');
      const { definition, ...learned } = await fitGraph(json, frame, options, { estimators, models, customOperators });
      return createAuthoredGraph(definition, { ...context, ...learned });
    },
    describe: (form = 'text') => (form === 'mermaid' ? describeAsMermaid(json) : describeAsText(json, order)),
    async release() {
      const opened = await Promise.allSettled(sessions.values());
      sessions.clear();
      await Promise.all(
        opened.map((session) => (session.status === 'fulfilled' ? session.value.release() : undefined)),
      );
    },
  };
}

/** Stands behind the node of {@link AuthoredGraph.transform}. */
const transformed: Operator = {
  name: '(transformed)',
  inputs: { kinds: ['frame', 'tensor'], min: 1 },
  paramsSchema: v.strictObject({}),
  plan: misplanned,
};

import type { Profile } from '../xdm/profile.ts';
import { frameSlot, type ParsedGraph, planGraph } from './graph-plan.ts';
import type { FrameSource, GraphContext, GraphOptions, RunState, Score, Value } from './operator.ts';

/** A graph checked and ready to run; it keeps nothing between runs. */
export interface Graph {
  /** The names of the scores, as the definition's `outputs` give them. */
  readonly outputNames: readonly string[];
  /**
   * Runs every node once.
   * @throws EdgewiseError `input-invalid` naming the node whose data can't be worked on; what a session throws; an AbortError when aborted.
   */
  run(context: GraphContext): Promise<GraphResult>;
}

/** What a run gives. */
export interface GraphResult {
  /** By name of the output: a number or a text, or of a tensor of several values a list of them in row-major order. int64 is a number. */
  readonly scores: Readonly<Record<string, Score>>;
  /** The first row of what goes into the models, by column, int64 as a number. Meant for people to look at. */
  readonly features: Readonly<Record<string, number | string | boolean | null>>;
  /** The profile with what `profile-writer` nodes wrote; the very same object when they changed nothing. */
  readonly profile: Profile;
  /** What `frame-to-xdm` nodes made, by node id, one object a row. */
  readonly xdm: Readonly<Record<string, readonly object[]>>;
}

/**
 * Checks a graph and binds it to its models.
 * @param parsed what `parseGraph` makes of `{ nodes: [{ id, op, inputs, params }], outputs: { [score]: reference } }`.
 * @param frame makes the source `frame` known.
 * @throws EdgewiseError `graph-invalid` naming the node and the param at fault.
 */
export function createGraph(parsed: ParsedGraph, options: Omit<GraphOptions, 'frame'>, frame?: FrameSource): Graph {
  const { steps, scores } = planGraph(parsed, options, frame);
  return {
    outputNames: scores.map(({ name }) => name),
    async run(context) {
      const state: RunState = {
        current: context.events.at(-1),
        ...context,
        writtenProfile: context.profile,
        xdm: {},
        features: {},
      };
      const values: Value[] = [];
      values[frameSlot] = frame?.read(context.frame) ?? [];
      for (const { slot, plan } of steps) {
        context.signal?.throwIfAborted();
        const value = plan.run(values, state);
        values[slot] = value instanceof Promise ? await value : value;
      }
      const read = scores.map((score) => [score.name, score.read(values)] as const);
      const { features, writtenProfile: profile, xdm } = state;
      return { scores: Object.fromEntries(read), features, profile, xdm };
    },
  };
}

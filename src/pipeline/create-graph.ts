import { EdgewiseError } from '../errors.ts';
import type { Profile } from '../xdm/profile.ts';
import { columnOf, type Frame, valueAt } from './frame.ts';
import { type GraphPlan, planGraph } from './graph-plan.ts';
import type { GraphContext, GraphOptions, Operator, RunState, Score, Value } from './operator.ts';

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
 * @param definition `{ nodes: [{ id, op, inputs, params }], outputs: { [score]: reference } }`.
 * @param operators those that the graph may name, as `loadOperators` gives them.
 * @throws EdgewiseError `graph-invalid` naming the node and the param at fault.
 */
export function createGraph(definition: unknown, options: GraphOptions, operators: readonly Operator[]): Graph {
  const plan = planGraph(definition, options, operators);
  return {
    outputNames: plan.scores.map((score) => score.name),
    run: (context) => runGraph(plan, context, options.frame),
  };
}

async function runGraph(
  plan: GraphPlan,
  context: GraphContext,
  frameColumns: GraphOptions['frame'],
): Promise<GraphResult> {
  const state: RunState = { ...context, writtenProfile: context.profile, xdm: {} };
  const values: Value[] = new Array(plan.slotCount);
  if (frameColumns) values[2] = arrangeFrame(context.frame, frameColumns);
  const features: Record<string, number | string | boolean | null> = {};
  for (const { slot, plan: node, inputs } of plan.steps) {
    context.signal?.throwIfAborted();
    const read = inputs.map((input) => input.read(values[input.slot]));
    const value = node.run(read, state);
    values[slot] = value instanceof Promise ? await value : value;
    if (node.features) collectFeatures(read, node.features, features);
  }
  const scores: Record<string, Score> = {};
  for (const score of plan.scores) scores[score.name] = score.read(values);
  return { scores, features, profile: state.writtenProfile, xdm: state.xdm };
}

/** Brings the columns of the frame given to a run into the order that the graph was planned for. */
function arrangeFrame(frame: Frame | undefined, columns: Readonly<Record<string, string>>): Frame {
  const names = Object.keys(columns);
  const arranged = names.map((name) => {
    const column = frame && columnOf(frame, name);
    if (column && column.type === columns[name]) return column;
    const found = column ? `is ${column.type}` : 'is missing';
    throw new EdgewiseError('input-invalid', `Column '${name}' of the frame ${found}; give it as ${columns[name]}.`);
  });
  return { names, columns: arranged, rowCount: frame?.rowCount ?? 0 };
}

function collectFeatures(
  values: readonly Value[],
  names: readonly string[],
  features: Record<string, number | string | boolean | null>,
): void {
  for (const value of values) {
    if (!value || !('columns' in value) || value.rowCount === 0) continue;
    for (const name of names) {
      const column = columnOf(value, name);
      if (!column) continue;
      const feature = valueAt(column, 0);
      features[name] = typeof feature === 'bigint' ? Number(feature) : feature;
    }
  }
}

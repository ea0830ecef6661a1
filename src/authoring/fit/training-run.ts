import type { Session } from '../../engine/session.ts';
import { EdgewiseError } from '../../errors.ts';
import { createGraph } from '../../pipeline/create-graph.ts';
import type { Column, Frame } from '../../pipeline/frame.ts';
import { parseGraph } from '../../pipeline/graph-plan.ts';
import type { Operator, Value } from '../../pipeline/operator.ts';
import type { CustomOperator } from '../../pipeline/operators/custom.ts';
import type { GraphNodeJson } from '../graph/definition.ts';
import { openModel } from '../graph/open-model.ts';
import { overFrame, sourceOf } from '../graph/over-frame.ts';
import { catching, type NodeInput } from './node-input.ts';

/** The rows of a training frame on their way through a graph, node by node. */
export interface TrainingRun {
  /**
   * What reaches the last of some nodes.
   * @param nodes it and those that it needs, in running order; the others are fitted.
   */
  inputOfLast(nodes: readonly GraphNodeJson[]): Promise<NodeInput & { readonly featureNames: readonly string[] }>;
  /** Has what follows a node see other columns than the node gives. */
  override(id: string, columns: ReadonlyMap<string, Column>): void;
  release(): Promise<void>;
}

/** What a {@link TrainingRun} is made of. */
export interface TrainingRunOptions {
  readonly frame: Frame;
  readonly operators: readonly Operator[];
  /** The models by name; those trained on the way are added. */
  readonly models: Readonly<Record<string, Uint8Array>>;
  readonly customOperators: Readonly<Record<string, CustomOperator>>;
  readonly signal: AbortSignal | undefined;
  /** Column that is learned, which the frame does not hold. */
  readonly label: string | undefined;
}

/** Starts a run. A node's value is kept for all learners behind it. */
export function createTrainingRun({
  frame,
  operators,
  models,
  customOperators,
  signal,
  label,
}: TrainingRunOptions): TrainingRun {
  const kept = new Map<string, Value>();
  const overrides = new Map<string, ReadonlyMap<string, Column>>();
  const sessions: Record<string, Session> = {};
  const source = sourceOf(frame);

  const keeping = (operator: Operator): Operator => ({
    ...operator,
    plan(node, params) {
      const plan = operator.plan(node, params);
      // A model gives only the outputs that are asked for, and `array` tells the run the names of its columns.
      if (operator.name === 'onnx' || operator.name === 'array') return plan;
      return {
        ...plan,
        async run(values, state) {
          const known = kept.get(node.id);
          if (known) return known;
          const others = overrides.get(node.id);
          const value = await plan.run(values, state);
          const seen = others ? plan.output.parts.map(({ name }, index) => others.get(name) ?? value[index]) : value;
          kept.set(node.id, seen);
          return seen;
        },
      };
    },
  });

  return {
    async inputOfLast(nodes) {
      for (const { op, params } of nodes) {
        const model = op === 'onnx' ? String(params?.model) : '';
        const bytes = models[model];
        if (bytes) sessions[model] ??= await openModel(model, bytes);
      }
      const id = nodes.at(-1)?.id ?? '';
      let input: NodeInput | undefined;
      const caught = (found: NodeInput) => {
        input = found;
      };
      const seen = operators.map((operator) => catching(overFrame(keeping(operator), label), id, caught));
      const graph = createGraph(parseGraph({ nodes, outputs: {} }, seen), { sessions, customOperators }, source);
      const { features } = await graph.run({ events: [], profile: {}, now: 0, frame, ...(signal && { signal }) });
      if (!input) throw new EdgewiseError('engine-failed', `Graph node '${id}' got no input in training; report it.`);
      return { ...(input as NodeInput), featureNames: Object.keys(features) };
    },
    override(id, columns) {
      overrides.set(id, columns);
    },
    async release() {
      await Promise.all(Object.values(sessions).map((session) => session.release()));
    },
  };
}

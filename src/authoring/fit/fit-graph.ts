import * as v from 'valibot';
import { EdgewiseError } from '../../errors.ts';
import type { Frame } from '../../pipeline/frame.ts';
import { inOrder, parseGraph } from '../../pipeline/graph-plan.ts';
import type { CustomOperator } from '../../pipeline/operators/custom.ts';
import { authorOperators, type Estimators, isUnfitted } from '../graph/author-operators.ts';
import { checkCustomOperators } from '../graph/check-custom-operators.ts';
import type { GraphJson, GraphNodeJson } from '../graph/definition.ts';
import { neededFor } from '../graph/needed-for.ts';
import type { Estimator, FitOptions, FittedModel } from '../trainers/estimator.ts';
import { withSubject } from '../with-subject.ts';
import { fitters } from './fitters.ts';
import { arrayOf, freeId, isArrayOfAll, seesWholeFrame } from './frame-columns.ts';
import { type NodeInput, toFitInput } from './node-input.ts';
import { type TrainingTarget, takeTarget } from './target.ts';
import { toTrainingFeatures } from './training-features.ts';
import { createTrainingRun } from './training-run.ts';

/** Options of a fit. */
export interface GraphFitOptions {
  /** Column of what is to be predicted; no node sees it. Not needed where nothing learns from labels. */
  readonly label?: string | undefined;
  /** Column of weights, one a row; no node sees it. */
  readonly sampleWeight?: string | undefined;
  /** Told of the share of the work that is done, 0 to 1, and of the node that learns. */
  readonly onProgress?: ((done: number, what: string) => void) | undefined;
  /** Ends the fit with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The form of {@link GraphFitOptions}. */
export const fitOptionsSchema = v.strictObject({
  label: v.optional(v.string()),
  sampleWeight: v.optional(v.string()),
  onProgress: v.optional(v.function()),
  signal: v.optional(v.instance(AbortSignal)),
} satisfies Record<keyof GraphFitOptions, v.GenericSchema>);

/** What {@link fitGraph} works with. */
export interface GraphFitContext {
  readonly estimators: Estimators;
  readonly models: Readonly<Record<string, Uint8Array>>;
  readonly customOperators: Readonly<Record<string, CustomOperator>>;
}

/** What a fit gives. */
export interface FittedGraph {
  /** Holds operators of the page only. */
  readonly definition: GraphJson;
  readonly models: Readonly<Record<string, Uint8Array>>;
  /** What the estimators learned, by node. */
  readonly fitted: Readonly<Record<string, FittedModel>>;
}

/**
 * Fits a graph: in running order, each node that has something to learn learns it from the rows that reach it. Constants go into the
 * params of their node; an estimator's node becomes an `onnx` node with a model of its name. Where columns of the frame become places in
 * a tensor, an `array` names them, so that the graph takes them by name from whatever frame it runs over.
 * @throws EdgewiseError `graph-invalid` and `input-invalid` naming the node; the signal's reason when aborted.
 */
export async function fitGraph(
  definition: GraphJson,
  whole: Frame,
  { onProgress, signal, ...columns }: GraphFitOptions,
  { estimators, models: given, customOperators }: GraphFitContext,
): Promise<FittedGraph> {
  checkCustomOperators(definition, customOperators);
  refuseLabel(definition, columns.label);
  const { frame, ...target } = takeTarget(whole, columns);
  const operators = authorOperators(estimators);
  const parsed = parseGraph(definition, operators).nodes;
  /** What each node has become: itself, or more than one. */
  const nodes = new Map(definition.nodes.map((node): [string, GraphNodeJson[]] => [node.id, [node]]));
  const ordered = inOrder(parsed);
  const learners = ordered.filter(
    (node) =>
      isUnfitted({ op: node.operator.name, params: nodes.get(node.id)?.[0]?.params ?? node.params }, estimators) ||
      (isArrayOfAll(node) && seesWholeFrame(node.id, parsed)),
  );
  const models: Record<string, Uint8Array> = { ...given };
  const fitted: Record<string, FittedModel> = {};
  const run = createTrainingRun({ frame, operators, models, customOperators, signal, label: columns.label });
  try {
    for (const [done, { id, operator, params }] of learners.entries()) {
      signal?.throwIfAborted();
      const progress = (share: number, what: string) =>
        onProgress?.((done + share) / learners.length, `${id}: ${what}`);
      progress(0, operator.name);
      const isNeeded = neededFor(id, parsed);
      const input = await run.inputOfLast(
        ordered.flatMap((node) => (isNeeded(node) ? (nodes.get(node.id) ?? []) : [])),
      );
      const fitter = fitters.get(operator.name);
      const estimator = estimators.get(operator.name);
      const [node] = nodes.get(id) ?? [];
      const columns = 'columns' in input.value && seesWholeFrame(id, parsed) ? input.value.names : undefined;
      if (fitter) {
        const learned = fitter.fit(toFitInput(input, target), params);
        nodes.set(id, [{ ...node, id, op: operator.name, params: learned.params }]);
        if (learned.trainingColumns) run.override(id, learned.trainingColumns);
      } else if (estimator) {
        const model = await train(estimator, params, input, target, {
          onProgress: progress,
          ...(signal && { signal }),
        });
        fitted[id] = model;
        models[id] = model.toOnnx();
        const fed: GraphNodeJson = { ...node, id, op: 'onnx', params: { model: id } };
        const row = columns && arrayOf(columns, { id: freeId(`${id}-row`, parsed), inputs: node?.inputs ?? [] });
        nodes.set(id, row ? [row, { ...fed, inputs: [row.id] }] : [fed]);
      } else if (columns) {
        nodes.set(id, [arrayOf(columns, { ...node, id })]);
      }
    }
  } finally {
    await run.release();
  }
  onProgress?.(1, 'fitted');
  return { definition: { nodes: [...nodes.values()].flat(), outputs: definition.outputs }, models, fitted };
}

/** A node that names the label among the frame's columns would be told that there is no such column. */
function refuseLabel({ nodes }: GraphJson, label: string | undefined): void {
  for (const { id, op, inputs = [], params } of nodes) {
    const { columns }: { columns?: unknown } = params ?? {};
    if (label === undefined || !inputs.includes('frame') || !Array.isArray(columns) || !columns.includes(label))
      continue;
    const place = `Graph node '${id}' (${op}), params.columns.${columns.indexOf(label)}`;
    const message = `${place}: column '${label}' is what is learned, which no node sees; leave it out of the node, or learn another.`;
    throw new EdgewiseError('graph-invalid', message);
  }
}

async function train(
  estimator: Estimator,
  params: unknown,
  input: NodeInput & { readonly featureNames: readonly string[] },
  { labels, sampleWeight, rowName }: TrainingTarget,
  options: FitOptions,
): Promise<FittedModel> {
  const { rowCount, ...features } = toTrainingFeatures(input, input.featureNames);
  const { id, refuse } = input.node;
  if (!labels && estimator.kind !== 'clusterer') return refuse('it learns from labels; fit with a label');
  if (labels && labels.length !== rowCount)
    refuse(`${rowCount} rows reach it for ${labels.length} labels; leave no rows out and add none on the way`);
  const data = { ...features, ...(labels && { labels }), ...(sampleWeight && { sampleWeight }), rowName };
  return withSubject(
    () => `Graph node '${id}'`,
    () => estimator.fit(data, params, options),
  );
}

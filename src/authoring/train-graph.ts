import * as v from 'valibot';
import { EdgewiseError, isEdgewiseError } from '../errors.ts';
import type { Frame } from '../pipeline/frame.ts';
import { isRecord } from '../xdm/record.ts';
import { expectGiven } from './expect-given.ts';
import { fitOptionsSchema, type GraphFitOptions } from './fit/fit-graph.ts';
import { takeTarget } from './fit/target.ts';
import { expectFrame } from './frames/expect-frame.ts';
import { takeRows } from './frames/take-rows.ts';
import type { GraphDefinition, GraphJson } from './graph/definition.ts';
import { type AuthoredGraph, type GraphOptions, graph, graphOptionsSchema } from './graph/graph.ts';
import { type ModelTest, testClasses, testNumbers } from './model-test.ts';
import { estimators as knownEstimators } from './trainers/estimators.ts';

/** Options of {@link trainGraph}. */
export interface TrainGraphOptions extends GraphFitOptions, GraphOptions {
  /** Every how many rows one is kept for the test, from the first on; 0, and no label, test on nothing. @default 5 */
  readonly testEvery?: number | undefined;
}

const optionsSchema = v.strictObject({
  ...fitOptionsSchema.entries,
  testEvery: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  ...graphOptionsSchema.entries,
} satisfies Record<keyof TrainGraphOptions, v.GenericSchema>);

/** What {@link trainGraph} gives. */
export interface TrainedGraph {
  /** Fitted; holds its models. */
  readonly graph: AuthoredGraph;
  /** Node of the model that was measured, which is the last estimator of the graph. */
  readonly model: string;
  /** Time that the fit took, preprocessing included. */
  readonly fitSeconds: number;
  /** Of the exported model on the test rows; undefined where there are none, and for clusters, of which none is right or wrong. */
  readonly test?: ModelTest;
}

/**
 * Trains a graph on a frame and measures it on rows kept apart: what `edgewise train` does.
 * @param definition a graph, or what {@link graph} takes. The models of a graph are taken with it; functions of `custom` nodes are given as an option.
 * @throws EdgewiseError `graph-invalid` (no estimator among the nodes, an output that its model does not have) and what a fit throws.
 */
export async function trainGraph<const Id extends string>(
  definition: GraphDefinition<Id> | GraphJson | AuthoredGraph,
  frame: Frame,
  options: TrainGraphOptions,
): Promise<TrainedGraph> {
  expectFrame(frame, 'trainGraph');
  expectGiven(optionsSchema, options, 'The options of trainGraph are wrong');
  const given = isAuthored(definition)
    ? { json: definition.toJSON(), models: definition.models }
    : { json: definition, models: {} };
  const {
    testEvery = 5,
    models = given.models,
    customOperators = {},
    estimators = knownEstimators,
    ...fitOptions
  } = options;
  const { frame: features } = takeTarget(frame, fitOptions);
  const rows = Array.from({ length: frame.rowCount }, (_, row) => row);
  const isTest = (row: number) => fitOptions.label !== undefined && testEvery > 0 && row % testEvery === 0;
  const unfitted = graph(given.json, {
    models,
    customOperators,
    estimators,
  });
  const began = performance.now();
  const learned = takeRows(
    frame,
    rows.filter((row) => !isTest(row)),
  );
  if (learned.rowCount === 0)
    throw new EdgewiseError(
      'input-invalid',
      'The only row is kept to test on; give more, or testEvery 0 (by command: --test-every).',
    );
  const fitted = await unfitted.fit(learned, fitOptions);
  const fitSeconds = (performance.now() - began) / 1000;
  const model = Object.keys(fitted.fitted).at(-1);
  if (model === undefined)
    throw new EdgewiseError(
      'graph-invalid',
      'The graph has no estimator to train; add a node such as gradient-boosting, or give the graph that this one was fitted from.',
    );
  const node = unfitted.toJSON().nodes.find(({ id }) => id === model);
  const kind = estimators.get(node?.op ?? '')?.kind;
  const looksAsNumbers =
    kind === 'classifier-or-regressor' && !fitted.fitted[model]?.classes && node?.params?.task === undefined;
  const why = `for the labels take more than two numbers, of which '${model}' has learned a regression; give its params "task": "classification" to learn classes`;
  await expectOutputs(fitted, takeRows(features, rows.slice(0, 1)), looksAsNumbers ? why : undefined);
  const tested = takeRows(frame, rows.filter(isTest));
  const trained = { graph: fitted, model, fitSeconds };
  if (tested.rowCount === 0 || kind === 'clusterer') return trained;
  return { ...trained, test: await measure(fitted, model, takeTarget(tested, fitOptions), { customOperators }) };
}

function isAuthored(definition: object): definition is AuthoredGraph {
  return isRecord(definition) && typeof definition.toJSON === 'function';
}

/**
 * What a model gives is known once it has been trained; the graph's outputs name it.
 * @param why what to say behind a refusal.
 */
async function expectOutputs(trained: AuthoredGraph, row: Frame, why: string | undefined): Promise<void> {
  try {
    await trained.run(row);
  } catch (error) {
    if (!why || !isEdgewiseError(error) || error.code !== 'graph-invalid') throw error;
    throw new EdgewiseError(error.code, error.message.replace(/\.?$/, `, ${why}.`), { cause: error });
  } finally {
    await trained.release();
  }
}

async function measure(
  trained: AuthoredGraph,
  model: string,
  { frame, labels = [], rowName }: ReturnType<typeof takeTarget>,
  options: GraphOptions,
): Promise<ModelTest> {
  const { classes } = trained.fitted[model] ?? {};
  const parts = classes ? ['label', 'probabilities'] : ['variable'];
  const outputs = Object.fromEntries(parts.map((part) => [part, `${model}.${part}`]));
  const measured = graph({ ...trained.toJSON(), outputs }, { ...options, models: trained.models });
  try {
    const { scores } = await measured.run(frame);
    const listOf = (part: string) => [scores[part] ?? []].flat();
    if (!classes) return testNumbers(listOf('variable').map(Number), labels.map(Number), rowName);
    return testClasses({
      classes,
      labels,
      predicted: listOf('label'),
      probabilities: listOf('probabilities').map(Number),
      rowName,
    });
  } finally {
    await measured.release();
  }
}

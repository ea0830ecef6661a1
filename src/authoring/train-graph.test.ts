import { describe, expect, it, vi } from 'vitest';
import { frameOf } from '../pipeline/testing/fixtures.ts';
import { graph } from './graph/graph.ts';
import { trainGraph } from './train-graph.ts';

const count = 200;
const values = Array.from({ length: count }, (_, row) => (row * 37) % 100);
const frame = frameOf({
  x: ['float64', values],
  isHigh: ['bool', values.map((value) => value > 50)],
  third: ['string', values.map((value) => (value < 33 ? 'low' : value < 66 ? 'middle' : 'high'))],
  twice: ['float64', values.map((value) => 2 * value)],
});

const graphOf = (estimator: string, params = {}) => ({
  nodes: [
    { id: 'x', op: 'select', inputs: ['frame'], params: { columns: ['x'] } },
    { id: 'scaled', op: 'standard-scaler', inputs: ['x'], params: { columns: ['x'] } },
    { id: 'model', op: estimator, inputs: ['scaled'], params },
  ],
  outputs: { score: 'model.probabilities[:,1]' },
});

describe('trainGraph', () => {
  it('trains on the rows that it does not test on, and measures two classes', async () => {
    const onProgress = vi.fn();
    const trained = await trainGraph(graphOf('logistic-regression', { C: 100 }), frame, {
      label: 'isHigh',
      onProgress,
    });
    expect(trained.test?.labels).toEqual(values.filter((_, row) => row % 5 === 0).map((value) => Number(value > 50)));
    expect(trained.test?.metrics).toEqual({
      auc: 1,
      accuracy: expect.closeTo(1, 1),
      logLoss: expect.any(Number),
      brier: expect.any(Number),
    });
    expect(trained.test?.metrics.logLoss).toBeLessThan(0.3);
    expect(trained.test?.scores).toHaveLength(40);
    expect(trained.fitSeconds).toBeGreaterThan(0);
    expect(onProgress).toHaveBeenLastCalledWith(1, 'fitted');
    const rest = values.filter((_, row) => row % 5 !== 0);
    const mean = rest.reduce((sum, value) => sum + value, 0) / rest.length;
    expect(trained.graph.toJSON().nodes[1]?.params?.mean).toEqual([expect.closeTo(mean, 10)]);
    expect([trained.model, Object.keys(trained.graph.models)]).toEqual(['model', ['model']]);
  });

  it('takes a graph as well as its definition, with the models of the graph', async () => {
    const definition = graphOf('logistic-regression');
    const { graph: first } = await trainGraph(graph(definition), frame, { label: 'isHigh' });
    expect(first.toJSON()).toEqual((await trainGraph(definition, frame, { label: 'isHigh' })).graph.toJSON());
    const { nodes, outputs } = first.toJSON();
    const second = { id: 'second', op: 'logistic-regression', inputs: ['model.probabilities'] };
    const stacked = graph({ nodes: [...nodes, second], outputs }, { models: first.models });
    const trained = await trainGraph(stacked, frame, { label: 'isHigh' });
    expect(trained.model).toBe('second');
    expect(trained.graph.models).toMatchObject(first.models);
  });

  it('measures three classes', async () => {
    const definition = { ...graphOf('logistic-regression', { C: 100 }), outputs: { label: 'model.label' } };
    const { test, graph } = await trainGraph(definition, frame, { label: 'third', testEvery: 2 });
    expect(Object.keys(test?.metrics ?? {})).toEqual(['logLoss', 'accuracy']);
    expect(test?.metrics.accuracy).toBeGreaterThan(0.8);
    expect(graph.fitted.model?.classes).toEqual(['high', 'low', 'middle']);
  });

  it('measures numbers', async () => {
    const definition = { ...graphOf('gradient-boosting', { minSamplesLeaf: 1 }), outputs: { y: 'model.variable' } };
    const { test } = await trainGraph(definition, frame, { label: 'twice' });
    expect(test?.metrics.r2).toBeGreaterThan(0.99);
    expect(test?.metrics.mae).toBeLessThan(test?.metrics.rmse ?? 0);
  });

  it('leaves r2 undefined where the labels to test on are all the same', async () => {
    const same = frameOf({ x: ['float64', values], y: ['float64', values.map((y, row) => (row % 5 === 0 ? 0.1 : y))] });
    const definition = { ...graphOf('linear-regression'), outputs: { y: 'model.variable' } };
    const { test } = await trainGraph(definition, same, { label: 'y' });
    expect(test?.metrics).toMatchObject({ r2: Number.NaN, rmse: expect.any(Number) });
    expect(test?.remarks).toEqual([
      'r2 is not defined, for every test row has the label 0.1: it takes labels that differ; keep other rows apart, or more of them.',
    ]);
  });

  it('says that the model gives no number, where values are missing or beyond float32 in the rows to test on alone', async () => {
    for (const [estimator, missing, y, outputs] of [
      ['ridge', Number.NaN, values, { y: 'model.variable' }],
      ['ridge', 1e300, values, { y: 'model.variable' }],
      ['logistic-regression', Number.NaN, values.map((value) => Number(value > 50)), {}],
      ['logistic-regression', Number.NaN, values.map((value) => Math.floor(value / 40)), {}],
    ] as const) {
      const x = values.map((value, row) => (row === 0 || row === 5 ? missing : value));
      const data = frameOf({ x: ['float64', x], y: ['float64', [...y]] });
      const { test } = await trainGraph({ ...graphOf(estimator), outputs }, data, { label: 'y' });
      expect(test?.remarks).toEqual([
        `The model gives ${Number.isNaN(missing) ? 'NaN' : 'Infinity'} for row 0 (counted from 0) and 1 more of the test rows, for a value is missing there, or beyond float32: impute, clip or drop it.`,
      ]);
    }
  });

  it('learns clusters of all rows without a label, and keeps one row of one from the test', async () => {
    const clusters = { ...graphOf('k-means', { nClusters: 2 }), outputs: { cluster: 'model.label' } };
    const { test, graph: fitted } = await trainGraph(clusters, frameOf({ x: ['float64', [1, 9]] }), {});
    expect(test).toBeUndefined();
    expect(new Set([(await fitted.run(frameOf({ x: ['float64', [1, 9]] }))).scores.cluster].flat()).size).toBe(2);
    await fitted.release();
    const single = frameOf({ x: ['float64', [1]], y: ['float64', [1]] });
    await expect(trainGraph(graphOf('ridge'), single, { label: 'y' })).rejects.toThrow(
      'The only row is kept to test on; give more, or testEvery 0 (by command: --test-every).',
    );
  });

  it('counts a label that no row to learn from has as wrong, and says so', async () => {
    const labels = values.map((value, row) => (row === 0 ? 'rare' : value > 50 ? 'high' : 'low'));
    const rare = frameOf({ x: ['float64', values], y: ['string', labels] });
    const { test } = await trainGraph(graphOf('logistic-regression', { C: 100 }), rare, { label: 'y' });
    expect(test?.metrics.logLoss).toBeGreaterThan(36 / 40);
    expect(test?.remarks).toEqual([
      '1 test row counts as wrong, for its label is that of no row to learn from: "rare".',
    ]);
  });

  it('names rows as they stand in the frame, not among those to learn from', async () => {
    const gap = frameOf({
      x: ['float64', values.map((value, row) => (row === 17 ? Number.NaN : value))],
      y: ['string', values.map((value) => (value > 50 ? 'high' : 'low'))],
    });
    const model = { name: 'logistic-regression', params: {} };
    for (const [estimator, params] of [
      ['logistic-regression', {}],
      ['calibrated-classifier', { estimator: model }],
    ] as const) {
      const { nodes, outputs } = graphOf(estimator, params);
      const unscaled = nodes
        .filter(({ id }) => id !== 'scaled')
        .map((node) => ({ ...node, ...(node.id === 'model' && { inputs: ['x'] }) }));
      await expect(trainGraph({ nodes: unscaled, outputs }, gap, { label: 'y' }), estimator).rejects.toThrow(
        "column 'x' is NaN in row 17 (counted from 0); impute or drop it.",
      );
    }
    const text = frameOf({ x: ['float64', values], y: ['float64', values.map((y, row) => (row === 16 ? 1e300 : y))] });
    const regression = { ...graphOf('ridge'), outputs: { y: 'model.variable' } };
    await expect(trainGraph(regression, text, { label: 'y' })).rejects.toThrow(
      'row 16 (counted from 0) has the label 1e+300',
    );
  });

  it('tests on nothing with testEvery 0', async () => {
    expect(
      await trainGraph(graphOf('logistic-regression'), frame, { label: 'isHigh', testEvery: 0 }),
    ).not.toHaveProperty('test');
  });

  it('shows neither label nor weights to the nodes that it tests', async () => {
    const wide = frameOf({
      x: ['float64', values],
      weight: ['float64', values.map(() => 2)],
      isHigh: ['bool', values.map((value) => value > 50)],
    });
    const definition = {
      nodes: [
        { id: 'row', op: 'array', inputs: ['frame'], params: { type: 'float32' } },
        { id: 'model', op: 'logistic-regression', inputs: ['row'], params: {} },
      ],
      outputs: { score: 'model.probabilities[:,1]' },
    };
    const { test } = await trainGraph(definition, wide, { label: 'isHigh', sampleWeight: 'weight' });
    expect(test?.scores).toHaveLength(40);
  });

  it('measures no clusters, and scores each row by its number', async () => {
    const definition = { ...graphOf('k-means', { nClusters: 2 }), outputs: { cluster: 'model.label' } };
    const trained = await trainGraph(definition, frame, { label: 'isHigh' });
    expect(trained).not.toHaveProperty('test');
    const clusters = (await trained.graph.run(frame)).scores.cluster;
    const [low, high] = [values.indexOf(0), values.indexOf(99)].map((row) => (clusters as number[])[row]);
    expect([low, high].sort()).toEqual([0, 1]);
    await trained.graph.release();
  });

  it('refuses an output that its model does not have, which the service would be refused for', async () => {
    const definition = { ...graphOf('logistic-regression'), outputs: { score: 'model.probability' } };
    await expect(trainGraph(definition, frame, { label: 'isHigh' })).rejects.toMatchObject({
      code: 'graph-invalid',
      message: "Graph output 'score': 'model.probability' is unknown; there is label, probabilities.",
    });
  });

  it('says of an output for classes why there are none: numbers are learned by a regression unless the task says otherwise', async () => {
    const rated = frameOf({ x: ['float64', values], rating: ['float64', values.map((value) => value % 3)] });
    const train = (params: object) => trainGraph(graphOf('gradient-boosting', params), rated, { label: 'rating' });
    await expect(train({})).rejects.toMatchObject({
      code: 'graph-invalid',
      message: `Graph output 'score': 'model.probabilities[:,1]' is unknown; there is variable, for the labels take more than two numbers, of which 'model' has learned a regression; give its params "task": "classification" to learn classes.`,
    });
    const { graph, test } = await train({ task: 'classification' });
    expect(test?.metrics).toHaveProperty('accuracy');
    await graph.release();
  });

  it('refuses a graph without an estimator', async () => {
    const { nodes } = graphOf('logistic-regression');
    const definition = { nodes: nodes.slice(0, 2), outputs: {} };
    await expect(trainGraph(definition, frame, { label: 'isHigh' })).rejects.toMatchObject({
      code: 'graph-invalid',
      message:
        'The graph has no estimator to train; add a node such as gradient-boosting, or give the graph that this one was fitted from.',
    });
  });
});

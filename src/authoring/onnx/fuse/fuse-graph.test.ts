import { describe, expect, test } from 'vitest';
import { event } from '../../../pipeline/testing/fixtures.ts';
import type { GraphJson } from '../../graph/definition.ts';
import { graph } from '../../graph/graph.ts';
import { type FuseOptions, fuseGraph } from './fuse-graph.ts';
import { authored, chain, expectFused, linearModel, outputs, rows, samples } from './testing/fusible-graphs.ts';

test('what lies together is worked on together: two scaled columns are one Sub and one Div', async () => {
  const columns = ['age', 'visits'];
  const definition = chain(
    ['standard-scaler', { columns, mean: [1, 2], scale: [3, 4] }],
    ['fillna', { value: { age: 0, visits: 0 } }],
    ['array', { columns: ['visits'] }],
  );
  const { operators } = await expectFused(definition, 1);
  expect(operators.filter((opType) => opType === 'Sub' || opType === 'Div')).toEqual(['Sub', 'Div']);
});

test('an operator without an ONNX form stays, with all before it, and its columns become inputs', async () => {
  const definition = chain(
    ['standard-scaler', { columns: ['age'], mean: [40] }],
    ['string-ops', { columns: ['city'], operation: 'lower' }],
    ['fillna', { value: { age: 0, spend: 1 } }],
    ['one-hot-encoder', { columns: ['city'], categories: [['rome', 'oslo']], handleUnknown: 'ignore' }],
    ['array', { columns: ['age', 'city_rome', 'city_oslo'] }],
  );
  const { graph: whole, ...result } = await fuseGraph(authored(definition, 3), { samples });
  const { nodes } = whole.toJSON();
  expect(result.fused).toEqual(['n2', 'n3', 'n4']);
  expect(nodes.map(({ id }) => id)).toEqual(['n0', 'n1', 'model']);
  expect(nodes.at(-1)).toEqual({
    id: 'model',
    op: 'onnx',
    params: { model: 'intent', feeds: { age: 'n1.age', city: 'n1.city' } },
  });
  expect(result.difference).toBeLessThan(1e-6);
});

test('frames side by side, a column by name, and a node that something else needs too', async () => {
  const definition = {
    nodes: [
      { id: 'numbers', op: 'fillna', inputs: ['frame'], params: { value: { age: 40, spend: 0 } } },
      { id: 'scaled', op: 'standard-scaler', inputs: ['numbers.age'], params: { columns: ['age'], mean: [40] } },
      {
        id: 'cities',
        op: 'get-dummies',
        inputs: ['frame.city'],
        params: { columns: ['city'], categories: [['Rome', 'Oslo']] },
      },
      { id: 'joined', op: 'concat', inputs: ['scaled', 'cities'], params: { axis: 'columns' } },
      { id: 'X', op: 'array', inputs: ['joined', 'numbers.spend'] },
      { id: 'model', op: 'onnx', params: { model: 'intent', feeds: { X: 'X' } } },
    ],
    outputs: { ...outputs, age: 'numbers.age' },
  };
  const { fused, graph: whole } = await fuseGraph(authored(definition, 4), { samples });
  const left = whole.toJSON();
  expect(fused).toEqual(['scaled', 'cities', 'joined', 'X']);
  expect(left.nodes.map(({ id }) => id)).toEqual(['numbers', 'model']);
  expect(left.nodes.at(-1)?.params).toEqual({
    model: 'intent',
    feeds: { age: 'frame.age', city: 'frame.city', spend: 'frame.spend' },
  });
});

describe('refuses, in a sentence,', () => {
  const plain = chain(['array', { columns: ['visits'] }]);
  const refused = (definition: GraphJson, changes: Partial<FuseOptions> = {}, models = { intent: linearModel(1) }) =>
    fuseGraph(graph(definition, { models }), { samples, ...changes });

  test('graphs of which nothing can be fused', async () => {
    const fromTensor = {
      nodes: [
        ...plain.nodes.slice(0, 1),
        { id: 'r', op: 'reshape', inputs: ['n0'], params: { shape: [-1, 1] } },
        { id: 'model', op: 'onnx', inputs: ['r'], params: { model: 'intent' } },
      ],
      outputs,
    };
    await expect(refused(fromTensor)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringContaining("no operator before node 'model' has an ONNX form"),
    });
  });

  test('to fuse without samples, without the model, or into no node in particular', async () => {
    await expect(refused(plain, { samples: [] })).rejects.toThrow('there are no samples');
    await expect(fuseGraph(graph(plain), { samples })).rejects.toThrow("model 'intent' is not among the models");
    const two = {
      ...plain,
      nodes: [...plain.nodes, { id: 'again', op: 'onnx', inputs: ['n0'], params: { model: 'intent' } }],
    };
    await expect(refused(two)).rejects.toThrow('name the onnx node to fuse into; there is model, again');
    await expect(refused(two, { node: 'again' })).rejects.toThrow('is run by another node too');
  });

  test('models whose operator sets are too old', async () => {
    const models = { intent: linearModel(1, { '': 8, 'ai.onnx.ml': 1 }) };
    await expect(refused(plain, {}, models)).rejects.toMatchObject({
      code: 'model-unsupported',
      message:
        'The model imports operator sets 8 and ai.onnx.ml 1, too old to be fused with: export it with 9 and 2 or newer.',
    });
  });

  test('a result that differs by more than it may', async () => {
    const definition = chain(
      ['target-encoder', { columns: ['city'], categories: [['Rome']], encodings: [[0.1]], targetMean: 0.7 }],
      ['standard-scaler', { columns: ['city'], mean: [0.1], scale: [1e-8] }],
      ['array', { columns: ['city'] }],
    );
    await expect(refused(definition)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringContaining('gives other scores on the samples'),
    });
  });
});

test('a model that is fused already can be fused with what is put before it', async () => {
  const first = chain(['fillna', { value: { age: 1 } }], ['array', { columns: ['age'] }]);
  const { graph: fusedOnce } = await fuseGraph(authored(first, 1), { samples });
  const again = {
    nodes: [
      { id: 'scaled', op: 'standard-scaler', inputs: ['frame'], params: { columns: ['age'], mean: [40] } },
      { id: 'X', op: 'array', inputs: ['scaled'], params: { columns: ['age'], type: 'float64' } },
      { id: 'model', op: 'onnx', inputs: ['X'], params: { model: 'intent' } },
    ],
    outputs,
  };
  const { fused } = await fuseGraph(graph(again, { models: fusedOnce.models }), { samples });
  expect(fused).toEqual(['scaled', 'X']);
});

test('a graph over events is held up on frames, whose columns stand for what it reads, and on visits', async () => {
  const definition = {
    nodes: [
      { id: 'visit', op: 'json-to-frame', inputs: ['events'], params: { columns: [{ name: 'age', type: 'float64' }] } },
      { id: 'filled', op: 'fillna', inputs: ['visit'], params: { value: { age: 30 } } },
      { id: 'X', op: 'array', inputs: ['filled'] },
      { id: 'model', op: 'onnx', inputs: ['X'], params: { model: 'intent' } },
    ],
    outputs,
  };
  const visit = [event('view', 5, { age: 51 })];
  const { graph: whole, fused } = await fuseGraph(authored(definition, 1), { samples: [rows(9), visit] });
  expect(fused).toEqual(['filled', 'X']);
  expect((await whole.run(visit)).scores.label).toBe(1);
});

import { describe, expect, it } from 'vitest';
import { frameOf } from '../../pipeline/testing/fixtures.ts';
import { encodeModel, tensor } from '../onnx/writer.ts';
import { withFunction } from '../testing/with-function.ts';
import { linearRegression } from './estimator-nodes.ts';
import { graph } from './graph.ts';
import { array, onnx } from './operator-nodes.ts';

/*
 * An operator of one's own that travels inside the artifact, without code on the page: a function of the model itself, or a model of its
 * own between two nodes.
 */
const visits = frameOf({ views: ['float64', [1, 3]], seconds: ['float64', [0, 60]] });
const rows = [
  [1, 0],
  [3, 60],
];

/** Halves each feature: a model that prepares what another takes. */
const halving = encodeModel({
  opsets: { '': 17 },
  graph: {
    inputs: [{ name: 'features', type: 'float32', shape: ['N', 2] }],
    outputs: [{ name: 'halved', type: 'float32', shape: ['N', 2] }],
    initializers: { half: tensor('float32', [0.5]) },
    nodes: [{ opType: 'Mul', inputs: ['features', 'half'], outputs: ['halved'] }],
  },
});

describe('an operator of one’s own inside of the artifact', () => {
  it('is a function of the model', async () => {
    const nodes = { row: array('frame'), interest: onnx('row', { model: 'interest' }) };
    const scored = graph({ nodes, outputs: { interest: 'interest.interest' } }, { models: { interest: withFunction } });
    const { scores } = await scored.run(visits);
    expect(scores.interest).toEqual(
      rows.map(([views = 0, seconds = 0]) => expect.closeTo(views * 2 ** (-seconds / 30), 6)),
    );
    await scored.release();
  });

  it('is a model that takes as many rows as a frame has, however much work they are', async () => {
    const wide = encodeModel({
      opsets: { '': 17 },
      graph: {
        inputs: [{ name: 'features', type: 'float32', shape: ['N', 2] }],
        outputs: [{ name: 'sum', type: 'float32', shape: ['N', 1] }],
        initializers: { weights: tensor('float32', new Array(8000).fill(1), [2, 4000]) },
        nodes: [
          { opType: 'MatMul', inputs: ['features', 'weights'], outputs: ['product'] },
          { opType: 'ReduceMean', inputs: ['product'], outputs: ['sum'], attributes: { axes: { ints: [1] } } },
        ],
      },
    });
    const many = Array.from({ length: 7000 }, (_, row) => row % 10);
    const nodes = { row: array('frame'), model: onnx('row', { model: 'wide' }) };
    const scored = graph({ nodes, outputs: { sum: 'model.sum' } }, { models: { wide } });
    const { scores } = await scored.run(frameOf({ a: ['float64', many], b: ['float64', many] }));
    expect(scores.sum).toEqual(many.map((value) => 2 * value));
    await scored.release();
  });

  it('names the remedy where a model takes a number of rows that a page does not have', async () => {
    const pairs = encodeModel({
      opsets: { '': 17 },
      graph: {
        inputs: [{ name: 'features', type: 'float32', shape: [2, 2] }],
        outputs: [{ name: 'doubled', type: 'float32', shape: [2, 2] }],
        nodes: [{ opType: 'Add', inputs: ['features', 'features'], outputs: ['doubled'] }],
      },
    });
    const nodes = { row: array('frame'), model: onnx('row', { model: 'pairs' }) };
    const scored = graph({ nodes, outputs: { seconds: 'model.doubled[:,1]' } }, { models: { pairs } });
    expect((await scored.run(visits)).scores).toEqual({ seconds: [0, 120] });
    await expect(scored.run(frameOf({ a: ['float64', [1]], b: ['float64', [2]] }))).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(
        /^Model "pairs" takes 2 rows at a time, not 1, and a page has one: export it with dynamic shapes /,
      ),
    });
    await scored.release();
  });

  it('is a model that takes a single row, as PyTorch exports it', async () => {
    const single = encodeModel({
      opsets: { '': 17 },
      graph: {
        inputs: [{ name: 'features', type: 'float32', shape: [1, 2] }],
        outputs: [
          { name: 'doubled', type: 'float32', shape: [1, 2] },
          { name: 'best', type: 'int64', shape: [1] },
        ],
        nodes: [
          { opType: 'Add', inputs: ['features', 'features'], outputs: ['doubled'] },
          {
            opType: 'ArgMax',
            inputs: ['features'],
            outputs: ['best'],
            attributes: { axis: { int: 1 }, keepdims: { int: 0 } },
          },
        ],
      },
    });
    const nodes = { row: array('frame'), model: onnx('row', { model: 'single' }) };
    const scored = graph(
      { nodes, outputs: { seconds: 'model.doubled[:,1]', doubled: 'model.doubled', best: 'model.best' } },
      { models: { single } },
    );
    expect((await scored.run(visits)).scores).toEqual({ seconds: [0, 120], doubled: [2, 0, 6, 120], best: [0, 1] });
    const none = frameOf({ views: ['float64', []], seconds: ['float64', []] });
    expect((await scored.run(none)).scores).toEqual({ seconds: [], doubled: [], best: [] });
    await scored.release();

    const behind = graph(
      {
        nodes: {
          row: array('frame'),
          prepared: onnx('row', { model: 'single' }),
          model: linearRegression('prepared.doubled'),
        },
        outputs: { value: 'model.variable' },
      },
      { models: { single } },
    );
    const fitted = await behind.fit(
      frameOf({ a: ['float64', [1, 2, 3]], b: ['float64', [0, 1, 0]], y: ['float64', [2, 5, 6]] }),
      {
        label: 'y',
      },
    );
    expect((await fitted.run(frameOf({ a: ['float64', [5]], b: ['float64', [0]] }))).scores.value).toBeCloseTo(10, 4);
    await fitted.release();
  });

  it('is a model that another is fed by', async () => {
    const nodes = {
      row: array('frame'),
      prepared: onnx('row', { model: 'halving' }),
      interest: onnx('prepared', { model: 'interest' }),
    };
    const models = { halving, interest: withFunction };
    const scored = graph({ nodes, outputs: { interest: 'interest.interest' } }, { models });
    const { scores } = await scored.run(visits);
    expect(scores.interest).toEqual(
      rows.map(([views = 0, seconds = 0]) => expect.closeTo((views / 2) * 2 ** (-seconds / 60), 6)),
    );
    await scored.release();
  });
});

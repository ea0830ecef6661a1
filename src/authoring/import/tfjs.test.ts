import { describe, expect, test } from 'vitest';
import { createJsSession } from '../../engine/js/create-js-session.ts';
import { toHalf } from '../../engine/js/half.ts';
import {
  dense,
  expectOutput,
  floats,
  input,
  layer,
  matrix,
  random,
  saved,
  sequential,
  softmax,
  vector,
  type Weight,
} from './testing/keras-models.ts';
import { importTfjsModel } from './tfjs.ts';

test('a Sequential net: Dense, BatchNormalization, Dropout and a softmax, saved by TensorFlow.js', async () => {
  const [w1, b1, w2, b2] = [matrix(4, 6), vector(6), matrix(6, 3), vector(3)];
  const [gamma, beta, mean] = [vector(6), vector(6), vector(6)];
  const variance = vector(6).map((value) => Math.fround(value ** 2 + 0.1));
  const topology = sequential(
    layer('Dense', 'dense_Dense1', { units: 6, activation: 'relu', use_bias: true, ...input(4) }),
    layer('BatchNormalization', 'batch_normalization', { axis: -1, epsilon: 0.01, center: true, scale: true }),
    layer('Dropout', 'dropout', { rate: 0.5 }),
    layer('Dense', 'out', { units: 3, activation: 'softmax', use_bias: true }),
  );
  const { json, readShard } = saved(topology, [
    { name: 'dense_Dense1/kernel', values: w1 },
    { name: 'dense_Dense1/bias', values: b1 },
    { name: 'batch_normalization/gamma', values: gamma },
    { name: 'batch_normalization/beta', values: beta },
    { name: 'batch_normalization/moving_mean', values: mean },
    { name: 'batch_normalization/moving_variance', values: variance },
    { name: 'out/kernel', values: w2 },
    { name: 'out/bias', values: b2 },
  ]);
  const model = await importTfjsModel(json, readShard);
  const rows = matrix(9, 4);
  const expected = rows.map((row) => {
    const hidden = dense(row, w1, b1).map((value) => Math.max(0, value));
    const normal = hidden.map((value, i) => {
      const [g = 0, b = 0, m = 0, v = 0] = [gamma[i], beta[i], mean[i], variance[i]];
      return (g * (value - m)) / Math.sqrt(v + 0.01) + b;
    });
    return softmax(dense(normal, w2, b2));
  });
  await expectOutput(model, { dense_Dense1_input: floats(rows) }, { out: expected });
  const session = await createJsSession(model);
  expect(session.inputMetadata).toEqual([
    { name: 'dense_Dense1_input', isTensor: true, type: 'float32', shape: ['batch', 4] },
  ]);
});

test('a functional model: embeddings, Flatten, Concatenate, a layer called twice and two outputs, converted from Keras', async () => {
  const [table, shared, bias, out] = [matrix(5, 3), matrix(8, 8), vector(8), matrix(8, 1)];
  const node = (...from: [string, number][]) => [from.map(([name, call]) => [name, call, 0, {}])];
  const topology = {
    class_name: 'Functional',
    config: {
      name: 'model',
      layers: [
        {
          ...layer('Dense', 'score', { units: 1, activation: 'sigmoid', use_bias: false }),
          name: 'score',
          inbound_nodes: node(['shared', 1]),
        },
        { ...layer('InputLayer', 'x', input(2)), name: 'x', inbound_nodes: [] },
        {
          ...layer('InputLayer', 'ids', { batch_input_shape: [null, 2], dtype: 'int32' }),
          name: 'ids',
          inbound_nodes: [],
        },
        {
          ...layer('Embedding', 'embedding', { input_dim: 5, output_dim: 3 }),
          name: 'embedding',
          inbound_nodes: node(['ids', 0]),
        },
        { ...layer('Flatten', 'flatten'), name: 'flatten', inbound_nodes: node(['embedding', 0]) },
        {
          ...layer('Concatenate', 'concatenate', { axis: -1 }),
          name: 'concatenate',
          inbound_nodes: node(['flatten', 0], ['x', 0]),
        },
        {
          ...layer('Dense', 'shared', { units: 8, activation: 'tanh', use_bias: true }),
          name: 'shared',
          inbound_nodes: [...node(['concatenate', 0]), ...node(['shared', 0])],
        },
      ],
      input_layers: [
        ['x', 0, 0],
        ['ids', 0, 0],
      ],
      output_layers: [
        ['score', 0, 0],
        ['shared', 0, 0],
      ],
    },
  };
  const { json, readShard } = saved(
    topology,
    [
      { name: 'embedding/embeddings', values: table },
      { name: 'model/shared/kernel:0', values: shared },
      { name: 'model/shared/bias:0', values: bias },
      { name: 'score/kernel', values: out },
    ],
    { converted: true },
  );
  const model = await importTfjsModel(json, readShard);
  const rows = matrix(6, 2);
  const ids = rows.map(() => [random.int(0, 4), random.int(0, 4)]);
  const first = rows.map((row, i) => {
    const embedded = (ids[i] ?? []).flatMap((id) => table[id] ?? []);
    return dense([...embedded, ...row], shared, bias).map(Math.tanh);
  });
  const score = first.map((row) => {
    const again = dense(row, shared, bias).map(Math.tanh);
    return dense(again, out, [0]).map((value) => 1 / (1 + Math.exp(-value)));
  });
  const feeds = { x: floats(rows), ids: { type: 'int32', dims: [6, 2], data: Int32Array.from(ids.flat()) } as const };
  await expectOutput(model, feeds, { score, shared: first });
});

test.each([
  ['Add', (a: number, b: number) => a + b],
  ['Subtract', (a: number, b: number) => a - b],
  ['Multiply', (a: number, b: number) => a * b],
  ['Average', (a: number, b: number) => (a + b) / 2],
  ['Maximum', Math.max],
  ['Minimum', Math.min],
])('%s joins its inputs element by element', async (class_name, f) => {
  const topology = {
    class_name: 'Model',
    config: {
      layers: [
        { ...layer('InputLayer', 'a', input(3)), name: 'a', inbound_nodes: [] },
        { ...layer('InputLayer', 'b', input(3)), name: 'b', inbound_nodes: [] },
        {
          ...layer(class_name, 'j'),
          name: 'j',
          inbound_nodes: [
            [
              ['a', 0, 0],
              ['b', 0, 0],
            ],
          ],
        },
      ],
      input_layers: [
        ['a', 0, 0],
        ['b', 0, 0],
      ],
      // A single output may stand without a list around it.
      output_layers: ['j', 0, 0],
    },
  };
  const { json, readShard } = saved(topology, []);
  const [a, b] = [matrix(2, 3), matrix(2, 3)];
  const expected = a.map((row, i) => row.map((value, j) => f(value, b[i]?.[j] ?? 0)));
  await expectOutput(await importTfjsModel(json, readShard), { a: floats(a), b: floats(b) }, { j: expected });
});

test('Reshape keeps the rows, and BatchNormalization takes the last of three axes', async () => {
  const topology = sequential(
    layer('Reshape', 'r', { target_shape: [2, 3], ...input(6) }),
    layer('BatchNormalization', 'n', { axis: [2], epsilon: 0, center: false, scale: false }),
    layer('Flatten', 'f', { data_format: 'channels_last' }),
  );
  const { json, readShard } = saved(topology, [
    { name: 'n/moving_mean', values: [1, 2, 3] },
    { name: 'n/moving_variance', values: [1, 4, 16] },
  ]);
  const rows = [
    [1, 2, 3, 4, 5, 6],
    [0, 0, 0, 0, 0, 0],
  ];
  const expected = [
    [0, 0, 0, 3, 1.5, 0.75],
    [-1, -1, -0.75, -1, -1, -0.75],
  ];
  await expectOutput(await importTfjsModel(json, readShard), { r_input: floats(rows) }, { f: expected });
});

describe('quantised weights', () => {
  const topology = sequential(layer('Dense', 'd', { units: 2, use_bias: false, ...input(2) }));
  const kernel = [
    [0.5, -1],
    [2, 0.25],
  ];
  const stored = {
    uint8: { data: Uint8Array.of(6, 0, 12, 5), quantization: { dtype: 'uint8', scale: 0.25, min: -1 } },
    uint16: { data: Uint16Array.of(6, 0, 12, 5), quantization: { dtype: 'uint16', scale: 0.25, min: -1 } },
    float16: { data: Uint16Array.from(kernel.flat(), toHalf), quantization: { dtype: 'float16' } },
  };
  test.each(Object.entries(stored))('of %s come out as floats', async (dtype, { data, quantization }) => {
    const json = {
      format: 'layers-model',
      modelTopology: topology,
      weightsManifest: [
        { paths: ['w'], weights: [{ name: 'd/kernel', shape: [2, 2], dtype: 'float32', quantization }] },
      ],
    };
    const model = await importTfjsModel(json, async () => new Uint8Array(data.buffer));
    const rows = [
      [1, 0],
      [0, 1],
    ];
    const expected =
      dtype === 'float16'
        ? kernel
        : [
            [0.5, -1],
            [2, 0.25],
          ];
    await expectOutput(model, { d_input: floats(rows) }, { d: expected });
  });
});

describe('refuses, in a sentence,', () => {
  const refused = (layers: object[], weights: Weight[] = []) => {
    const { json, readShard } = saved(sequential(...layers), weights);
    return importTfjsModel(json, readShard);
  };

  test('a layer, an activation or an axis that there is not', async () => {
    await expect(refused([layer('LSTM', 'lstm', input(3))])).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringMatching(/^Layer 'lstm' is a LSTM, which is not supported; there is Activation, .*tf2onnx/),
    });
    await expect(refused([layer('Activation', 'a', { activation: 'sine', ...input(3) })])).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringContaining("'sine'"),
    });
    const numbers = (kind: string): Weight => ({ name: `n/${kind}`, values: [1] });
    await expect(
      refused(
        [layer('InputLayer', 'in', { batch_input_shape: [null, 1, 2] }), layer('BatchNormalization', 'n', { axis: 1 })],
        ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(numbers),
      ),
    ).rejects.toMatchObject({ code: 'model-unsupported', message: expect.stringContaining('axis 1') });
  });

  test('weights that are missing, cut off or left over', async () => {
    const net = [layer('Dense', 'd', { units: 1, use_bias: false, ...input(2) })];
    await expect(refused(net)).rejects.toThrow("Layer 'd': the weights hold no 'd/kernel'; save the model again.");
    const { json, readShard } = saved(sequential(...net), [{ name: 'd/kernel', values: [[1], [2]] }]);
    const short = async (path: string) => (await readShard(path)).slice(0, 3);
    await expect(importTfjsModel(json, short)).rejects.toThrow("weight 'd/kernel' lies beyond the end");
    const long = async (path: string) => new Uint8Array([...(await readShard(path)), 0]);
    await expect(importTfjsModel(json, long)).rejects.toThrow('2 bytes are left over');
  });

  test('a graph model, a model of no known kind and one whose layers go in circles', async () => {
    const { json, readShard } = saved(sequential(), []);
    await expect(importTfjsModel({ ...json, format: 'graph-model' }, readShard)).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringContaining('tfjs_layers_model'),
    });
    await expect(importTfjsModel({}, readShard)).rejects.toMatchObject({ code: 'model-invalid' });
    await expect(
      importTfjsModel({ ...json, modelTopology: { class_name: 'Sub', config: {} } }, readShard),
    ).rejects.toMatchObject({ code: 'model-invalid' });
    const circle = {
      class_name: 'Functional',
      config: {
        layers: [
          { ...layer('Flatten', 'a'), name: 'a', inbound_nodes: [[['b', 0, 0]]] },
          { ...layer('Flatten', 'b'), name: 'b', inbound_nodes: [[['a', 0, 0]]] },
        ],
        input_layers: [],
        output_layers: [['a', 0, 0]],
      },
    };
    await expect(importTfjsModel({ ...json, modelTopology: circle }, readShard)).rejects.toThrow('need one another');
  });
});

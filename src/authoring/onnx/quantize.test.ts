import { describe, expect, test } from 'vitest';
import { createRandom, expectSameAsOrt } from '../../engine/js/testing/differential.ts';
import type { Tensor } from '../../engine/session.ts';
import { differenceOf } from './model-difference.ts';
import { quantizeModel } from './quantize.ts';
import { decodeModel } from './reader.ts';
import { type AttributeValue, encodeModel, type NodeDefinition, tensor } from './writer.ts';

const random = createRandom(7);
const node = (
  opType: string,
  inputs: string[],
  outputs: string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
): NodeDefinition => ({ opType, inputs, outputs, attributes });
const weight = (...dims: number[]): Tensor => random.tensor('float32', dims, { low: -1, high: 1 });

/** An embedding, two dense layers (one transposed) and a label. */
const net = (opset: number) =>
  encodeModel({
    opsets: { '': opset },
    graph: {
      nodes: [
        node('Gather', ['table', 'id'], ['e'], { axis: { int: 0 } }),
        node('Concat', ['x', 'e'], ['all'], { axis: { int: 1 } }),
        node('Gemm', ['all', 'w1', 'b1'], ['h'], { transB: { int: 1 } }),
        node('Relu', ['h'], ['r']),
        node('MatMul', ['r', 'w2'], ['m']),
        node('Add', ['m', 'b2'], ['z']),
        node('Softmax', ['z'], ['p'], { axis: { int: 1 } }),
        node('ArgMax', ['p'], ['label'], { axis: { int: 1 }, keepdims: { int: 0 } }),
      ],
      inputs: [
        { name: 'x', type: 'float32', shape: ['N', 12] },
        { name: 'id', type: 'int64', shape: ['N'] },
      ],
      outputs: [
        { name: 'p', type: 'float32', shape: ['N', 4] },
        { name: 'label', type: 'int64', shape: ['N'] },
      ],
      initializers: {
        table: weight(100, 4),
        w1: weight(64, 16),
        b1: weight(64),
        w2: weight(64, 4),
        b2: weight(4),
      },
    },
  });

const feeds = (rows: number): Record<string, Tensor> => ({
  x: random.tensor('float32', [rows, 12], { low: -1, high: 1 }),
  id: random.tensor('int64', [rows], { low: 0, high: 99 }),
});

describe.each([
  ['int8', 13, 0.3, 0.05],
  ['int8', 11, 0.3, 0.05],
  ['float16', 13, 0.55, 0.002],
  ['float16', 9, 0.55, 0.002],
] as const)('%s weights in operator set %i', (weights, opset, size, most) => {
  test('take less room, cost what is measured, and run alike on both providers', async () => {
    const original = net(opset);
    const samples = [feeds(200)];
    const quantized = await quantizeModel(original, { weights, samples });
    expect(quantized.weights).toEqual(['table', 'w1', 'w2']);
    expect(quantized.bytes).toEqual({ before: original.length, after: quantized.model.length });
    // What stays is names, biases and scales.
    expect(quantized.bytes.after).toBeLessThan(size * quantized.bytes.before + 1500);
    const { p, label } = quantized.loss;
    expect(p?.elements).toBe(800);
    expect(p?.largest).toBeGreaterThan(0);
    expect(p?.largest).toBeLessThan(most);
    expect(label?.changed).toBeLessThan(10);
    expect(quantized.loss).toEqual(await differenceOf(original, quantized.model, samples));
    for (const rows of [1, 30]) await expectSameAsOrt(quantized.model, feeds(rows), { atol: 1e-6, outputs: ['p'] });
  });
});

test('a weight is at most half a step of its own column from what it was', async () => {
  const w = tensor('float32', [1000, 0.5, -300, 0.01, 0, 0], [3, 2]);
  const bytes = encodeModel({
    opsets: { '': 17 },
    graph: {
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
      inputs: [{ name: 'x', type: 'float32', shape: ['N', 3] }],
      outputs: [{ name: 'y', type: 'float32' }],
      initializers: { w },
    },
  });
  const identity = { x: tensor('float32', [1, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3]) };
  const { model, loss } = await quantizeModel(bytes, { samples: [identity], minElements: 1 });
  const { y } = await expectSameAsOrt(model, identity);
  Array.from<unknown, number>(y?.data ?? [], Number).forEach((value, i) => {
    const step = (i % 2 === 0 ? 1000 : 0.5) / 127;
    expect(Math.abs(value - Number(w.data[i]))).toBeLessThanOrEqual(0.5001 * step);
  });
  expect(loss.y?.largest).toBeLessThanOrEqual(0.5001 * (1000 / 127));
});

describe('left as they are', () => {
  const only = (nodes: NodeDefinition[], initializers: Record<string, Tensor>, opset = 17) =>
    encodeModel({
      opsets: { '': opset },
      graph: {
        nodes,
        inputs: [{ name: 'x', type: 'float32', shape: ['N', 20] }],
        outputs: [{ name: 'y', type: 'float32' }],
        initializers,
      },
    });
  const samples = [{ x: random.tensor('float32', [2, 20]) }];

  test('are weights that something else reads too, small ones, and those too large for a half', async () => {
    const large = { ...weight(20, 20), data: new Float32Array(400).fill(1e5) };
    const models = [
      only([node('MatMul', ['x', 'w'], ['m']), node('Add', ['m', 'w'], ['y'])], { w: weight(20, 20) }),
      only([node('Add', ['x', 'w'], ['y'])], { w: weight(20, 20) }),
      only([node('MatMul', ['x', 'w'], ['y'])], { w: weight(20, 2) }),
      only([node('MatMul', ['x', 'w'], ['y'])], { w: large }),
    ];
    for (const model of models) {
      await expect(quantizeModel(model, { weights: 'float16', samples })).rejects.toMatchObject({
        code: 'model-unsupported',
        message: 'The model has no dense float32 weights of 256 elements or more: leave it as it is.',
      });
    }
  });

  test('are models of an operator set that cannot hold them', async () => {
    const old = only([node('MatMul', ['x', 'w'], ['y'])], { w: weight(20, 20) }, 9);
    await expect(quantizeModel(old, { samples })).rejects.toMatchObject({
      code: 'model-unsupported',
      message: 'The model imports operator set 9, which cannot hold int8 weights: export it with 10 or newer.',
    });
  });
});

test('a weight that an old exporter lists among the inputs is one all the same', async () => {
  const bytes = encodeModel({
    irVersion: 3,
    opsets: { '': 10 },
    graph: {
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
      inputs: [
        { name: 'x', type: 'float32', shape: ['N', 20] },
        { name: 'w', type: 'float32', shape: [20, 20] },
      ],
      outputs: [{ name: 'y', type: 'float32' }],
      initializers: { w: weight(20, 20) },
    },
  });
  const sample = { x: random.tensor('float32', [2, 20]) };
  const { model, weights } = await quantizeModel(bytes, { samples: [sample] });
  expect(weights).toEqual(['w']);
  await expectSameAsOrt(model, sample);
});

test('a weight is stored under its name and what it is stored as', async () => {
  const { model } = await quantizeModel(net(13), { samples: [feeds(3)] });
  expect(decodeModel(model).graph.initializers?.w1_int8).toMatchObject({ type: 'int8', dims: [64, 16] });
});

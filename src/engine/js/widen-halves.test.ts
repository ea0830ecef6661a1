import { describe, expect, test } from 'vitest';
import { encodeModel, type GraphDefinition, type NodeDefinition, tensor } from '../../authoring/onnx/writer.ts';
import type { Tensor } from '../session.ts';
import { createJsSession } from './create-js-session.ts';
import { fromHalf, toHalf } from './half.ts';
import { createRandom, expectSameAsOrt, runJs, runOrt } from './testing/differential.ts';

const random = createRandom(5);
const halves = (values: ArrayLike<number>, dims: readonly number[] = [values.length]): Tensor => ({
  type: 'float16',
  dims,
  data: Uint16Array.from(Array.from(values), toHalf),
});
const weight = (...dims: number[]): Tensor => {
  const { data } = random.tensor('float32', dims, { low: -1, high: 1 });
  return halves(data as Float32Array, dims);
};
const op = (opType: string, inputs: string[], output: string, attributes: NodeDefinition['attributes'] = {}) => ({
  opType,
  inputs,
  outputs: [output],
  attributes,
});
const toFloat16 = { to: { int: 10 } };
const toFloat32 = { to: { int: 1 } };
const model = (graph: GraphDefinition, opset = 17) => encodeModel({ opsets: { '': opset }, graph });

/** Equal to a few steps between halves. ONNX Runtime rounds more of the results in between. */
async function expectCloseToOrt(bytes: Uint8Array, feeds: Record<string, Tensor>): Promise<void> {
  const [expected, actual] = [await runOrt(bytes, feeds), await runJs(bytes, feeds)];
  for (const [name, { type, dims, data }] of Object.entries(expected)) {
    expect({ type: actual[name]?.type, dims: actual[name]?.dims }).toEqual({ type, dims: [...dims] });
    const read = (bits: unknown) => (type === 'float16' ? fromHalf(Number(bits)) : Number(bits));
    Array.from<unknown>(data).forEach((value, i) => {
      const [e, a] = [read(value), read(actual[name]?.data[i])];
      expect(Math.abs(a - e), `${name}[${i}]: ${a}, ONNX Runtime ${e}`).toBeLessThanOrEqual(
        4e-3 * Math.max(1, Math.abs(e)),
      );
    });
  }
}

test('weights stored as float16 and cast before use give exactly what ONNX Runtime gives', async () => {
  const bytes = model({
    nodes: [op('Cast', ['w'], 'w32', toFloat32), op('MatMul', ['x', 'w32'], 'y')],
    inputs: [{ name: 'x', type: 'float32', shape: ['N', 8] }],
    outputs: [{ name: 'y', type: 'float32' }],
    initializers: { w: weight(8, 3) },
  });
  for (const rows of [1, 9]) await expectSameAsOrt(bytes, { x: random.tensor('float32', [rows, 8]) });
});

describe('a net converted to float16', () => {
  const hidden = [
    op('Gemm', ['h', 'w1', 'b1'], 'g', { transB: { int: 1 } }),
    op('Relu', ['g'], 'r'),
    op('MatMul', ['r', 'w2'], 'm'),
    op('Add', ['m', 'b2'], 'z'),
  ];
  const initializers = { w1: weight(16, 4), b1: weight(16), w2: weight(16, 3), b2: weight(3) };

  test('with float32 at the border (onnxconverter-common, keep_io_types)', async () => {
    const bytes = model({
      nodes: [op('Cast', ['x'], 'h', toFloat16), ...hidden, op('Cast', ['z'], 'y', toFloat32)],
      inputs: [{ name: 'x', type: 'float32', shape: ['N', 4] }],
      outputs: [{ name: 'y', type: 'float32', shape: ['N', 3] }],
      initializers,
    });
    for (const rows of [1, 20]) await expectCloseToOrt(bytes, { x: random.tensor('float32', [rows, 4]) });
  });

  test('with float16 inputs and outputs (PyTorch, model.half())', async () => {
    const bytes = model({
      nodes: [...hidden, op('Softmax', ['z'], 'y', { axis: { int: -1 } })],
      inputs: [{ name: 'h', type: 'float16', shape: ['N', 4] }],
      outputs: [{ name: 'y', type: 'float16', shape: ['N', 3] }],
      initializers,
    });
    const session = await createJsSession(bytes);
    expect(session.inputMetadata).toEqual([{ name: 'h', isTensor: true, type: 'float16', shape: ['N', 4] }]);
    expect(session.outputMetadata[0]?.type).toBe('float16');
    for (const rows of [1, 20]) {
      const { data } = random.tensor('float32', [rows, 4]);
      await expectCloseToOrt(bytes, { h: halves(data as Float32Array, [rows, 4]) });
    }
  });
});

test('halves in Constant nodes, in branches and read from outside are widened too', async () => {
  const branch = (opType: string): GraphDefinition => ({
    nodes: [op(opType, ['x', 'k'], 'r')],
    inputs: [],
    outputs: [{ name: 'r', type: 'float16' }],
  });
  const bytes = model({
    nodes: [
      op('Constant', [], 'k', { value: { tensor: halves([0.5, 3]) } }),
      op('If', ['c'], 'y', { then_branch: { graph: branch('Add') }, else_branch: { graph: branch('Mul') } }),
    ],
    inputs: [
      { name: 'c', type: 'bool', shape: [] },
      { name: 'x', type: 'float16', shape: [2] },
    ],
    outputs: [{ name: 'y', type: 'float16', shape: [2] }],
  });
  for (const c of [0, 1]) await expectSameAsOrt(bytes, { c: tensor('bool', [c], []), x: halves([1.5, -2]) });
});

test('Cast between float16 and every other type is that of ONNX Runtime', async () => {
  const numbers = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float64: 11 } as const;
  for (const [type, to] of Object.entries(numbers)) {
    const name = type as keyof typeof numbers;
    const from = model({
      nodes: [op('Cast', ['x'], 'y', { to: { int: to } })],
      inputs: [{ name: 'x', type: 'float16' }],
      outputs: [{ name: 'y', type: name }],
    });
    await expectSameAsOrt(from, { x: halves([0, 1, 2.5, 100, 65]) });
    const back = model({
      nodes: [op('Cast', ['x'], 'y', toFloat16)],
      inputs: [{ name: 'x', type: name }],
      outputs: [{ name: 'y', type: 'float16' }],
    });
    await expectSameAsOrt(back, {
      x: name.startsWith('float')
        ? tensor(name, [0.1, 1e6, -0, 3.3333, 6e-8])
        : tensor(name, [0, 1, name === 'bool' ? 1 : 100]),
    });
  }
});

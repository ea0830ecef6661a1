import { describe, expect, test } from 'vitest';
import { createJsSession } from '../../engine/js/create-js-session.ts';
import {
  createRandom,
  expectSameAsOrt,
  expectSameTensor,
  runJs,
  runOrt,
} from '../../engine/js/testing/differential.ts';
import type { Tensor } from '../../engine/session.ts';
import { optimizeModel } from './optimize.ts';
import { decodeModel } from './reader.ts';
import { type AttributeValue, encodeModel, type GraphDefinition, type NodeDefinition, tensor } from './writer.ts';

const node = (
  opType: string,
  inputs: string[],
  outputs: string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
): NodeDefinition => ({ opType, inputs, outputs, attributes });
const ml = (...args: Parameters<typeof node>): NodeDefinition => ({ ...node(...args), domain: 'ai.onnx.ml' });
const encode = (graph: GraphDefinition, opset = 17) => encodeModel({ opsets: { '': opset, 'ai.onnx.ml': 3 }, graph });
const random = createRandom(3);
const rows = (type: 'float32' | 'float64', count = 30): Record<string, Tensor> => ({
  x: random.tensor(type, [count, 3], { low: -2, high: 2 }),
});
const operators = (bytes: Uint8Array) => decodeModel(bytes).graph.nodes.map(({ opType }) => opType);

const classifier = ml('LinearClassifier', ['h'], ['label', 'p'], {
  coefficients: { floats: [1, -1, 0.5, -1, 1, -0.5] },
  intercepts: { floats: [0.1, -0.1] },
  classlabels_strings: { strings: ['no', 'yes'] },
  post_transform: { string: 'SOFTMAX' },
});
const zipMap = (output: string) => ml('ZipMap', ['p'], [output], { classlabels_strings: { strings: ['no', 'yes'] } });

test('constants are computed once, and what no output needs goes', async () => {
  const bytes = encode({
    nodes: [
      node('Constant', [], ['two'], { value: { tensor: tensor('float32', [2]) } }),
      node('Mul', ['w', 'two'], ['w2']),
      node('Shape', ['w2'], ['shape']),
      node('Identity', ['x'], ['same']),
      node('Dropout', ['same'], ['kept', ''], {}),
      node('MatMul', ['kept', 'w2'], ['m']),
      node('Exp', ['m'], ['unused']),
      node('Identity', ['m'], ['y']),
    ],
    inputs: [{ name: 'x', type: 'float32', shape: ['N', 3] }],
    outputs: [{ name: 'y', type: 'float32', shape: ['N', 2] }],
    initializers: { w: random.tensor('float32', [3, 2]), dead: random.tensor('float32', [100]) },
  });
  const { model, nodes, bytes: size, doubles, difference } = await optimizeModel(bytes, { samples: [rows('float32')] });
  expect(operators(model)).toEqual(['MatMul']);
  expect(Object.keys(decodeModel(model).graph.initializers ?? {})).toEqual(['w2']);
  expect(nodes).toEqual({ before: 8, after: 1 });
  expect(size.after).toBeLessThan(size.before - 400);
  expect(doubles).toBe('none');
  expect(difference.y).toMatchObject({ elements: 60, changed: 0, largest: 0 });
  const feeds = rows('float32');
  const { y } = await runOrt(bytes, feeds);
  expectSameTensor((await expectSameAsOrt(model, feeds)).y, y as Tensor, 'y');
});

test('a node that the js provider has not, one whose result would be larger and one that gives an output are left alone', async () => {
  const bytes = encode(
    {
      nodes: [
        node('ConstantOfShape', ['shape'], ['zeros']),
        node('BitwiseNot', ['flags'], ['inverse']),
        node('Cast', ['inverse'], ['offset'], { to: { int: 1 } }),
        node('Cast', ['packed'], ['w'], { to: { int: 1 } }),
        node('Neg', ['half'], ['constant']),
        node('MatMul', ['x', 'w'], ['m']),
        node('Add', ['m', 'zeros'], ['sum']),
        node('Add', ['sum', 'offset'], ['y']),
      ],
      inputs: [{ name: 'x', type: 'float32', shape: ['N', 3] }],
      outputs: [
        { name: 'y', type: 'float32' },
        { name: 'constant', type: 'float32' },
      ],
      initializers: {
        shape: tensor('int64', [1000]),
        flags: tensor('int32', [5]),
        half: tensor('float32', [0.5]),
        packed: random.tensor('int8', [3, 1000]),
      },
    },
    18,
  );
  const { model } = await optimizeModel(bytes, { samples: [rows('float32')] });
  expect(operators(model)).toEqual(['ConstantOfShape', 'BitwiseNot', 'Cast', 'Cast', 'Neg', 'MatMul', 'Add', 'Add']);
  const feeds = rows('float32');
  expect(await runOrt(model, feeds)).toEqual(await runOrt(bytes, feeds));
});

describe('a ZipMap at the end', () => {
  const graph = (nodes: NodeDefinition[], ...more: GraphDefinition['outputs']): GraphDefinition => ({
    nodes: [node('Identity', ['x'], ['h']), classifier, ...nodes],
    inputs: [{ name: 'x', type: 'float32', shape: ['N', 3] }],
    outputs: [{ name: 'label', type: 'string' }, { name: 'probabilities', type: 'map', key: 'string' }, ...more],
  });

  test.each([
    ['directly', [zipMap('probabilities')]],
    ['behind an Identity', [zipMap('z'), node('Identity', ['z'], ['probabilities'])]],
  ])('gives way to the tensor, and its labels are told: %s', async (_, end) => {
    const bytes = encode(graph(end));
    const { model, classLabels } = await optimizeModel(bytes, { samples: [rows('float32')] });
    expect(operators(model)).toEqual(['LinearClassifier']);
    expect(classLabels).toEqual({ probabilities: ['no', 'yes'] });
    const feeds = rows('float32');
    // ONNX Runtime gives no maps, but it does give the tensor.
    const { probabilities } = await expectSameAsOrt(model, feeds, { atol: 1e-6 });
    expect(probabilities).toEqual((await runJs(bytes, feeds)).probabilities);
  });

  test('leaves the tensor its own name as well, where it is an output too', async () => {
    const bytes = encode(graph([zipMap('probabilities')], { name: 'p', type: 'float32' }));
    const { model } = await optimizeModel(bytes);
    const { p, probabilities } = await expectSameAsOrt(model, rows('float32'), { atol: 1e-6 });
    expect(probabilities).toEqual(p);
  });
});

describe('float64', () => {
  const bytes = (threshold: number) =>
    encode({
      nodes: [
        node('Sub', ['x', 'mean'], ['c']),
        node('Div', ['c', 'scale'], ['s']),
        node('Less', ['s', 'threshold'], ['below']),
        node('Cast', ['below'], ['low'], { to: { int: 7 } }),
        node('Cast', ['low'], ['low64'], { to: { int: 11 } }),
        node('Add', ['s', 'low64'], ['y']),
      ],
      inputs: [{ name: 'x', type: 'float64', shape: ['N', 3] }],
      outputs: [
        { name: 'y', type: 'float64' },
        { name: 'low', type: 'int64' },
      ],
      initializers: {
        mean: tensor('float64', [0.1, 0.2, 0.3]),
        scale: tensor('float64', [1, 2, 3]),
        threshold: tensor('float64', [threshold]),
      },
    });

  test('becomes float32 where the self-check holds', async () => {
    const original = bytes(100);
    const { model, doubles, difference } = await optimizeModel(original, { samples: [rows('float64')] });
    expect(doubles).toBe('narrowed');
    expect(difference.y?.largest).toBeGreaterThan(0);
    expect(difference.y?.largestRelative).toBeLessThan(1e-5);
    const session = await createJsSession(model);
    expect(session.inputMetadata[0]?.type).toBe('float32');
    const { x } = rows('float32');
    await expectSameAsOrt(model, { x: x as Tensor });
  });

  test('stays where a label would change, where a number would change too much, and where there is nothing to check it on', async () => {
    // Just above and just below a threshold that float32 does not tell apart.
    const close = { x: tensor('float64', [0.1 + 0.5 - 1e-12, 0, 0, 0.1 + 0.5 + 1e-12, 0, 0], [2, 3]) };
    const original = bytes(0.5);
    expect(await optimizeModel(original, { samples: [close] })).toMatchObject({
      doubles: 'kept',
      difference: { y: { largest: 0 } },
    });
    const strict = await optimizeModel(bytes(100), { samples: [rows('float64')], tolerance: 1e-12 });
    expect(strict.doubles).toBe('kept');
    expect((await optimizeModel(original)).doubles).toBe('kept');
    await expectSameAsOrt(strict.model, rows('float64'), { rtol: 1e-12 });
  });

  test('of a tree ensemble moves from tensors to lists', async () => {
    const ensemble = ml('TreeEnsembleRegressor', ['x'], ['y'], {
      n_targets: { int: 1 },
      nodes_treeids: { ints: [0, 0, 0] },
      nodes_nodeids: { ints: [0, 1, 2] },
      nodes_featureids: { ints: [1, 0, 0] },
      nodes_modes: { strings: ['BRANCH_LEQ', 'LEAF', 'LEAF'] },
      nodes_values_as_tensor: { tensor: tensor('float64', [0.5, 0, 0]) },
      nodes_truenodeids: { ints: [1, 0, 0] },
      nodes_falsenodeids: { ints: [2, 0, 0] },
      target_treeids: { ints: [0, 0] },
      target_nodeids: { ints: [1, 2] },
      target_ids: { ints: [0, 0] },
      target_weights_as_tensor: { tensor: tensor('float64', [0.1, 0.7]) },
    });
    const bytes = encode({
      nodes: [ensemble],
      inputs: [{ name: 'x', type: 'float64', shape: ['N', 3] }],
      outputs: [{ name: 'y', type: 'float32' }],
    });
    const { model, doubles } = await optimizeModel(bytes, { samples: [rows('float64')] });
    expect(doubles).toBe('narrowed');
    await expectSameAsOrt(model, rows('float32'));
  });
});

test('what branches read from outside keeps its name or takes the new one', async () => {
  const branch = (opType: string): GraphDefinition => ({
    nodes: [node(opType, ['same'], ['r'])],
    inputs: [],
    outputs: [{ name: 'r', type: 'float32' }],
  });
  const bytes = encode({
    nodes: [
      node('Identity', ['x'], ['same']),
      node('If', ['c'], ['y'], { then_branch: { graph: branch('Neg') }, else_branch: { graph: branch('Abs') } }),
    ],
    inputs: [
      { name: 'c', type: 'bool', shape: [] },
      { name: 'x', type: 'float32', shape: ['N'] },
    ],
    outputs: [{ name: 'y', type: 'float32' }],
  });
  const { model } = await optimizeModel(bytes);
  expect(operators(model)).toEqual(['If']);
  for (const c of [0, 1]) await expectSameAsOrt(model, { c: tensor('bool', [c], []), x: tensor('float32', [-1, 2]) });
});

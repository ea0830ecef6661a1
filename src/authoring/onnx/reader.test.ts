import { expect, test } from 'vitest';
import { decodeModel } from './reader.ts';
import { encodeModel, type ModelDefinition, tensor } from './writer.ts';

const body = {
  nodes: [{ opType: 'Add', inputs: ['x', 'one'], outputs: ['r'] }],
  inputs: [],
  outputs: [{ name: 'r', type: 'float32' }],
  initializers: { one: tensor('float32', [1]) },
} as const;

const model: ModelDefinition = {
  irVersion: 8,
  producerName: 'someone',
  opsets: { '': 17, 'ai.onnx.ml': 3, local: 1 },
  graph: {
    nodes: [
      {
        opType: 'Scaler',
        domain: 'ai.onnx.ml',
        name: 'scale',
        inputs: ['x'],
        outputs: ['scaled'],
        attributes: { offset: { floats: [0.5, -1] }, scale: { floats: [1, 2] } },
      },
      {
        opType: 'If',
        inputs: ['c'],
        outputs: ['branched'],
        attributes: { then_branch: { graph: body }, else_branch: { graph: body } },
      },
      { opType: 'Twice', domain: 'local', inputs: ['branched'], outputs: ['twice'], attributes: { by: { float: 3 } } },
      { opType: 'Clip', inputs: ['twice', '', 'high'], outputs: ['p'] },
      {
        opType: 'ZipMap',
        domain: 'ai.onnx.ml',
        inputs: ['p'],
        outputs: ['maps'],
        attributes: { classlabels_strings: { strings: ['no', 'Été'] } },
      },
      {
        opType: 'Constant',
        inputs: [],
        outputs: ['k'],
        attributes: { value: { tensor: tensor('string', ['a', 'b'], [2, 1]) } },
      },
      {
        opType: 'ReduceSum',
        inputs: ['scaled'],
        outputs: ['sum'],
        attributes: { axes: { ints: [-1] }, keepdims: { int: 0 } },
      },
    ],
    inputs: [
      { name: 'x', type: 'float32', shape: ['N', 2] },
      { name: 'c', type: 'bool', shape: [] },
      { name: 'm', type: 'map', key: 'string', value: 'int64' },
    ],
    outputs: [
      { name: 'maps', type: 'map', key: 'string' },
      { name: 'sum' },
      { name: 'k', type: 'string', shape: [2, 1] },
    ],
    initializers: { high: tensor('float32', [1], []), big: tensor('int64', [2n ** 60n]) },
  },
  functions: [
    {
      domain: 'local',
      name: 'Twice',
      inputs: ['a'],
      outputs: ['b'],
      opsets: { '': 17 },
      attributes: ['by'],
      defaults: { alpha: { float: 0.25 } },
      nodes: [
        {
          opType: 'Constant',
          inputs: [],
          outputs: ['k'],
          attributes: { value_float: { reference: 'by', kind: 'float' } },
        },
        {
          opType: 'LeakyRelu',
          inputs: ['a'],
          outputs: ['l'],
          attributes: { alpha: { reference: 'alpha', kind: 'float' } },
        },
        { opType: 'Mul', inputs: ['l', 'k'], outputs: ['b'] },
      ],
    },
  ],
};

test('what the writer writes the reader reads, and writing that again gives the same bytes', () => {
  const bytes = encodeModel(model);
  const read = decodeModel(bytes);
  expect(read).toEqual(model);
  expect(encodeModel(read)).toEqual(bytes);
});

test('bytes that are no model are refused', () => {
  expect(() => decodeModel(new Uint8Array([1, 2, 3]))).toThrow(expect.objectContaining({ code: 'model-invalid' }));
});

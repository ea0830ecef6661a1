import { describe, test } from 'vitest';
import { type GraphDefinition, tensor } from '../../authoring/onnx/writer.ts';
import type { Tensor } from '../session.ts';
import { createRandom } from './testing/differential.ts';
import {
  cast,
  constant,
  encode,
  features,
  int,
  ints,
  op,
  sameOnRandomRows,
  text,
  X,
  Y,
} from './testing/exporter-parts.ts';

// Nets as exporters write them, by hand and small.

describe('nets', () => {
  const random = createRandom(11);
  const weight = (...dims: number[]): Tensor => random.tensor('float32', dims, { low: -1, high: 1 });

  test('PyTorch, TorchScript exporter: Gemm with transB, BatchNormalization, Constant nodes, shapes by Shape and Gather', async () => {
    const bytes = encode(
      {
        inputs: [X],
        nodes: [
          op('Gemm', 'X w1 b1', 'h', { alpha: { float: 1 }, beta: { float: 1 }, transB: int(1) }),
          op('BatchNormalization', 'h scale bias mean var', 'n', {
            epsilon: { float: 1e-5 },
            momentum: { float: 0.9 },
          }),
          op('LeakyRelu', 'n', 'r', { alpha: { float: 0.01 } }),
          op('Dropout', 'r', 'd'),
          op('Shape', 'd', 's'),
          constant('zero', tensor('int64', [0], [])),
          op('Gather', 's zero', 'rows', { axis: int(0) }),
          constant('axes', tensor('int64', [0])),
          op('Unsqueeze', 'rows axes', 'rows1'),
          constant('two', tensor('int64', [2])),
          constant('minus', tensor('int64', [-1])),
          op('Concat', 'rows1 two minus', 'target', { axis: int(0) }),
          op('Reshape', 'd target', 'cube'),
          op('ReduceMean', 'cube', 'pooled', { axes: ints(-1), keepdims: int(0) }),
          op('MatMul', 'pooled w2', 'm'),
          op('Add', 'b2 m', 'z'),
          op('Sigmoid', 'z', 'Y'),
        ],
        outputs: [Y],
        initializers: {
          w1: weight(8, 4),
          b1: weight(8),
          scale: weight(8),
          bias: weight(8),
          mean: weight(8),
          var: random.tensor('float32', [8], { low: 0.5, high: 2 }),
          w2: weight(2, 1),
          b2: weight(1),
        },
      },
      { opsets: { '': 13 } },
    );
    await sameOnRandomRows(bytes, features);
  });

  test('PyTorch, dynamo exporter: functions for modules, LayerNormalization, Gelu, embeddings', async () => {
    const linear = {
      domain: 'pkg.torch',
      name: 'Linear',
      inputs: ['input', 'weight', 'bias'],
      outputs: ['out'],
      opsets: { '': 18 },
      nodes: [
        op('Transpose', 'weight', 't', { perm: ints(1, 0) }),
        op('MatMul', 'input t', 'm'),
        op('Add', 'm bias', 'out'),
      ],
    };
    const bytes = encode(
      {
        inputs: [
          { name: 'X', type: 'float32', shape: ['s0', 4] },
          { name: 'id', type: 'int64', shape: ['s0'] },
        ],
        nodes: [
          op('Gather', 'table id', 'e', { axis: int(0) }),
          op('Concat', 'X e', 'all', { axis: int(-1) }),
          op('LayerNormalization', 'all gamma beta', 'n', { axis: int(-1), epsilon: { float: 1e-5 } }),
          { ...op('Linear', 'n w1 b1', 'h'), domain: 'pkg.torch' },
          op('Div', 'h root', 'g1'),
          op('Erf', 'g1', 'g2'),
          op('Add', 'g2 one', 'g3'),
          op('Mul', 'g3 half', 'g4'),
          op('Mul', 'h g4', 'g'),
          { ...op('Linear', 'g w2 b2', 'z'), domain: 'pkg.torch' },
          op('Softmax', 'z', 'Y', { axis: int(-1) }),
        ],
        outputs: [{ name: 'Y', type: 'float32', shape: ['s0', 3] }],
        initializers: {
          table: weight(5, 2),
          gamma: weight(6),
          beta: weight(6),
          w1: weight(8, 6),
          b1: weight(8),
          w2: weight(3, 8),
          b2: weight(3),
          root: tensor('float32', [Math.SQRT2], []),
          one: tensor('float32', [1], []),
          half: tensor('float32', [0.5], []),
        },
      },
      { opsets: { '': 18, 'pkg.torch': 1 }, functions: [linear] },
    );
    await sameOnRandomRows(bytes, (seeded, rows) => ({
      ...features(seeded, rows),
      id: seeded.tensor('int64', [rows], { low: 0, high: 4 }),
    }));
  });

  test('Keras (tf2onnx): names with slashes and colons, strided slices, squeezes, casts', async () => {
    const bytes = encode(
      {
        inputs: [{ name: 'args_0:0', type: 'float32', shape: ['unk__1', 4] }],
        nodes: [
          op('Slice', 'args_0:0 starts ends axes steps', 'model/slice:0'),
          op('Squeeze', 'model/slice:0 one', 'model/squeezed:0'),
          op('Floor', 'model/squeezed:0', 'model/floor:0'),
          cast('model/floor:0', 'model/int:0', 'int32'),
          op('Equal', 'model/int:0 zero32', 'model/is0:0'),
          op('Not', 'model/is0:0', 'model/not0:0'),
          cast('model/not0:0', 'model/flag:0', 'float'),
          op('Unsqueeze', 'model/flag:0 one', 'model/flag2:0'),
          op('MatMul', 'args_0:0 model/dense/kernel', 'model/dense/MatMul:0'),
          op('Add', 'model/dense/MatMul:0 model/dense/bias', 'model/dense/BiasAdd:0'),
          op('Elu', 'model/dense/BiasAdd:0', 'model/dense/Elu:0'),
          op('Mul', 'model/dense/Elu:0 model/flag2:0', 'model/gated:0'),
          op('ReduceMax', 'model/gated:0', 'model/max:0', { axes: ints(1), keepdims: int(1) }),
          op('Identity', 'model/max:0', 'dense_1'),
        ],
        outputs: [{ name: 'dense_1', type: 'float32', shape: ['unk__2', 1] }],
        initializers: {
          starts: tensor('int64', [3]),
          ends: tensor('int64', [2]),
          axes: tensor('int64', [1]),
          steps: tensor('int64', [-1]),
          one: tensor('int64', [1]),
          zero32: tensor('int32', [0], []),
          'model/dense/kernel': weight(4, 5),
          'model/dense/bias': weight(5),
        },
      },
      { opsets: { '': 15, 'ai.onnx.ml': 2 } },
    );
    await sameOnRandomRows(bytes, (seeded, rows) => ({ 'args_0:0': seeded.tensor('float32', [rows, 4]) }));
  });

  test('PyTorch, TorchScript exporter in operator set 9: attributes where later versions take inputs', async () => {
    const bytes = encode(
      {
        inputs: [X, { name: 'id', type: 'int64', shape: ['N'] }],
        nodes: [
          op('Gather', 'embedding.weight id', '4'),
          op('Slice', 'X', '5', { axes: ints(1), starts: ints(0), ends: ints(3) }),
          op('Concat', '5 4', '6', { axis: int(1) }),
          op('Transpose', 'fc.weight', '7', { perm: ints(1, 0) }),
          op('MatMul', '6 7', '8'),
          op('Add', '8 fc.bias', '9'),
          op('Clip', '9', '10', { min: { float: 0 }, max: { float: 6 } }),
          op('Unsqueeze', '10', '11', { axes: ints(1) }),
          op('Pad', '11', '12', { mode: text('constant'), pads: ints(0, 0, 1, 0, 0, 1), value: { float: 0.5 } }),
          op('Squeeze', '12', '13', { axes: ints(1) }),
          op('TopK', '13', '14 15', { axis: int(1), k: int(2) }),
          op('LogSoftmax', '14', 'Y', { axis: int(1) }),
        ],
        outputs: [Y],
        initializers: { 'embedding.weight': weight(5, 2), 'fc.weight': weight(6, 5), 'fc.bias': weight(6) },
      },
      { opsets: { '': 9 }, irVersion: 4 },
    );
    await sameOnRandomRows(bytes, (seeded, rows) => ({
      ...features(seeded, rows),
      id: seeded.tensor('int64', [rows], { low: 0, high: 4 }),
    }));
  });

  test('PyTorch, dynamo exporter: a traced condition, Split, Expand, Where, and names of aten operators', async () => {
    const branch = (opType: string): GraphDefinition => ({
      nodes: [op(opType, 'linear', `${opType}_out`)],
      inputs: [],
      outputs: [{ name: `${opType}_out`, type: 'float32' }],
    });
    const bytes = encode(
      {
        inputs: [{ name: 'x', type: 'float32', shape: ['s77', 4] }],
        nodes: [
          op('Gemm', 'x p_weight p_bias', 'linear', { transB: int(1), alpha: { float: 1 }, beta: { float: 1 } }),
          op('ReduceMax', 'linear', 'amax', { keepdims: int(0) }),
          op('Greater', 'amax scalar_1', 'gt'),
          op('If', 'gt', 'cond', { then_branch: { graph: branch('Tanh') }, else_branch: { graph: branch('Sigmoid') } }),
          op('Split', 'cond', 'chunk_0 chunk_1', { axis: int(-1), num_outputs: int(2) }),
          op('Shape', 'chunk_0', 'size', { start: int(0) }),
          op('Expand', 'scalar_0 size', 'full'),
          op('Less', 'chunk_0 full', 'lt'),
          op('Where', 'lt chunk_1 chunk_0', 'where'),
          op('LayerNormalization', 'where p_gamma p_beta', 'native_layer_norm', {
            axis: int(-1),
            epsilon: { float: 1e-5 },
          }),
          op('Gelu', 'native_layer_norm', 'gelu', { approximate: text('none') }),
          op('ReduceMean', 'gelu axis', 'mean', { keepdims: int(0), noop_with_empty_axes: int(0) }),
        ],
        outputs: [{ name: 'mean', type: 'float32', shape: ['s77'] }],
        initializers: {
          p_weight: weight(8, 4),
          p_bias: weight(8),
          p_gamma: weight(4),
          p_beta: weight(4),
          scalar_1: tensor('float32', [1], []),
          scalar_0: tensor('float32', [0], []),
          axis: tensor('int64', [-1]),
        },
      },
      { opsets: { '': 20 }, irVersion: 10, producerName: 'pytorch' },
    );
    await sameOnRandomRows(bytes, (seeded, rows) => ({ x: seeded.tensor('float32', [rows, 4]) }), { atol: 1e-5 });
  });

  test('Keras (tf2onnx): embeddings of cast ids, Flatten by a computed shape, batch normalisation as Mul and Add', async () => {
    const bytes = encode(
      {
        inputs: [
          { name: 'city', type: 'int32', shape: ['unk__10', 2] },
          { name: 'numbers', type: 'float32', shape: ['unk__11', 3] },
        ],
        nodes: [
          op('Gather', 'model/embedding/table city', 'model/embedding/lookup:0', { axis: int(0) }),
          op('Shape', 'model/embedding/lookup:0', 'model/flatten/Shape:0'),
          cast('model/flatten/Shape:0', 'model/flatten/Shape__7:0', 'int32'),
          op('Slice', 'model/flatten/Shape__7:0 zero1 one1 zero1', 'model/flatten/rows:0'),
          op('Concat', 'model/flatten/rows:0 minus32', 'model/flatten/shape32:0', { axis: int(0) }),
          cast('model/flatten/shape32:0', 'model/flatten/shape:0', 'int64'),
          op('Reshape', 'model/embedding/lookup:0 model/flatten/shape:0', 'model/flatten/Reshape:0'),
          op('Concat', 'model/flatten/Reshape:0 numbers', 'model/concat:0', { axis: int(1) }),
          op('Mul', 'model/concat:0 model/bn/scale', 'model/bn/mul:0'),
          op('Add', 'model/bn/mul:0 model/bn/offset', 'model/bn/add:0'),
          op('MatMul', 'model/bn/add:0 model/dense/kernel', 'model/dense/MatMul:0'),
          op('Add', 'model/dense/MatMul:0 model/dense/bias', 'model/dense/BiasAdd:0'),
          op('Softmax', 'model/dense/BiasAdd:0', 'dense', { axis: int(1) }),
        ],
        outputs: [{ name: 'dense', type: 'float32', shape: ['unk__12', 3] }],
        initializers: {
          'model/embedding/table': weight(6, 2),
          zero1: tensor('int64', [0]),
          one1: tensor('int64', [1]),
          minus32: tensor('int32', [-1]),
          'model/bn/scale': weight(7),
          'model/bn/offset': weight(7),
          'model/dense/kernel': weight(7, 3),
          'model/dense/bias': weight(3),
        },
      },
      { opsets: { '': 15 }, producerName: 'tf2onnx' },
    );
    await sameOnRandomRows(bytes, (seeded, rows) => ({
      city: seeded.tensor('int32', [rows, 2], { low: 0, high: 5 }),
      numbers: seeded.tensor('float32', [rows, 3]),
    }));
  });
});

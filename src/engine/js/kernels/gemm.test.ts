import { expect, test } from 'vitest';
import { tensor } from '../../../authoring/onnx/writer.ts';
import type { TensorType } from '../../session.ts';
import { createRandom } from '../testing/differential.ts';
import { elementsOf, expectNodeSameAsOrt, runNode } from './testing/one-node.ts';

test('MatMul multiplies vectors, matrices and broadcast stacks as ONNX Runtime does', async () => {
  const random = createRandom(1);
  const shapes: [number[], number[]][] = [
    [[3], [3]],
    [[5], [5, 7]],
    [[4, 5], [5]],
    [
      [1, 64],
      [64, 33],
    ],
    [
      [7, 6],
      [6, 9],
    ],
    [
      [2, 3, 4],
      [4, 5],
    ],
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    [
      [2, 1, 3, 4],
      [3, 4, 2],
    ],
    [
      [3, 4],
      [2, 4, 3],
    ],
    [
      [1, 3, 4],
      [2, 4, 3],
    ],
    [
      [0, 3],
      [3, 2],
    ],
    [
      [2, 3],
      [3, 0],
    ],
  ];
  for (const type of ['float32', 'float64', 'int32', 'int64', 'uint32', 'uint64'] as TensorType[]) {
    for (const [a, b] of shapes) {
      for (const constants of [[], [1]]) {
        const inputs = [random.tensor(type, a), random.tensor(type, b)];
        await expectNodeSameAsOrt(
          { opType: 'MatMul', opset: type.startsWith('f') ? 1 : 13, inputs, constants },
          { rtol: 1e-5, atol: 1e-5 },
        );
      }
    }
  }
});

test('MatMul over no elements is all zeros', async () => {
  const node = { opType: 'MatMul', opset: 13, inputs: [tensor('float32', [], [2, 0]), tensor('float32', [], [0, 3])] };
  expect(await elementsOf(node)).toEqual([0, 0, 0, 0, 0, 0]);
});

test('integers overflow as they do in their type', async () => {
  const big = 2 ** 31 - 1;
  const node = {
    opType: 'MatMul',
    opset: 13,
    inputs: [tensor('int32', [big, big], [1, 2]), tensor('int32', [big, 3], [2, 1])],
  };
  await expectNodeSameAsOrt(node);
});

test('Gemm takes transposed matrices, factors and any c that broadcasts', async () => {
  const random = createRandom(2);
  for (const opset of [7, 9, 11, 13]) {
    for (let i = 0; i < 25; i++) {
      const [m, n, k] = [random.int(1, 9), random.int(1, 9), random.int(1, 9)];
      const [transA, transB] = [random.int(0, 1), random.int(0, 1)];
      const type = random.pick<TensorType>(['float32', 'float32', 'float64']);
      const c = random.pick([[m, n], [n], [1, n], [m, 1], [1], []]);
      await expectNodeSameAsOrt(
        {
          opType: 'Gemm',
          opset,
          inputs: [
            random.tensor(type, transA ? [k, m] : [m, k]),
            random.tensor(type, transB ? [n, k] : [k, n]),
            opset < 11 || random.next() < 0.8 ? random.tensor(type, c) : undefined,
          ],
          attributes: {
            transA: { int: transA },
            transB: { int: transB },
            alpha: { float: random.pick([1, 0.5, -2]) },
            beta: { float: random.pick([1, 0, 0.25]) },
          },
          constants: random.pick([[], [1], [1, 2]]),
        },
        { rtol: 1e-5, atol: 1e-5 },
      );
    }
  }
});

// ONNX Runtime has no Gemm before version 7 and none of integers.
test('Gemm-6 adds c, and Gemm-9 multiplies integers', async () => {
  const make = (type: TensorType) => [
    tensor(type, [1, 2, 3, 4], [2, 2]),
    tensor(type, [1, 0, 2, 1], [2, 2]),
    tensor(type, [10, 20]),
  ];
  const broadcast = { broadcast: { int: 1 } };
  expect(await elementsOf({ opType: 'Gemm', opset: 6, inputs: make('float32'), attributes: broadcast })).toEqual([
    15, 22, 21, 24,
  ]);
  expect(await elementsOf({ opType: 'Gemm', opset: 9, inputs: make('int64') })).toEqual([15, 22, 21, 24]);
  expect(
    await elementsOf({ opType: 'Gemm', opset: 9, inputs: make('uint32'), attributes: { alpha: { float: 2 } } }),
  ).toEqual([20, 24, 32, 28]);
});

test('shapes that do not multiply are refused by name', async () => {
  const inputs = [tensor('float32', [1, 2, 3]), tensor('float32', [1, 2], [2, 1])];
  await expect(runNode({ opType: 'MatMul', opset: 13, inputs })).rejects.toMatchObject({ code: 'input-invalid' });
  await expect(runNode({ opType: 'Gemm', opset: 13, inputs })).rejects.toMatchObject({ code: 'input-invalid' });
  const mixed = [tensor('float32', [1], [1, 1]), tensor('int64', [1], [1, 1])];
  await expect(runNode({ opType: 'MatMul', opset: 13, inputs: mixed })).rejects.toThrow('int64');
});

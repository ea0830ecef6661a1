import { expect, test } from 'vitest';
import { tensor } from '../../../authoring/onnx/writer.ts';
import type { TensorType } from '../../session.ts';
import { createRandom } from '../testing/differential.ts';
import { elementsOf, expectNodeSameAsOrt, runNode } from './testing/one-node.ts';

const outputs = ['float32'] as const;
const types: readonly TensorType[] = ['int8', 'uint8', 'int32'];
const opType = 'DequantizeLinear';

test('DequantizeLinear takes one scale for all, or one for each index of an axis', async () => {
  const random = createRandom(1);
  for (const opset of [10, 13, 19, 21, 23, 24, 25]) {
    for (const type of opset < 21 ? types : ([...types, 'int16', 'uint16'] as TensorType[])) {
      const zero = (dims: number[]) =>
        type === 'int32' ? tensor(type, new Array(dims[0] ?? 1).fill(0), dims) : random.tensor(type, dims);
      const x = random.tensor(type, [3, 4, 2]);
      const scale = random.tensor('float32', [], { low: 0.1, high: 2 });
      await expectNodeSameAsOrt({ opType, opset, inputs: [x, scale, zero([])], outputs });
      await expectNodeSameAsOrt({ opType, opset, inputs: [x, scale], outputs });
      if (opset < 13) continue;
      for (const axis of [0, 1, -1]) {
        const size = x.dims.at(axis) ?? 0;
        const scales = random.tensor('float32', [size], { low: 0.1, high: 2 });
        const attributes = { axis: { int: axis } };
        for (const constants of [[], [0, 1, 2]]) {
          await expectNodeSameAsOrt({
            opType,
            opset,
            inputs: [x, scales, zero([size])],
            attributes,
            constants,
            outputs,
          });
        }
      }
    }
  }
});

test('DequantizeLinear-21 takes one scale for each block of an axis, the last of which may be shorter', async () => {
  const random = createRandom(2);
  for (const [axis, dims] of [
    [0, [2, 4]],
    [1, [5, 2]],
  ] as const) {
    const inputs = [
      random.tensor('int8', [5, 4]),
      random.tensor('float32', axis === 0 ? [2, 4] : dims, { low: 0.1, high: 2 }),
      random.tensor('int8', axis === 0 ? [2, 4] : dims),
    ];
    const attributes = { axis: { int: axis }, block_size: { int: axis === 0 ? 3 : 2 } };
    await expectNodeSameAsOrt({ opType, opset: 21, inputs, attributes, outputs });
  }
});

test('DequantizeLinear-23 gives the type that output_dtype asks for', async () => {
  const inputs = [tensor('int8', [-2, 4]), tensor('float32', [0.1], [])];
  // In doubles, where ONNX Runtime has no such kernel.
  const { y0 } = await runNode({
    opType,
    opset: 23,
    inputs,
    attributes: { output_dtype: { int: 11 } },
    outputs: ['float64'],
  });
  expect(y0).toEqual(tensor('float64', [-2 * Math.fround(0.1), 4 * Math.fround(0.1)]));
});

test('scales, zero points and types that do not fit are refused', async () => {
  const x = tensor('int8', [1, 2, 3, 4], [2, 2]);
  const run = (inputs: (typeof x)[], attributes = {}) => runNode({ opType, opset: 21, inputs, attributes, outputs });
  await expect(run([x, tensor('float32', [1, 2, 3])])).rejects.toThrow('axis 1 of [2,2] has 2 elements');
  await expect(run([x, tensor('float32', [1], []), tensor('uint8', [0], [])])).rejects.toThrow('zero point');
  await expect(run([x, tensor('float32', [1, 2], [1, 2])], { block_size: { int: 1 } })).rejects.toThrow('blocks of 1');
  await expect(run([tensor('float32', [1]), tensor('float32', [1], [])])).rejects.toMatchObject({
    code: 'model-unsupported',
  });
  expect(
    await elementsOf({ opType, opset: 10, inputs: [tensor('int8', [], [0]), tensor('float32', [2], [])], outputs }),
  ).toEqual([]);
});

import { expect, test } from 'vitest';
import { tensor } from '../../../authoring/onnx/writer.ts';
import type { TensorType } from '../../session.ts';
import { createRandom, tensorTypes as types } from '../testing/differential.ts';
import { elementsOf, expectNodeSameAsOrt, runNode } from './testing/one-node.ts';

test('Gather takes slices of every type, counting from either end', async () => {
  const random = createRandom(1);
  for (const type of types) {
    for (const opset of [1, 11, 13]) {
      const dims = random.shape({ rank: random.int(1, 4), maxSize: 30 });
      // Of a slice of several strings ONNX Runtime copies the first alone.
      const axis = type === 'string' ? -1 : random.int(-dims.length, dims.length - 1);
      const size = dims.at(axis) ?? 0;
      const inputs = [
        random.tensor(type, dims),
        random.tensor(random.pick(['int32', 'int64']), random.shape({ maxRank: 2, allowEmpty: true }), {
          low: opset < 11 ? 0 : -size,
          high: size - 1,
        }),
      ];
      await expectNodeSameAsOrt({ opType: 'Gather', opset, inputs, attributes: { axis: { int: axis } } });
    }
  }
});

test('Gather copies whole slices of strings', async () => {
  const inputs = [tensor('string', ['a', 'b', 'c', 'd'], [2, 2]), tensor('int64', [1, 0])];
  expect(await elementsOf({ opType: 'Gather', opset: 13, inputs })).toEqual(['c', 'd', 'a', 'b']);
});

test('an index out of range is refused', async () => {
  const x = tensor('float32', [1, 2, 3]);
  for (const index of [3, -4]) {
    const node = { opType: 'Gather', opset: 13, inputs: [x, tensor('int64', [index])] };
    await expect(runNode(node)).rejects.toMatchObject({ code: 'input-invalid' });
  }
});

test('OneHot puts the on value where the index says, on any axis', async () => {
  const random = createRandom(2);
  const kinds: [TensorType, TensorType, TensorType][] = [
    ['int64', 'int64', 'int64'],
    ['int64', 'int64', 'float32'],
    ['int64', 'int64', 'string'],
    ['float32', 'float32', 'float32'],
    ['int32', 'int32', 'float32'],
    ['int64', 'float32', 'int32'],
  ];
  for (const [indexType, depthType, type] of kinds) {
    for (let i = 0; i < 4; i++) {
      const dims = random.shape({ rank: random.int(1, 3) });
      const indices = random.tensor(indexType, dims, { low: -4, high: 6 });
      const whole = {
        ...indices,
        data: indexType === 'float32' ? Float32Array.from(indices.data as Float32Array, Math.trunc) : indices.data,
      };
      const values = type === 'string' ? tensor('string', ['off', 'on']) : tensor(type, [2, 5]);
      const axis = random.int(-dims.length - 1, dims.length);
      const inputs = [whole, tensor(depthType, [4], random.pick([[], [1]])), values];
      await expectNodeSameAsOrt({
        opType: 'OneHot',
        opset: 11,
        inputs,
        attributes: { axis: { int: axis } },
        outputs: [type],
      });
    }
  }
});

// ONNX Runtime counts negative indices from the end in version 9 too; its text turns all off for any index outside 0…depth-1.
test('OneHot-9 leaves negative indices off', async () => {
  const inputs = [tensor('int64', [-1, 1]), tensor('int64', [3], []), tensor('float32', [0, 1])];
  expect(await elementsOf({ opType: 'OneHot', opset: 9, inputs, outputs: ['float32'] })).toEqual([0, 0, 0, 0, 1, 0]);
  expect(await elementsOf({ opType: 'OneHot', opset: 11, inputs, outputs: ['float32'] })).toEqual([0, 0, 1, 0, 1, 0]);
});

// ONNX Runtime compares 1.9 as it is; the standard casts indices to int64 first.
test('OneHot cuts indices to whole numbers', async () => {
  const inputs = [tensor('float32', [1.9, -1.2]), tensor('float32', [3]), tensor('float32', [0, 1])];
  expect(await elementsOf({ opType: 'OneHot', opset: 11, inputs, outputs: ['float32'] })).toEqual([0, 1, 0, 0, 0, 1]);
});

test('a depth beyond all limits is refused', async () => {
  const inputs = [tensor('int64', [0]), tensor('int64', [1e12], []), tensor('float32', [0, 1])];
  await expect(runNode({ opType: 'OneHot', opset: 11, inputs, outputs: ['float32'] })).rejects.toMatchObject({
    code: 'input-invalid',
  });
});

import { expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../authoring/onnx/writer.ts';
import type { TensorType } from '../../session.ts';
import { createRandom } from '../testing/differential.ts';
import { elementsOf, expectNodeSameAsOrt, runNode } from './testing/one-node.ts';

const int64 = (values: readonly number[], dims?: readonly number[]) => tensor('int64', values, dims);

test('TopK takes the greatest or least, of equals the one that comes first', async () => {
  const random = createRandom(1);
  for (const type of ['float32', 'float64', 'int32', 'int64'] as TensorType[]) {
    for (const opset of [1, 10, 11]) {
      if (opset < 11 && type !== 'float32') continue;
      for (let i = 0; i < 6; i++) {
        const dims = random.shape({ rank: random.int(1, 3), maxSize: 9 });
        const axis = random.int(opset < 11 ? 0 : -dims.length, dims.length - 1);
        const k = random.int(opset < 11 ? 1 : 0, dims.at(axis) ?? 0);
        const x = random.tensor(type, dims, { low: 0, high: 4 });
        const rounded = type === 'float32' ? { ...x, data: Float32Array.from(x.data as Float32Array, Math.round) } : x;
        const attributes: Record<string, AttributeValue> = { axis: { int: axis } };
        if (opset < 10) attributes.k = { int: k };
        if (opset >= 11) attributes.largest = { int: random.int(0, 1) };
        const inputs = opset < 10 ? [rounded] : [rounded, int64([k])];
        await expectNodeSameAsOrt({ opType: 'TopK', opset, inputs, attributes, outputs: [type, 'int64'] });
      }
    }
  }
  const small = {
    opType: 'TopK',
    opset: 11,
    inputs: [tensor('uint8', [3, 9, 9, 1]), int64([2])],
    outputs: ['uint8', 'int64'] as TensorType[],
  };
  expect(await elementsOf(small)).toEqual([9, 9]);
  expect(await elementsOf(small, 'y1')).toEqual([1, 2]);
  const withNaN = {
    opType: 'TopK',
    opset: 11,
    inputs: [tensor('float32', [1, Number.NaN, 3]), int64([2])],
    outputs: ['float32', 'int64'] as TensorType[],
  };
  expect(await elementsOf(withNaN, 'y1')).toEqual([1, 2]);
  for (const k of [4, -1]) {
    const node = {
      opType: 'TopK',
      opset: 11,
      inputs: [tensor('float32', [1, 2, 3]), int64([k])],
      outputs: ['float32', 'int64'] as TensorType[],
    };
    await expect(runNode(node)).rejects.toMatchObject({ code: 'input-invalid' });
  }
});

test('CumSum sums forwards and backwards, with and without the element itself', async () => {
  const random = createRandom(2);
  for (const type of ['float32', 'float64', 'int32', 'int64'] as TensorType[]) {
    for (const exclusive of [0, 1]) {
      for (const reverse of [0, 1]) {
        const dims = random.shape({ rank: random.int(1, 3), maxSize: 5 });
        const axis = tensor(random.pick(['int32', 'int64']), [random.int(-dims.length, dims.length - 1)], []);
        const attributes = { exclusive: { int: exclusive }, reverse: { int: reverse } };
        await expectNodeSameAsOrt(
          { opType: 'CumSum', opset: random.pick([11, 14]), inputs: [random.tensor(type, dims), axis], attributes },
          { atol: 1e-5 },
        );
      }
    }
  }
  expect(
    await elementsOf({ opType: 'CumSum', opset: 14, inputs: [tensor('uint64', [1, 2, 3]), int64([0], [])] }),
  ).toEqual([1, 3, 6]);
});

test('Unique finds distinct elements and slices, with all four outputs', async () => {
  const random = createRandom(3);
  for (const type of ['float32', 'float64', 'int8', 'int64', 'string'] as TensorType[]) {
    for (const sorted of [0, 1]) {
      for (let i = 0; i < 4; i++) {
        const dims = random.shape({ rank: random.int(1, 3), maxSize: 4 });
        const x = random.tensor(type, dims, { low: 0, high: 1 });
        const data = type === 'float32' ? Float32Array.from(x.data as Float32Array, Math.round) : x.data;
        const attributes: Record<string, AttributeValue> = { sorted: { int: sorted } };
        if (i > 0) attributes.axis = { int: random.int(-dims.length, dims.length - 1) };
        const outputs: TensorType[] = [type, 'int64', 'int64', 'int64'];
        await expectNodeSameAsOrt({ opType: 'Unique', opset: 11, inputs: [{ ...x, data }], attributes, outputs });
      }
    }
  }
  expect(await elementsOf({ opType: 'Unique', opset: 11, inputs: [tensor('bool', [1, 0, 1])] })).toEqual([0, 1]);
  // ONNX Runtime takes NaN as equal to whatever it is compared with first.
  expect(
    await elementsOf({ opType: 'Unique', opset: 11, inputs: [tensor('float32', [Number.NaN, 1, Number.NaN])] }),
  ).toEqual([1, Number.NaN]);
});

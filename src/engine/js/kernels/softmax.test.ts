import { expect, test } from 'vitest';
import { tensor } from '../../../authoring/onnx/writer.ts';
import type { TensorType } from '../../session.ts';
import { createRandom } from '../testing/differential.ts';
import { elementsOf, expectNodeSameAsOrt, runNode } from './testing/one-node.ts';

test('Softmax, LogSoftmax and Hardmax are those of ONNX Runtime in every version, along every axis', async () => {
  const random = createRandom(1);
  for (const opType of ['Softmax', 'LogSoftmax', 'Hardmax']) {
    for (const opset of [1, 11, 13]) {
      for (const type of ['float32', 'float64'] as TensorType[]) {
        if (opType === 'Hardmax' && type === 'float64') continue;
        for (const dims of [[5], [3, 4], [2, 3, 4], [2, 1, 3, 2], [0, 3], [2, 0]]) {
          const axis = random.int(opset < 11 ? 0 : -dims.length, dims.length - 1);
          const inputs = [random.tensor(type, dims, { low: -30, high: 30 })];
          await expectNodeSameAsOrt({ opType, opset, inputs, attributes: { axis: { int: axis } } });
        }
      }
      const inputs = [random.tensor('float32', [2, 3, 4])];
      await expectNodeSameAsOrt({ opType, opset, inputs });
    }
  }
});

test('Hardmax takes the first of equals, in double precision too', async () => {
  expect(await elementsOf({ opType: 'Hardmax', opset: 13, inputs: [tensor('float64', [1, 3, 3])] })).toEqual([0, 1, 0]);
});

test('Softmax neither overflows nor mixes lanes up', async () => {
  expect(await elementsOf({ opType: 'Softmax', opset: 13, inputs: [tensor('float32', [1e30, -1e30, 1e30])] })).toEqual([
    0.5, 0, 0.5,
  ]);
});

test('integers are refused', async () => {
  await expect(runNode({ opType: 'Softmax', opset: 13, inputs: [tensor('int32', [1])] })).rejects.toThrow('int32');
});

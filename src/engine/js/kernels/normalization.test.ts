import { expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../authoring/onnx/writer.ts';
import type { TensorType } from '../../session.ts';
import { createRandom } from '../testing/differential.ts';
import { elementsOf, expectNodeSameAsOrt, runNode } from './testing/one-node.ts';

test('BatchNormalization normalises each channel, with constant or fed parameters', async () => {
  const random = createRandom(1);
  for (const opset of [7, 9, 14, 15]) {
    for (const type of ['float32', 'float64'] as TensorType[]) {
      for (const dims of [
        [3, 4],
        [2, 3, 4],
        [2, 3, 2, 2],
        [1, 5, 1],
        [0, 3],
      ]) {
        const parameter = (low: number) => random.tensor(type, [dims[1] ?? 1], { low, high: 3 });
        const inputs = [random.tensor(type, dims), parameter(-2), parameter(-2), parameter(-2), parameter(0.1)];
        const constants = random.pick([[], [1, 2, 3, 4], [1, 2]]);
        const attributes = { epsilon: { float: random.pick([1e-5, 1e-3]) } };
        await expectNodeSameAsOrt(
          { opType: 'BatchNormalization', opset, inputs, constants, attributes },
          { atol: 1e-5 },
        );
      }
    }
  }
});

// ONNX Runtime knows it from version 7 on.
test('BatchNormalization-1 and -6 with one output infer', async () => {
  const inputs = [
    tensor('float32', [1, 2], [1, 2]),
    ...[
      [1, 2],
      [0, 5],
      [1, 1],
      [4, 1],
    ].map((values) => tensor('float32', values)),
  ];
  const attributes: Record<string, AttributeValue> = { epsilon: { float: 0 }, is_test: { int: 1 } };
  for (const opset of [1, 6]) {
    expect(await elementsOf({ opType: 'BatchNormalization', opset, inputs, attributes })).toEqual([0, 7]);
  }
});

test('BatchNormalization-7 with spatial = 0 normalises each activation', async () => {
  const random = createRandom(2);
  const parameter = () => random.tensor('float32', [3, 2], { low: 0.1, high: 2 });
  const inputs = [random.tensor('float32', [4, 3, 2]), parameter(), parameter(), parameter(), parameter()];
  await expectNodeSameAsOrt(
    { opType: 'BatchNormalization', opset: 7, inputs, attributes: { spatial: { int: 0 } } },
    { atol: 1e-5 },
  );
});

test('BatchNormalization-14 in training mode uses and tracks the moments of the batch', async () => {
  const inputs = [
    tensor('float32', [1, 10, 3, 30], [2, 2]),
    ...[
      [1, 1],
      [0, 0],
      [0, 0],
      [1, 1],
    ].map((values) => tensor('float32', values)),
  ];
  const attributes: Record<string, AttributeValue> = {
    training_mode: { int: 1 },
    momentum: { float: 0.5 },
    epsilon: { float: 0 },
  };
  const node = {
    opType: 'BatchNormalization',
    opset: 14,
    inputs,
    attributes,
    outputs: ['float32', 'float32', 'float32'] as TensorType[],
  };
  expect(await elementsOf(node)).toEqual([-1, -1, 1, 1]);
  expect(await elementsOf(node, 'y1')).toEqual([1, 10]);
  expect(await elementsOf(node, 'y2')).toEqual([1, 50.5]);
});

test('BatchNormalization refuses what does not fit', async () => {
  const x = tensor('float32', [1, 2, 3], [1, 3]);
  const two = tensor('float32', [1, 1]);
  await expect(runNode({ opType: 'BatchNormalization', opset: 9, inputs: [x, two, two, two, two] })).rejects.toThrow(
    'channels',
  );
  const outputs: TensorType[] = ['float32', 'float32'];
  const training = { opType: 'BatchNormalization', opset: 9, inputs: [x, x, x, x, x], outputs };
  await expect(runNode(training)).rejects.toMatchObject({ code: 'model-unsupported' });
});

test('LayerNormalization gives all three outputs, over any trailing axes', async () => {
  const random = createRandom(3);
  for (const dims of [[6], [3, 8], [2, 3, 4], [0, 4]]) {
    for (let axis = dims[0] === 0 ? 1 : -dims.length; axis < dims.length; axis++) {
      const own = dims.slice(axis < 0 ? axis + dims.length : axis);
      const inputs = [
        random.tensor('float32', dims),
        random.tensor('float32', own),
        random.next() < 0.7 ? random.tensor('float32', own) : undefined,
      ];
      const outputs: TensorType[] = ['float32', 'float32', 'float32'];
      await expectNodeSameAsOrt(
        { opType: 'LayerNormalization', opset: 17, inputs, outputs, attributes: { axis: { int: axis } } },
        { atol: 1e-5 },
      );
    }
  }
  const inputs = [random.tensor('float64', [3, 4]), random.tensor('float64', [4]), random.tensor('float64', [4])];
  await expectNodeSameAsOrt({ opType: 'LayerNormalization', opset: 17, inputs });
});

test('LayerNormalization broadcasts its scale', async () => {
  const inputs = [tensor('float32', [1, 3, 1, 3], [2, 2]), tensor('float32', [2, 3], [2, 1]), tensor('float32', [1])];
  const attributes = { epsilon: { float: 0 } };
  expect(await elementsOf({ opType: 'LayerNormalization', opset: 17, inputs, attributes })).toEqual([-1, 3, -2, 4]);
});

test('MeanVarianceNormalization normalises over its axes', async () => {
  const random = createRandom(4);
  for (const opset of [9, 13]) {
    await expectNodeSameAsOrt(
      { opType: 'MeanVarianceNormalization', opset, inputs: [random.tensor('float32', [2, 3, 4, 2])] },
      { atol: 1e-5 },
    );
    const attributes = { axes: { ints: [0, 1] } };
    await expectNodeSameAsOrt(
      { opType: 'MeanVarianceNormalization', opset, inputs: [random.tensor('float32', [3, 5])], attributes },
      { atol: 1e-5 },
    );
  }
  const flat = { opType: 'MeanVarianceNormalization', opset: 13, inputs: [tensor('float32', [1, 2])] };
  await expect(runNode(flat)).rejects.toThrow('axis 2');
});

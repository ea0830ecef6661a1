import { expect, test } from 'vitest';
import { tensor } from '../../../authoring/onnx/writer.ts';
import type { TensorType } from '../../session.ts';
import { createRandom, type Random, tensorTypes as types } from '../testing/differential.ts';
import { elementsOf, expectNodeSameAsOrt, runNode } from './testing/one-node.ts';

/** Rows of coordinates into the axes `sizes`, none twice when `distinct`. */
function coordinates(random: Random, dims: readonly number[], sizes: readonly number[]): number[] {
  const rows = dims.reduce((product, size) => product * size, 1);
  return Array.from({ length: rows }, () => sizes.map((size) => random.int(-size, size - 1))).flat();
}

test('GatherElements and ScatterElements go where the indices point', async () => {
  const random = createRandom(1);
  for (const type of types) {
    for (let i = 0; i < 4; i++) {
      const dims = random.shape({ rank: random.int(1, 3), maxSize: 5 });
      const axis = random.int(-dims.length, dims.length - 1);
      const at = axis < 0 ? axis + dims.length : axis;
      const size = dims[at] ?? 1;
      const shape = dims.map((own, other) => (other === at ? random.int(0, 6) : random.int(1, own)));
      const x = random.tensor(type, dims);
      const indices = random.tensor(random.pick(['int32', 'int64']), shape, { low: -size, high: size - 1 });
      const attributes = { axis: { int: axis } };
      const gathered = { opType: 'GatherElements', opset: random.pick([11, 13]), inputs: [x, indices], attributes };
      await expectNodeSameAsOrt(gathered);
      const inputs = [x, indices, random.tensor(type, shape)];
      for (const opset of [11, 13, 16, 18])
        await expectNodeSameAsOrt({ opType: 'ScatterElements', opset, inputs, attributes });
    }
  }
  const x = random.tensor('float32', [3, 4]);
  const inputs = [x, tensor('int64', [2, 0], [1, 2]), tensor('float32', [7, 8], [1, 2])];
  await expectNodeSameAsOrt({ opType: 'Scatter', opset: 9, inputs, attributes: { axis: { int: 1 } } });
});

test('ScatterElements and ScatterND add, multiply and take extremes', async () => {
  const random = createRandom(2);
  for (const type of [
    'float32',
    'float64',
    'int8',
    'int32',
    'int64',
    'uint8',
    'uint32',
    'uint64',
    'bool',
  ] as TensorType[]) {
    for (const reduction of ['none', 'add', 'mul', 'min', 'max']) {
      if (type === 'bool' && (reduction === 'min' || reduction === 'max')) continue;
      const opset = /m(in|ax)/.test(reduction) ? 18 : random.pick([16, 18]);
      const attributes = { reduction: { string: reduction } };
      const x = random.tensor(type, [4, 3]);
      const indices = tensor('int64', reduction === 'none' ? [0, 3] : [0, 3, 0, -1, 2, 1], [
        reduction === 'none' ? 2 : 6,
        1,
      ]);
      const inputs = [x, indices, random.tensor(type, [...indices.dims.slice(0, 1), 3])];
      await expectNodeSameAsOrt({ opType: 'ScatterND', opset, inputs, attributes });
      const elements = [x, tensor('int64', [0, 0, 1, 1, 0, -1], [2, 3]), random.tensor(type, [2, 3])];
      if (type !== 'bool')
        await expectNodeSameAsOrt({ opType: 'ScatterElements', opset, inputs: elements, attributes });
    }
  }
  const truths = [tensor('bool', [0, 1]), tensor('int64', [0, 1]), tensor('bool', [1, 1])];
  const sum = { opType: 'ScatterElements', opset: 16, inputs: truths, attributes: { reduction: { string: 'add' } } };
  expect(await elementsOf(sum)).toEqual([1, 1]);
});

test('GatherND and ScatterND go by rows of coordinates', async () => {
  const random = createRandom(3);
  for (const type of types) {
    const dims = random.shape({ rank: 3, maxSize: 5 });
    const depth = random.int(1, 3);
    const outer = random.shape({ maxRank: 2, maxSize: 3, allowEmpty: true });
    const indices = tensor('int64', coordinates(random, outer, dims.slice(0, depth)), [...outer, depth]);
    const x = random.tensor(type, dims);
    for (const opset of [11, 12, 13]) await expectNodeSameAsOrt({ opType: 'GatherND', opset, inputs: [x, indices] });
    const updates = random.tensor(type, [...outer, ...dims.slice(depth)]);
    for (const opset of [11, 13])
      await expectNodeSameAsOrt({ opType: 'ScatterND', opset, inputs: [x, indices, updates] });
    const batched = tensor('int64', [1, 0, 0, 1, 1, 1], [2, 3, 1]);
    await expectNodeSameAsOrt({
      opType: 'GatherND',
      opset: 12,
      inputs: [random.tensor(type, [2, 2, 3]), batched],
      attributes: { batch_dims: { int: 1 } },
    });
  }
});

test('indices out of range and shapes that do not fit are refused', async () => {
  const x = tensor('float32', [1, 2, 3, 4], [2, 2]);
  const refused: [string, (typeof x)[]][] = [
    ['GatherElements', [x, tensor('int64', [2], [1, 1])]],
    ['GatherElements', [x, tensor('int64', [0])]],
    ['GatherND', [x, tensor('int64', [0, 2], [1, 2])]],
    ['GatherND', [x, tensor('int64', [0, 0, 0], [1, 3])]],
    ['ScatterElements', [x, tensor('int64', [-3], [1, 1]), tensor('float32', [1], [1, 1])]],
    ['ScatterElements', [x, tensor('int64', [0], [1, 1]), tensor('float32', [1, 2], [1, 2])]],
    ['ScatterND', [x, tensor('int64', [5], [1, 1]), tensor('float32', [1, 2], [1, 2])]],
    ['ScatterND', [x, tensor('int64', [0], [1, 1]), tensor('float32', [1])]],
    ['ScatterND', [x, tensor('int64', [0], [1, 1]), tensor('int32', [1, 2], [1, 2])]],
  ];
  for (const [opType, inputs] of refused) {
    await expect(runNode({ opType, opset: 13, inputs }), opType).rejects.toMatchObject({ code: 'input-invalid' });
  }
});

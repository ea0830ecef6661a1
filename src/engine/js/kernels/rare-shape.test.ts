import { expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../authoring/onnx/writer.ts';
import type { TensorType } from '../../session.ts';
import { createRandom, tensorTypes as types } from '../testing/differential.ts';
import { elementsOf, expectNodeSameAsOrt, runNode } from './testing/one-node.ts';

const numeric = types.filter((type) => type !== 'string' && type !== 'bool');
const int64 = (values: readonly number[], dims?: readonly number[]) => tensor('int64', values, dims);

test('Compress keeps the slices whose condition holds', async () => {
  const random = createRandom(1);
  for (const type of types) {
    const dims = random.shape({ rank: random.int(1, 3), maxSize: 5 });
    for (const axis of [undefined, random.int(-dims.length, dims.length - 1)]) {
      const size = axis === undefined ? dims.reduce((a, b) => a * b, 1) : (dims.at(axis) ?? 0);
      const inputs = [random.tensor(type, dims), random.tensor('bool', [random.int(1, size)])];
      const attributes: Record<string, AttributeValue> = axis === undefined ? {} : { axis: { int: axis } };
      await expectNodeSameAsOrt({ opType: 'Compress', opset: 11, inputs, attributes });
    }
  }
});

test('EyeLike puts ones on a diagonal in any type', async () => {
  const random = createRandom(2);
  const dtypes: [number, TensorType][] = [
    [1, 'float32'],
    [11, 'float64'],
    [6, 'int32'],
    [7, 'int64'],
    [13, 'uint64'],
  ];
  for (const [dtype, type] of dtypes) {
    for (const k of [-5, -1, 0, 2, 9]) {
      const attributes = { dtype: { int: dtype }, k: { int: k } };
      await expectNodeSameAsOrt({
        opType: 'EyeLike',
        opset: 9,
        inputs: [random.tensor('float32', [3, 4])],
        attributes,
        outputs: [type],
      });
    }
  }
  await expectNodeSameAsOrt({ opType: 'EyeLike', opset: 9, inputs: [random.tensor('int32', [3, 2])] });
});

test('Trilu keeps a triangle', async () => {
  const random = createRandom(3);
  for (const type of ['float32', 'float64', 'int64', 'bool'] as TensorType[]) {
    for (const dims of [
      [4, 3],
      [2, 3, 5],
      [0, 3],
      [3, 0],
    ]) {
      for (const upper of [0, 1]) {
        for (const k of [undefined, -2, 0, 1, 8]) {
          const inputs = [random.tensor(type, dims), k === undefined ? undefined : int64([k], [])];
          await expectNodeSameAsOrt({ opType: 'Trilu', opset: 14, inputs, attributes: { upper: { int: upper } } });
        }
      }
    }
  }
  expect(await elementsOf({ opType: 'Trilu', opset: 14, inputs: [tensor('int8', [1, 2, 3, 4], [2, 2])] })).toEqual([
    1, 2, 0, 4,
  ]);
});

test('NonZero lists coordinates', async () => {
  const random = createRandom(4);
  for (const type of ['float32', 'int32', 'int64', 'uint8', 'bool'] as TensorType[]) {
    for (const dims of [[5], [3, 4], [2, 3, 2], [0, 2]]) {
      for (const opset of [9, 13]) {
        await expectNodeSameAsOrt({
          opType: 'NonZero',
          opset,
          inputs: [random.tensor(type, dims, { low: 0, high: 1 })],
          outputs: ['int64'],
        });
      }
    }
  }
  // ONNX Runtime treats a scalar as a vector of one; the standard says: no rows, and a column if it is not zero.
  const scalar = await runNode({
    opType: 'NonZero',
    opset: 13,
    inputs: [tensor('float32', [5], [])],
    outputs: ['int64'],
  });
  expect(scalar.y0?.dims).toEqual([0, 1]);
  expect(
    await elementsOf({ opType: 'NonZero', opset: 13, inputs: [tensor('string', ['', 'a'])], outputs: ['int64'] }),
  ).toEqual([1]);
});

test('Pad fills, reflects, repeats the edge and crops', async () => {
  const random = createRandom(5);
  for (const opset of [2, 11, 13, 18, 19]) {
    for (const mode of opset < 19 ? ['constant', 'reflect', 'edge'] : ['constant', 'reflect', 'edge', 'wrap']) {
      for (const type of (opset < 11
        ? ['float32', 'float64']
        : ['float32', 'float64', 'int32', 'int64', 'uint8']) as TensorType[]) {
        for (let i = 0; i < 4; i++) {
          const dims = random.shape({ rank: random.int(1, 3), maxSize: 4 }).map((size) => size + 2);
          const pads = dims
            .flatMap(() => random.int(mode === 'constant' ? -1 : 0, 2))
            .concat(dims.map(() => random.int(mode === 'constant' ? -1 : 0, 2)));
          const x = random.tensor(type, dims);
          const attributes: Record<string, AttributeValue> = { mode: { string: mode } };
          if (opset < 11) Object.assign(attributes, { pads: { ints: pads }, value: { float: 1.5 } });
          const inputs = opset < 11 ? [x] : [x, int64(pads), random.next() < 0.5 ? tensor(type, [3], []) : undefined];
          await expectNodeSameAsOrt({ opType: 'Pad', opset, inputs, attributes });
        }
      }
    }
  }
});

test('Pad-18 pads the named axes, and Pad-1 by its older attribute', async () => {
  const x = tensor('float32', [1, 2, 3, 4], [2, 2]);
  await expectNodeSameAsOrt({ opType: 'Pad', opset: 18, inputs: [x, int64([1, 2]), undefined, int64([-1])] });
  const old = {
    opType: 'Pad',
    opset: 1,
    inputs: [x],
    attributes: { paddings: { ints: [0, 1, 0, 0] }, value: { float: 9 } },
  };
  expect(await elementsOf(old)).toEqual([9, 1, 2, 9, 3, 4]);
  const far = {
    opType: 'Pad',
    opset: 13,
    inputs: [tensor('float32', [1, 2, 3]), int64([5, 5])],
    attributes: { mode: { string: 'reflect' } },
  };
  expect(await elementsOf(far)).toEqual([2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2]);
  const words = [tensor('string', ['a']), int64([1, 1]), tensor('string', ['-'], [])];
  expect(await elementsOf({ opType: 'Pad', opset: 13, inputs: words })).toEqual(['-', 'a', '-']);
});

test('Pad refuses a constant value that is not one element', async () => {
  const inputs = [tensor('uint64', [1, 2]), int64([1, 1]), tensor('uint64', [])];
  await expect(runNode({ opType: 'Pad', opset: 18, inputs })).rejects.toMatchObject({
    message: "Node 'y0' (Pad): constant_value has 0 elements, but must have one.",
  });
});

test('Pad refuses what has no meaning', async () => {
  const x = tensor('float32', [1, 2]);
  const pad = (pads: number[], mode = 'constant', opset = 13) =>
    runNode({ opType: 'Pad', opset, inputs: [x, int64(pads)], attributes: { mode: { string: mode } } });
  await expect(pad([1])).rejects.toThrow('pads');
  await expect(pad([-2, -2])).rejects.toMatchObject({ code: 'input-invalid' });
  await expect(pad([1e12, 0])).rejects.toMatchObject({ code: 'input-invalid' });
  await expect(pad([1, 1], 'wrap')).rejects.toMatchObject({ code: 'model-invalid' });
});

test('Range counts up and down in its type', async () => {
  for (const type of ['float32', 'float64', 'int16', 'int32', 'int64'] as TensorType[]) {
    for (const [start, limit, delta] of [
      [0, 5, 1],
      [10, 0, -3],
      [3, 3, 1],
      [5, 0, 1],
      [1, 8, 7],
      [-4, 5, 2],
    ]) {
      const inputs = [start, limit, delta].map((value) => tensor(type, [value ?? 0], []));
      await expectNodeSameAsOrt({ opType: 'Range', opset: 11, inputs });
    }
  }
  const floats = [0, 1, 0.1].map((value) => tensor('float32', [value], []));
  await expectNodeSameAsOrt({ opType: 'Range', opset: 11, inputs: floats });
  for (const [start, limit, delta] of [
    [0, 1, 0],
    [0, 9e15, 1],
    [0, 1, Number.NaN],
    [0, Number.POSITIVE_INFINITY, 1],
  ]) {
    const inputs = [start, limit, delta].map((value) => tensor('float64', [value ?? 0], []));
    await expect(runNode({ opType: 'Range', opset: 11, inputs })).rejects.toMatchObject({ code: 'input-invalid' });
  }
});

test('Tile repeats along each axis', async () => {
  const random = createRandom(6);
  for (const type of types.filter((type) => !/16/.test(type))) {
    for (let i = 0; i < 3; i++) {
      const dims = random.shape({ rank: random.int(1, 3), maxSize: 30 });
      const repeats = int64(dims.map(() => random.int(0, 3)));
      await expectNodeSameAsOrt({
        opType: 'Tile',
        opset: random.pick([6, 13]),
        inputs: [random.tensor(type, dims), repeats],
      });
    }
  }
  const old = [tensor('float32', [1, 2], [1, 2]), tensor('float32', [2]), tensor('float32', [1])];
  expect(await elementsOf({ opType: 'Tile', opset: 1, inputs: old })).toEqual([1, 2, 1, 2]);
  const huge = { opType: 'Tile', opset: 13, inputs: [tensor('float32', [1, 2]), int64([1e12])] };
  await expect(runNode(huge)).rejects.toMatchObject({ code: 'input-invalid' });
});

test('every number type passes through', async () => {
  for (const type of numeric) {
    expect(await elementsOf({ opType: 'Tile', opset: 13, inputs: [tensor(type, [1, 2]), int64([2])] })).toEqual([
      1, 2, 1, 2,
    ]);
    expect(await elementsOf({ opType: 'Pad', opset: 13, inputs: [tensor(type, [1, 2]), int64([1, 0])] })).toEqual([
      0, 1, 2,
    ]);
  }
});

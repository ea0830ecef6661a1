import { expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../authoring/onnx/writer.ts';
import type { Tensor, TensorType } from '../../session.ts';
import { createRandom, type Random, tensorTypes as types } from '../testing/differential.ts';
import { elementsOf, expectNodeSameAsOrt, runNode } from './testing/one-node.ts';

const int64 = (values: readonly number[], dims?: readonly number[]) => tensor('int64', values, dims);
const ints = (values: readonly number[]): AttributeValue => ({ ints: values });

/** An axis of a rank, counted from either end where `negative`. */
const anyAxis = (random: Random, rank: number, negative = true) => random.int(negative ? -rank : 0, rank - 1);

test('Concat joins tensors of every type along any axis', async () => {
  const random = createRandom(1);
  for (const type of types) {
    for (const opset of [4, 11, 13]) {
      const shape = random.shape({ rank: random.int(1, 4), allowEmpty: true });
      const axis = anyAxis(random, shape.length, opset >= 11);
      const inputs = Array.from({ length: random.int(1, 4) }, () => {
        const dims = [...shape];
        dims[axis < 0 ? axis + shape.length : axis] = random.int(0, 40);
        return random.tensor(type, dims);
      });
      await expectNodeSameAsOrt({ opType: 'Concat', opset, inputs, attributes: { axis: { int: axis } } });
    }
  }
  const halves = [tensor('int32', [1, 2], [2, 1]), tensor('int32', [3, 4], [2, 1])];
  expect(await elementsOf({ opType: 'Concat', opset: 1, inputs: halves })).toEqual([1, 3, 2, 4]);
});

test('Constant gives every kind of value', async () => {
  const values: [Record<string, AttributeValue>, TensorType][] = [
    [{ value: { tensor: tensor('int16', [1, -2, 3], [1, 3]) } }, 'int16'],
    [{ value: { tensor: tensor('string', ['a', 'Été']) } }, 'string'],
    [{ value_float: { float: 0.5 } }, 'float32'],
    [{ value_floats: { floats: [0.5, -1] } }, 'float32'],
    [{ value_int: { int: -7 } }, 'int64'],
    [{ value_ints: { ints: [9007199254740993n, -1] } }, 'int64'],
    [{ value_string: { string: 'Été' } }, 'string'],
    [{ value_strings: { strings: ['a', ''] } }, 'string'],
  ];
  for (const [attributes, type] of values) {
    for (const opset of 'value' in attributes ? [9, 11, 13, 19] : [12, 13]) {
      await expectNodeSameAsOrt({ opType: 'Constant', opset, inputs: [], attributes, outputs: [type] });
    }
  }
  await expect(runNode({ opType: 'Constant', opset: 13, inputs: [], outputs: ['float32'] })).rejects.toMatchObject({
    code: 'model-invalid',
  });
});

test('ConstantOfShape fills any shape', async () => {
  for (const shape of [[], [2, 3], [0], [3, 0, 2]]) {
    const inputs = [int64(shape)];
    await expectNodeSameAsOrt({ opType: 'ConstantOfShape', opset: 9, inputs, outputs: ['float32'] });
    for (const type of types.filter((type) => type !== 'string')) {
      const attributes = { value: { tensor: tensor(type, [1]) } };
      await expectNodeSameAsOrt({ opType: 'ConstantOfShape', opset: 9, inputs, attributes, outputs: [type] });
    }
  }
  for (const shape of [[-1], [1e9, 1e9], new Array(5000).fill(1)]) {
    const node = { opType: 'ConstantOfShape', opset: 9, inputs: [int64(shape)], outputs: ['float32' as const] };
    await expect(runNode(node)).rejects.toMatchObject({ code: 'input-invalid' });
  }
});

test('Identity, Shape and Size describe tensors of every type', async () => {
  const random = createRandom(2);
  for (const type of types) {
    const inputs = [random.tensor(type, random.shape({ allowEmpty: true }))];
    for (const opset of [1, 13, 14, 19]) await expectNodeSameAsOrt({ opType: 'Identity', opset, inputs });
    for (const opset of [1, 13, 15]) await expectNodeSameAsOrt({ opType: 'Shape', opset, inputs, outputs: ['int64'] });
    for (const opset of [1, 13]) await expectNodeSameAsOrt({ opType: 'Size', opset, inputs, outputs: ['int64'] });
  }
  const inputs = [random.tensor('float32', [2, 3, 4])];
  for (const [start, end] of [
    [1, 2],
    [-1, 5],
    [0, -1],
    [-9, 9],
    [2, 1],
  ] as const) {
    const attributes = { start: { int: start }, end: { int: end } };
    await expectNodeSameAsOrt({ opType: 'Shape', opset: 15, inputs, attributes, outputs: ['int64'] });
  }
});

test('Dropout lets all through when inferring', async () => {
  const x = createRandom(3).tensor('float32', [2, 3]);
  for (const opset of [7, 10, 12, 13]) await expectNodeSameAsOrt({ opType: 'Dropout', opset, inputs: [x] });
  await expectNodeSameAsOrt({
    opType: 'Dropout',
    opset: 12,
    inputs: [x, tensor('float32', [0.3], []), tensor('bool', [0], [])],
    outputs: ['float32', 'bool'],
  });
  // ONNX Runtime's mask before version 12 is all zeros; nothing is dropped, so here it is all ones as from 12 on.
  expect(await elementsOf({ opType: 'Dropout', opset: 10, inputs: [x], outputs: ['float32', 'bool'] }, 'y1')).toEqual([
    1, 1, 1, 1, 1, 1,
  ]);
  expect(await elementsOf({ opType: 'Dropout', opset: 7, inputs: [x], outputs: ['float32', 'float32'] }, 'y1')).toEqual(
    [1, 1, 1, 1, 1, 1],
  );
  const training = [x, tensor('float32', [0.3], []), tensor('bool', [1], [])];
  const texts = [tensor('string', ['a'])];
  await expect(runNode({ opType: 'Dropout', opset: 7, inputs: texts })).rejects.toMatchObject({
    code: 'input-invalid',
    message: expect.stringContaining('Dropout'),
  });
  await expect(runNode({ opType: 'Dropout', opset: 12, inputs: training })).rejects.toMatchObject({
    code: 'model-unsupported',
  });
});

test('Reshape copies sizes, works one out and takes zeros when told to', async () => {
  const random = createRandom(4);
  const shapes: [number[], number[], number][] = [
    [[2, 3, 4], [4, 6], 0],
    [[2, 3, 4], [0, -1], 0],
    [[2, 3, 4], [-1], 0],
    [[2, 3, 4], [0, 0, 2, 2], 0],
    [[1], [], 0],
    [[0, 3], [3, 0], 1],
    [[0, 3], [0, 5], 1],
    [[0, 4], [-1, 4], 0],
    [[0, 3], [0, 7], 0],
  ];
  for (const type of types) {
    for (const [dims, shape, allowZero] of shapes) {
      for (const opset of allowZero ? [14] : [5, 13, 14]) {
        const attributes: Record<string, AttributeValue> = allowZero ? { allowzero: { int: 1 } } : {};
        await expectNodeSameAsOrt({
          opType: 'Reshape',
          opset,
          inputs: [random.tensor(type, dims), int64(shape)],
          attributes,
        });
      }
    }
  }
  const x = random.tensor('float32', [2, 3]);
  const old = await runNode({ opType: 'Reshape', opset: 1, inputs: [x], attributes: { shape: ints([3, -1]) } });
  expect(old.y0?.dims).toEqual([3, 2]);
  for (const shape of [[4], [-1, -1], [-2, -3], [0, 0, 0], [5, -1]]) {
    await expect(runNode({ opType: 'Reshape', opset: 5, inputs: [x, int64(shape)] })).rejects.toThrow('cannot take');
  }
});

test('Flatten makes matrices', async () => {
  const random = createRandom(5);
  for (const dims of [[2, 3, 4], [5], [], [0, 2], [2, 1, 0, 3]]) {
    for (let axis = -dims.length; axis <= dims.length; axis++) {
      for (const opset of axis < 0 ? [11, 13] : [9, 11, 13]) {
        await expectNodeSameAsOrt({
          opType: 'Flatten',
          opset,
          inputs: [random.tensor('int32', dims)],
          attributes: { axis: { int: axis } },
        });
      }
    }
  }
});

test('Squeeze and Unsqueeze take axes as attribute and as input', async () => {
  const random = createRandom(6);
  for (const type of types) {
    const x = random.tensor(type, [1, 3, 1, 2]);
    for (const axes of [[0], [0, 2], [2]]) {
      await expectNodeSameAsOrt({ opType: 'Squeeze', opset: 1, inputs: [x], attributes: { axes: ints(axes) } });
      await expectNodeSameAsOrt({
        opType: 'Squeeze',
        opset: 11,
        inputs: [x],
        attributes: { axes: ints(axes.map((axis) => axis - 4)) },
      });
      await expectNodeSameAsOrt({ opType: 'Squeeze', opset: 13, inputs: [x, int64(axes)] });
      await expectNodeSameAsOrt({ opType: 'Unsqueeze', opset: 1, inputs: [x], attributes: { axes: ints(axes) } });
      await expectNodeSameAsOrt({
        opType: 'Unsqueeze',
        opset: 11,
        inputs: [x],
        attributes: { axes: ints(axes.map((axis) => axis - 4)) },
      });
      await expectNodeSameAsOrt({ opType: 'Unsqueeze', opset: 13, inputs: [x, int64([...axes].reverse())] });
    }
    await expectNodeSameAsOrt({ opType: 'Squeeze', opset: 1, inputs: [x] });
    await expectNodeSameAsOrt({ opType: 'Squeeze', opset: 13, inputs: [x] });
  }
  const x = random.tensor('float32', [1, 3]);
  // ONNX Runtime takes an empty list of axes as none given, and squeezes all.
  expect((await runNode({ opType: 'Squeeze', opset: 13, inputs: [x, int64([])] })).y0?.dims).toEqual([1, 3]);
  await expect(runNode({ opType: 'Squeeze', opset: 13, inputs: [x, int64([1])] })).rejects.toThrow('size 1');
  await expect(runNode({ opType: 'Unsqueeze', opset: 13, inputs: [x, int64([4])] })).rejects.toThrow('axis 4');
  await expect(runNode({ opType: 'Unsqueeze', opset: 13, inputs: [x, int64([0, -4])] })).rejects.toThrow('twice');
});

test('Transpose reorders axes', async () => {
  const random = createRandom(7);
  for (const type of types) {
    for (let i = 0; i < 4; i++) {
      const dims = random.shape({ allowEmpty: true });
      const perm = dims.map((_, axis) => axis).sort(() => random.next() - 0.5);
      const attributes: Record<string, AttributeValue> = i > 0 && dims.length > 0 ? { perm: ints(perm) } : {};
      await expectNodeSameAsOrt({
        opType: 'Transpose',
        opset: random.pick([1, 13, 21]),
        inputs: [random.tensor(type, dims)],
        attributes,
      });
    }
  }
  const node = {
    opType: 'Transpose',
    opset: 13,
    inputs: [random.tensor('float32', [2, 3])],
    attributes: { perm: ints([0, 0]) },
  };
  await expect(runNode(node)).rejects.toThrow('twice');
});

test('Slice clamps, counts from the end and walks backwards', async () => {
  const random = createRandom(8);
  const bound = () => random.pick([0, 1, 2, 3, -1, -2, -3, 100, -100, 9223372036854775000, -9223372036854775000]);
  for (const type of types) {
    for (let i = 0; i < 12; i++) {
      const dims = random.shape({ rank: random.int(1, 3), maxSize: 6, allowEmpty: true });
      const axes = dims.map((_, axis) => axis).filter(() => random.next() < 0.7);
      const [starts, ends] = [axes.map(bound), axes.map(bound)];
      const steps = axes.map(() => random.pick([1, 2, -1, -2, 5, -7]));
      const x = random.tensor(type, dims);
      if (axes.length === 0) continue;
      const named = random.next() < 0.5 ? axes : axes.map((axis) => axis - dims.length);
      const inputs = [x, int64(starts), int64(ends), int64(named), int64(steps)];
      await expectNodeSameAsOrt({ opType: 'Slice', opset: random.pick([11, 13]), inputs });
      await expectNodeSameAsOrt({ opType: 'Slice', opset: 10, inputs: [x, int64(starts), int64(ends), int64(axes)] });
      const attributes = { starts: ints(starts.map(Math.trunc)), ends: ints(ends), axes: ints(axes) };
      if (starts.concat(ends).every(Number.isSafeInteger))
        await expectNodeSameAsOrt({ opType: 'Slice', opset: 1, inputs: [x], attributes });
    }
  }
  const x = tensor('float32', [1, 2, 3]);
  expect(
    await elementsOf({ opType: 'Slice', opset: 13, inputs: [x, int64([2]), int64([-4]), int64([0]), int64([-1])] }),
  ).toEqual([3, 2, 1]);
  await expect(
    runNode({ opType: 'Slice', opset: 13, inputs: [x, int64([0]), int64([1]), int64([0]), int64([0])] }),
  ).rejects.toThrow('step');
});

test('Split cuts evenly, by sizes and into a given number', async () => {
  const random = createRandom(9);
  for (const type of types) {
    const x = random.tensor(type, [2, 6, 3]);
    const three: TensorType[] = [type, type, type];
    await expectNodeSameAsOrt({
      opType: 'Split',
      opset: 2,
      inputs: [x],
      attributes: { axis: { int: 1 } },
      outputs: three,
    });
    const attributes = { axis: { int: 1 }, split: ints([1, 0, 5]) };
    await expectNodeSameAsOrt({ opType: 'Split', opset: 2, inputs: [x], attributes, outputs: three });
    await expectNodeSameAsOrt({
      opType: 'Split',
      opset: 11,
      inputs: [x],
      attributes: { axis: { int: -2 } },
      outputs: three,
    });
    await expectNodeSameAsOrt({
      opType: 'Split',
      opset: 13,
      inputs: [x, int64([3, 1, 2])],
      attributes: { axis: { int: 1 } },
      outputs: three,
    });
    await expectNodeSameAsOrt({
      opType: 'Split',
      opset: 18,
      inputs: [x],
      attributes: { axis: { int: 1 }, num_outputs: { int: 3 } },
      outputs: three,
    });
  }
  const x = random.tensor('float32', [7]);
  await expectNodeSameAsOrt({
    opType: 'Split',
    opset: 18,
    inputs: [x],
    attributes: { num_outputs: { int: 3 } },
    outputs: ['float32', 'float32', 'float32'],
  });
  await expect(runNode({ opType: 'Split', opset: 13, inputs: [x], outputs: ['float32', 'float32'] })).rejects.toThrow(
    'evenly',
  );
  await expect(
    runNode({ opType: 'Split', opset: 13, inputs: [x, int64([8, -1])], outputs: ['float32', 'float32'] }),
  ).rejects.toThrow('split');
});

test('Expand broadcasts both ways', async () => {
  const random = createRandom(10);
  for (const type of types.filter((type) => type !== 'int16' && type !== 'uint16')) {
    for (const [dims, shape] of [
      [
        [3, 1],
        [2, 1, 6],
      ],
      [
        [3, 1],
        [3, 4],
      ],
      [[2, 3], [1]],
      [[], [2, 2]],
      [
        [1, 0],
        [4, 1],
      ],
      [[2], []],
    ] as const) {
      await expectNodeSameAsOrt({
        opType: 'Expand',
        opset: random.pick([8, 13]),
        inputs: [random.tensor(type, dims), int64(shape)],
      });
    }
  }
  const x: Tensor = random.tensor('float32', [2]);
  await expect(runNode({ opType: 'Expand', opset: 8, inputs: [x, int64([3])] })).rejects.toThrow('broadcast');
  await expect(runNode({ opType: 'Expand', opset: 8, inputs: [x, int64([1e6, 1e6, 2])] })).rejects.toMatchObject({
    code: 'input-invalid',
  });
});

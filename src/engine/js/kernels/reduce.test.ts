import { expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../authoring/onnx/writer.ts';
import type { TensorType } from '../../session.ts';
import { createRandom } from '../testing/differential.ts';
import { elementsOf, expectNodeSameAsOrt, runNode } from './testing/one-node.ts';

const operators = ['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'Prod', 'Sum', 'SumSquare'].map(
  (name) => `Reduce${name}`,
);
/** The version from which axes are an input. */
const axesInput = (opType: string) => (opType === 'ReduceSum' ? 13 : 18);

test('reductions over any axes are those of ONNX Runtime', async () => {
  const random = createRandom(1);
  for (const opType of operators) {
    for (const opset of [1, 11, 13, 18, 20]) {
      for (const type of ['float32', 'float64', 'int32'] as TensorType[]) {
        for (let i = 0; i < 3; i++) {
          // ONNX Runtime cuts every exponential to a whole number before it sums them; the logarithm of the real sum is meant.
          if (opType === 'ReduceLogSumExp' && type === 'int32') continue;
          const dims = random.shape({ rank: random.int(1, 4), maxSize: 5 });
          const axes = dims.map((_, axis) => axis).filter(() => random.next() < 0.5);
          if (opset >= 11)
            axes.forEach((axis, at) => {
              if (random.next() < 0.5) axes[at] = axis - dims.length;
            });
          const low = opType === 'ReduceLogSum' || type === 'int32' ? 1 : -4;
          // An int32 that overflows is saturated by ONNX Runtime; the standard is silent, and here it wraps.
          const range = opType === 'ReduceProd' && type === 'int32' ? { low: -1, high: 1 } : { low, high: 4 };
          const x = random.tensor(type, dims, range);
          const attributes: Record<string, AttributeValue> = { keepdims: { int: random.int(0, 1) } };
          if (axes.length > 0 && opset < axesInput(opType)) attributes.axes = { ints: axes };
          const inputs = axes.length > 0 && opset >= axesInput(opType) ? [x, tensor('int64', axes)] : [x];
          await expectNodeSameAsOrt({ opType, opset, inputs, attributes }, { rtol: 1e-5, atol: 1e-6 });
        }
      }
    }
  }
});

test('a product of many integers wraps around, and is there at once', async () => {
  const count = 300_000;
  for (const type of ['int64', 'uint64'] as const) {
    const x = tensor(type, Array<bigint>(count).fill(2n ** 62n - 1n));
    // (2^62 - 1)^2 is 1 - 2^63 modulo 2^64, and the square of that 1.
    expect(await elementsOf({ opType: 'ReduceProd', opset: 13, inputs: [x] })).toEqual([1]);
  }
});

test('integers of 64 bits are reduced exactly', async () => {
  // ONNX Runtime sums and multiplies them in doubles.
  const values = [2n ** 62n, 1n, -(2n ** 61n), 3n];
  const expected = {
    ReduceL1: [2n ** 62n + 1n, 2n ** 61n + 3n],
    ReduceSum: [2n ** 62n + 1n, 3n - 2n ** 61n],
    ReduceMax: [2n ** 62n, 3n],
    ReduceMin: [1n, -(2n ** 61n)],
    ReduceProd: [2n ** 62n, -(2n ** 61n) * 3n],
  };
  for (const [opType, sums] of Object.entries(expected)) {
    const x = { type: 'int64' as const, dims: [2, 2], data: BigInt64Array.from(values) };
    const { y0 } = await runNode({ opType, opset: 18, inputs: [x, tensor('int64', [1])] });
    expect(Array.from<unknown>(y0?.data ?? []), opType).toEqual(sums);
  }
  const unsigned = tensor('uint64', [2n ** 63n, 5n]);
  expect((await runNode({ opType: 'ReduceMax', opset: 13, inputs: [unsigned] })).y0?.data).toEqual(
    BigUint64Array.of(2n ** 63n),
  );
  expect(await elementsOf({ opType: 'ReduceMean', opset: 13, inputs: [tensor('int64', [7, 8, -30])] })).toEqual([-5]);
  expect(await elementsOf({ opType: 'ReduceL2', opset: 13, inputs: [tensor('int64', [3, -4])] })).toEqual([5]);
  expect(await elementsOf({ opType: 'ReduceSumSquare', opset: 13, inputs: [tensor('int32', [65536, 3])] })).toEqual([
    9,
  ]);
});

test('small integers and truth values have a maximum and a minimum', async () => {
  const random = createRandom(2);
  for (const opType of ['ReduceMax', 'ReduceMin']) {
    for (const type of ['int8', 'uint8', 'bool'] as TensorType[]) {
      await expectNodeSameAsOrt({ opType, opset: 20, inputs: [random.tensor(type, [3, 4]), tensor('int64', [1])] });
    }
  }
});

test('the reduction of nothing is what the standard says', async () => {
  const expected: Record<string, number> = {
    ReduceL1: 0,
    ReduceL2: 0,
    ReduceLogSum: Number.NEGATIVE_INFINITY,
    ReduceLogSumExp: Number.NEGATIVE_INFINITY,
    ReduceMax: Number.NEGATIVE_INFINITY,
    ReduceMean: Number.NaN,
    ReduceMin: Number.POSITIVE_INFINITY,
    ReduceProd: 1,
    ReduceSum: 0,
    ReduceSumSquare: 0,
  };
  for (const opType of operators) {
    const inputs = [tensor('float32', [], [2, 0]), tensor('int64', [1])];
    const value = expected[opType];
    expect(await elementsOf({ opType, opset: 18, inputs }), opType).toEqual([value, value]);
  }
  const nothing = [tensor('int8', [], [0]), tensor('int64', [0])];
  expect(await elementsOf({ opType: 'ReduceMax', opset: 18, inputs: nothing })).toEqual([-128]);
  expect(await elementsOf({ opType: 'ReduceMin', opset: 18, inputs: nothing })).toEqual([127]);
});

test('noop_with_empty_axes keeps all axes but does the rest of the operation', async () => {
  const attributes = { noop_with_empty_axes: { int: 1 } };
  const inputs = [tensor('float32', [-2, 3]), tensor('int64', [])];
  await expectNodeSameAsOrt({ opType: 'ReduceSum', opset: 13, inputs, attributes });
  expect(await elementsOf({ opType: 'ReduceSumSquare', opset: 18, inputs, attributes })).toEqual([4, 9]);
  expect(await elementsOf({ opType: 'ReduceL1', opset: 18, inputs: [inputs[0]], attributes })).toEqual([2, 3]);
  await expectNodeSameAsOrt({ opType: 'ReduceSum', opset: 13, inputs });
});

test('large exponentials do not overflow, and NaN and infinities show', async () => {
  const reduce = (opType: string, values: number[]) =>
    elementsOf({ opType, opset: 13, inputs: [tensor('float64', values)] });
  expect((await reduce('ReduceLogSumExp', [1000, 1000]))[0]).toBeCloseTo(1000 + Math.LN2);
  expect(await reduce('ReduceLogSumExp', [Number.NEGATIVE_INFINITY])).toEqual([Number.NEGATIVE_INFINITY]);
  expect(await reduce('ReduceLogSumExp', [Number.POSITIVE_INFINITY, 1])).toEqual([Number.POSITIVE_INFINITY]);
  // ONNX Runtime drops a NaN that does not come first; NumPy, the standard's reference, keeps it.
  expect(await reduce('ReduceMax', [1, Number.NaN, 3])).toEqual([Number.NaN]);
  expect(await reduce('ReduceMin', [Number.NaN, 1, 3])).toEqual([Number.NaN]);
  expect(await reduce('ReduceSum', [1, Number.NaN])).toEqual([Number.NaN]);
});

test('ArgMax and ArgMin take the first of equals, or the last when asked', async () => {
  const random = createRandom(3);
  for (const opType of ['ArgMax', 'ArgMin']) {
    for (const type of ['float32', 'float64', 'int8', 'int32', 'int64', 'uint8'] as TensorType[]) {
      for (const opset of [1, 11, 12, 13]) {
        if (opset < 13 && /8|64/.test(type)) continue;
        const dims = random.shape({ rank: random.int(1, 3), maxSize: 7 });
        const attributes: Record<string, AttributeValue> = {
          axis: { int: opset < 11 ? random.int(0, dims.length - 1) : random.int(-dims.length, dims.length - 1) },
          keepdims: { int: random.int(0, 1) },
        };
        if (opset >= 12) attributes.select_last_index = { int: random.int(0, 1) };
        const inputs = [random.tensor(type, dims, { low: 0, high: 3 })];
        await expectNodeSameAsOrt({ opType, opset, inputs, attributes, outputs: ['int64'] });
      }
    }
  }
  // With NaN ONNX Runtime's answer depends on the shape; the standard's reference is NumPy, which takes NaN before any number.
  for (const [last, place] of [
    [0, 1],
    [1, 3],
  ] as const) {
    const inputs = [tensor('float32', [1, Number.NaN, 3, Number.NaN, 0])];
    const attributes = { select_last_index: { int: last } };
    for (const opType of ['ArgMax', 'ArgMin']) {
      expect(await elementsOf({ opType, opset: 13, inputs, attributes, outputs: ['int64'] })).toEqual([place]);
    }
  }
  const nothing = { opType: 'ArgMax', opset: 13, inputs: [tensor('float32', [], [0])], outputs: ['int64' as const] };
  await expect(runNode(nothing)).rejects.toMatchObject({ code: 'input-invalid' });
  expect(
    await elementsOf({ opType: 'ArgMax', opset: 13, inputs: [tensor('uint64', [1n, 2n ** 63n])], outputs: ['int64'] }),
  ).toEqual([1]);
});

test('an axis that does not exist and strings are refused', async () => {
  const x = tensor('float32', [1, 2]);
  const run = (inputs: (typeof x)[]) => runNode({ opType: 'ReduceSum', opset: 13, inputs });
  await expect(run([x, tensor('int64', [1])])).rejects.toThrow('axis 1');
  await expect(run([x, tensor('int64', [0, -1])])).rejects.toThrow('twice');
  await expect(run([tensor('string', ['a'])])).rejects.toThrow('string');
});

import { describe, expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../../authoring/onnx/writer.ts';
import type { Tensor, TensorType } from '../../../session.ts';
import { createJsSession } from '../../create-js-session.ts';
import { createRandom, expectSameAsOrt, runJs } from '../../testing/differential.ts';
import { type AttributeRecord, singleNode } from './testing/models.ts';

const numberTypes = ['float32', 'float64', 'int64', 'int32'] as const;
const numbers = ({ Y }: Record<string, Tensor>) => Array.from<unknown, number>(Y?.data ?? [], Number);
const floats = (...values: number[]): AttributeValue => ({ floats: values });
const ints = (...values: number[]): AttributeValue => ({ ints: values });
const rejected = (code: string, message: RegExp) => ({
  name: 'EdgewiseError',
  code,
  message: expect.stringMatching(message),
});

async function expectRefused(opType: string, attributes: AttributeRecord, message: RegExp): Promise<void> {
  const model = singleNode(opType, attributes, ['float32'], ['float32']);
  await expect(createJsSession(model)).rejects.toMatchObject(rejected('model-invalid', message));
}

describe('Scaler', () => {
  for (const type of numberTypes) {
    test(`scales ${type} by feature and by one pair for all`, async () => {
      const random = createRandom(1);
      for (const [dims, length] of [
        [[5, 3], 3],
        [[5, 3], 1],
        [[3], 3],
        [[4], 1],
        [[0, 3], 3],
      ] as const) {
        const list = () => Array.from({ length }, () => random.next() * 4 - 2);
        const model = singleNode(
          'Scaler',
          { offset: floats(...list()), scale: floats(...list()) },
          [type],
          ['float32'],
          1,
        );
        await expectSameAsOrt(model, { X: random.tensor(type, dims, { special: true }) });
      }
    });
  }

  test('refuses lists that do not fit the input', async () => {
    const model = singleNode('Scaler', { offset: floats(1, 2), scale: floats(1, 2) }, ['float32'], ['float32']);
    await expect(runJs(model, { X: tensor('float32', [1, 2, 3], [1, 3]) })).rejects.toMatchObject(
      rejected('input-invalid', /offset has 2 values, and the input 3 features/),
    );
  });
});

describe('Imputer', () => {
  const cases = [
    ['float32', { imputed_value_floats: floats(9), replaced_value_float: { float: Number.NaN } }],
    ['float32', { imputed_value_floats: floats(7, 8, 9), replaced_value_float: { float: 0 } }],
    ['float32', { imputed_value_floats: floats(7, 8, 9), replaced_value_float: { float: Number.POSITIVE_INFINITY } }],
    ['int64', { imputed_value_int64s: ints(7), replaced_value_int64: { int: 0 } }],
    ['int64', { imputed_value_int64s: ints(7, 8, 9), replaced_value_int64: { int: -2 } }],
  ] as const;
  for (const [i, [type, attributes]] of cases.entries()) {
    test(`replaces values of ${type}, case ${i}`, async () => {
      const random = createRandom(2);
      const model = singleNode('Imputer', attributes, [type], [type]);
      for (const dims of [[40, 3], [3], [0, 3]]) {
        await expectSameAsOrt(model, { X: random.tensor(type, dims, { low: -2, high: 2, special: true }) });
      }
    });
  }

  test('takes the types that ONNX Runtime has no kernel for', async () => {
    const doubles = singleNode(
      'Imputer',
      { imputed_value_floats: floats(0.5), replaced_value_float: { float: Number.NaN } },
      ['float64'],
      ['float64'],
    );
    expect(numbers(await runJs(doubles, { X: tensor('float64', [Number.NaN, 0.1]) }))).toEqual([0.5, 0.1]);
    const integers = singleNode('Imputer', { imputed_value_int64s: ints(5) }, ['int32'], ['int32']);
    expect(numbers(await runJs(integers, { X: tensor('int32', [0, 3]) }))).toEqual([5, 3]);
  });

  test('refuses attributes that are missing, doubled or of the other kind', async () => {
    await expectRefused('Imputer', {}, /set one of imputed_value_floats and imputed_value_int64s/);
    await expectRefused('Imputer', { imputed_value_floats: floats(1), imputed_value_int64s: ints(1) }, /set one of/);
    const model = singleNode('Imputer', { imputed_value_int64s: ints(1) }, ['float32'], ['float32']);
    await expect(runJs(model, { X: tensor('float32', [1]) })).rejects.toMatchObject(
      rejected('model-invalid', /imputed_value_floats must be set/),
    );
  });
});

describe('Normalizer', () => {
  for (const norm of ['MAX', 'L1', 'L2']) {
    for (const type of numberTypes) {
      test(`divides ${type} rows by their norm ${norm}`, async () => {
        const random = createRandom(3);
        const model = singleNode('Normalizer', { norm: { string: norm } }, [type], ['float32']);
        for (const dims of [[20, 4], [4], [0, 4], [3, 1]])
          await expectSameAsOrt(model, { X: random.tensor(type, dims) });
        await expectSameAsOrt(model, { X: tensor(type, [0, 0, 0, -1, -2, -4, 0, -3, 0], [3, 3]) });
      });
    }
  }

  test('is not led astray by missing values', async () => {
    const random = createRandom(4);
    for (const norm of ['MAX', 'L1', 'L2']) {
      const model = singleNode('Normalizer', { norm: { string: norm } }, ['float32'], ['float32']);
      await expectSameAsOrt(model, { X: random.tensor('float32', [60, 3], { special: true }) });
    }
  });

  test('refuses an unknown norm and a higher rank', async () => {
    await expectRefused('Normalizer', { norm: { string: 'L3' } }, /norm is 'L3'/);
    const model = singleNode('Normalizer', {}, ['float32'], ['float32']);
    await expect(runJs(model, { X: tensor('float32', [1, 2], [1, 1, 2]) })).rejects.toMatchObject(
      rejected('input-invalid', /rank 3/),
    );
  });
});

describe('Binarizer', () => {
  test('maps floats to 0 and 1', async () => {
    const random = createRandom(5);
    for (const threshold of [0, 0.25]) {
      const model = singleNode('Binarizer', { threshold: { float: threshold } }, ['float32'], ['float32']);
      await expectSameAsOrt(model, { X: random.tensor('float32', [4, 5]) });
      // ONNX Runtime refuses NaN; by the standard it is not greater than the threshold.
      const X = tensor('float32', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0.25]);
      expect(numbers(await runJs(model, { X }))).toEqual([0, 1, 0, 0, threshold === 0 ? 1 : 0]);
    }
  });

  test('keeps the type of the input, for which ONNX Runtime has a kernel only for float32', async () => {
    for (const type of ['float64', 'int64', 'int32'] as const) {
      const { Y } = await runJs(singleNode('Binarizer', { threshold: { float: 1 } }, [type], [type]), {
        X: tensor(type, [0, 1, 2]),
      });
      expect(Y).toEqual(tensor(type, [0, 0, 1]));
    }
  });
});

describe('FeatureVectorizer', () => {
  test('puts inputs side by side, cut or padded to their sizes', async () => {
    const random = createRandom(6);
    for (const type of numberTypes) {
      const model = singleNode(
        'FeatureVectorizer',
        { inputdimensions: ints(2, 1, 4) },
        [type, type, type],
        ['float32'],
      );
      for (const rows of [1, 6]) {
        const feeds = {
          X: random.tensor(type, [rows, 2]),
          I1: random.tensor(type, [rows, 3]),
          I2: random.tensor(type, [rows, 2]),
        };
        await expectSameAsOrt(model, feeds);
      }
      await expectSameAsOrt(model, {
        X: random.tensor(type, [2]),
        I1: random.tensor(type, [1]),
        I2: random.tensor(type, [4]),
      });
    }
  });

  test('takes the sizes of the inputs where none are given', async () => {
    const model = singleNode('FeatureVectorizer', {}, ['float32', 'float32'], ['float32']);
    const { Y } = await runJs(model, {
      X: tensor('float32', [1, 2], [2, 1]),
      I1: tensor('float32', [3, 4, 5, 6], [2, 2]),
    });
    expect(Y).toEqual(tensor('float32', [1, 3, 4, 2, 5, 6], [2, 3]));
  });

  test('refuses sizes for other inputs, and rows that are not as many', async () => {
    await expectRefused(
      'FeatureVectorizer',
      { inputdimensions: ints(1, 1) },
      /inputdimensions has 2 values for 1 inputs/,
    );
    await expectRefused('FeatureVectorizer', { inputdimensions: ints(-1) }, /negative size/);
    const model = singleNode('FeatureVectorizer', { inputdimensions: ints(1, 1) }, ['float32', 'float32'], ['float32']);
    const feeds = { X: tensor('float32', [1, 2], [2, 1]), I1: tensor('float32', [3], [1, 1]) };
    await expect(runJs(model, feeds)).rejects.toMatchObject(
      rejected('input-invalid', /input 1 has 1 rows, and input 0 2/),
    );
  });

  test('takes uint64 too', async () => {
    const model = singleNode('FeatureVectorizer', {}, ['uint64'], ['float32']);
    expect((await runJs(model, { X: tensor('uint64', [3, 4], [1, 2]) })).Y).toEqual(tensor('float32', [3, 4], [1, 2]));
  });
});

describe('ArrayFeatureExtractor', () => {
  for (const type of [...numberTypes, 'string'] satisfies TensorType[]) {
    test(`selects from the last axis of ${type}`, async () => {
      const random = createRandom(7);
      const model = singleNode('ArrayFeatureExtractor', {}, [type, 'int64'], [type]);
      for (const dims of [[5], [3, 5], [2, 3, 5], [0, 5]]) {
        for (const indices of [[4], [0, 4, 2, 2]]) {
          await expectSameAsOrt(model, { X: random.tensor(type, dims), I1: tensor('int64', indices) });
        }
      }
      await expectSameAsOrt(model, { X: random.tensor(type, [3, 5]), I1: tensor('int64', [1, 0, 3, 2], [2, 2]) });
    });
  }

  test('refuses indices that are out of range', async () => {
    const model = singleNode('ArrayFeatureExtractor', {}, ['float32', 'int64'], ['float32']);
    for (const index of [-1, 2]) {
      const feeds = { X: tensor('float32', [1, 2]), I1: tensor('int64', [index]) };
      await expect(runJs(model, feeds)).rejects.toMatchObject(rejected('input-invalid', /is out of range/));
    }
    const broken = singleNode('ArrayFeatureExtractor', {}, ['int64', 'float32'], ['int64']);
    const feeds = { X: tensor('int64', [1, 2], [1, 2]), I1: tensor('float32', [0.5]) };
    await expect(runJs(broken, feeds)).rejects.toMatchObject(rejected('input-invalid', /index 0.5 is out of range/));
  });
});

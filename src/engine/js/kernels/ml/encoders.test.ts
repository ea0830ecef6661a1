import { describe, expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../../authoring/onnx/writer.ts';
import type { TensorType } from '../../../session.ts';
import { createJsSession } from '../../create-js-session.ts';
import { createRandom, expectSameAsOrt, runJs } from '../../testing/differential.ts';
import { type AttributeRecord, singleNode } from './testing/models.ts';

const ints = (...values: (number | bigint)[]): AttributeValue => ({ ints: values });
const floats = (...values: number[]): AttributeValue => ({ floats: values });
const strings = (...values: string[]): AttributeValue => ({ strings: values });
const rejected = (code: string, message: RegExp) => ({
  name: 'EdgewiseError',
  code,
  message: expect.stringMatching(message),
});

describe('OneHotEncoder', () => {
  const categories = { cats_int64s: ints(3, -1, 0, 3, 2 ** 40) };
  for (const type of ['int64', 'float32', 'float64'] as const) {
    test(`encodes ${type}`, async () => {
      const random = createRandom(1);
      const model = singleNode('OneHotEncoder', categories, [type], ['float32']);
      for (const dims of [[7], [4, 3], [0, 2]]) await expectSameAsOrt(model, { X: random.tensor(type, dims) });
      await expectSameAsOrt(model, { X: tensor(type, [2 ** 40, 3, -1]) });
    });
  }

  test('encodes strings', async () => {
    const random = createRandom(2);
    const model = singleNode(
      'OneHotEncoder',
      { cats_strings: strings('shoe', 'Été', 'a', '') },
      ['string'],
      ['float32'],
    );
    for (const dims of [[7], [4, 3]]) await expectSameAsOrt(model, { X: random.tensor('string', dims) });
  });

  test('encodes int32 and higher ranks, for which ONNX Runtime has no kernel', async () => {
    const model = singleNode('OneHotEncoder', { cats_int64s: ints(1, 2) }, ['int32'], ['float32']);
    const { Y } = await runJs(model, { X: tensor('int32', [2, 9], [1, 1, 2]) });
    expect(Y).toEqual(tensor('float32', [0, 1, 0, 0], [1, 1, 2, 2]));
  });

  test('tells large integers apart', async () => {
    const model = singleNode('OneHotEncoder', { cats_int64s: ints(2n ** 53n, 2n ** 53n + 1n) }, ['int64'], ['float32']);
    const { Y } = await runJs(model, { X: tensor('int64', [2n ** 53n + 1n, 2n ** 53n]) });
    expect(Y).toEqual(tensor('float32', [0, 1, 1, 0], [2, 2]));
  });

  test('refuses an unknown category when zeros is 0', async () => {
    const model = singleNode(
      'OneHotEncoder',
      { cats_strings: strings('a'), zeros: { int: 0 } },
      ['string'],
      ['float32'],
    );
    await expectSameAsOrt(model, { X: tensor('string', ['a']) });
    await expect(runJs(model, { X: tensor('string', ['b']) })).rejects.toMatchObject(
      rejected('input-invalid', /'b' is none of the categories/),
    );
  });

  test('refuses categories that are missing, doubled or of the other kind', async () => {
    const make = (attributes: AttributeRecord) =>
      createJsSession(singleNode('OneHotEncoder', attributes, ['string'], ['float32']));
    await expect(make({})).rejects.toMatchObject(rejected('model-invalid', /set one of cats_strings and cats_int64s/));
    await expect(make({ ...categories, cats_strings: strings('a') })).rejects.toMatchObject(
      rejected('model-invalid', /set one of/),
    );
    const session = await make(categories);
    await expect(session.run({ X: tensor('string', ['a']) })).rejects.toMatchObject(
      rejected('input-invalid', /cats_int64s/),
    );
  });
});

describe('LabelEncoder', () => {
  test('version 1 maps strings to places and places to strings', async () => {
    const random = createRandom(3);
    const attributes = {
      classes_strings: strings('shoe', 'a', '10'),
      default_int64: { int: -7 },
      default_string: { string: 'none' },
    };
    await expectSameAsOrt(singleNode('LabelEncoder', attributes, ['string'], ['int64'], 1), {
      X: random.tensor('string', [3, 5]),
    });
    const X = tensor('int64', [0, 1, 2, 3, -1, 2 ** 50], [2, 3]);
    await expectSameAsOrt(singleNode('LabelEncoder', attributes, ['int64'], ['string'], 1), { X });
  });

  const keys: Readonly<Record<string, [TensorType, AttributeRecord]>> = {
    strings: ['string', { keys_strings: strings('shoe', 'a', '10', '') }],
    int64s: ['int64', { keys_int64s: ints(1, -4, 2, 8) }],
    floats: ['float32', { keys_floats: floats(1.5, -4, 2, 8) }],
  };
  const values: Readonly<Record<string, [TensorType, AttributeRecord]>> = {
    strings: ['string', { values_strings: strings('x', '', 'x', 'ß'), default_string: { string: '?' } }],
    int64s: ['int64', { values_int64s: ints(5, 6, -(2n ** 60n), 8), default_int64: { int: -2 } }],
    floats: ['float32', { values_floats: floats(0.1, Number.NaN, -3, 1e30), default_float: { float: 0.5 } }],
  };
  for (const [from, [keyType, keyAttributes]] of Object.entries(keys)) {
    for (const [to, [valueType, valueAttributes]] of Object.entries(values)) {
      test(`versions 2 and 4 map ${from} to ${to}`, async () => {
        const random = createRandom(4);
        for (const version of [2, 4]) {
          const model = singleNode(
            'LabelEncoder',
            { ...keyAttributes, ...valueAttributes },
            [keyType],
            [valueType],
            version,
          );
          const known = keyType === 'string' ? ['a', '10', ''] : [1, -4, 2];
          for (const X of [random.tensor(keyType, [4, 3]), tensor(keyType, known), random.tensor(keyType, [0])]) {
            await expectSameAsOrt(model, { X });
          }
        }
      });
    }
  }

  test('version 4 takes tensors of all its types', async () => {
    const types = ['string', 'int64', 'float32', 'int32', 'int16', 'float64'] as const;
    for (const from of types) {
      for (const to of types) {
        const attributes = {
          keys_tensor: { tensor: tensor(from, [1, 2, 3]) },
          values_tensor: { tensor: tensor(to, [4, 5, 6]) },
          default_tensor: { tensor: tensor(to, [7]) },
        };
        const { Y } = await runJs(singleNode('LabelEncoder', attributes, [from], [to], 4), {
          X: tensor(from, [3, 9, 1], [3, 1]),
        });
        expect(Y).toEqual(tensor(to, [6, 7, 4], [3, 1]));
      }
    }
    const pair = {
      keys_tensor: { tensor: tensor('string', ['a', 'b']) },
      values_tensor: { tensor: tensor('int16', [1, 2]) },
    };
    const X = tensor('string', ['b', 'c']);
    await expectSameAsOrt(
      singleNode(
        'LabelEncoder',
        { ...pair, default_tensor: { tensor: tensor('int16', [-5]) } },
        ['string'],
        ['int16'],
        4,
      ),
      { X },
    );
  });

  test('uses the default of its values where none is given', async () => {
    const run = async (attributes: AttributeRecord, to: TensorType) =>
      (
        await runJs(singleNode('LabelEncoder', { keys_strings: strings('a'), ...attributes }, ['string'], [to], 4), {
          X: tensor('string', ['b']),
        })
      ).Y?.data[0];
    expect(await run({ values_strings: strings('x') }, 'string')).toBe('_Unused');
    expect(await run({ values_int64s: ints(1) }, 'int64')).toBe(-1n);
    expect(await run({ values_floats: floats(1) }, 'float32')).toBe(-0);
    expect(await run({ values_tensor: { tensor: tensor('int16', [1]) } }, 'int16')).toBe(-1);
    expect(await run({ values_tensor: { tensor: tensor('float64', [1]) } }, 'float64')).toBe(-0);
  });

  test('finds NaN in both versions, where ONNX Runtime does so from version 4 on', async () => {
    const attributes = { keys_floats: floats(Number.NaN, 1), values_int64s: ints(10, 11) };
    const X = tensor('float32', [Number.NaN, 1, 2]);
    await expectSameAsOrt(singleNode('LabelEncoder', attributes, ['float32'], ['int64'], 4), { X });
    const { Y } = await runJs(singleNode('LabelEncoder', attributes, ['float32'], ['int64'], 2), { X });
    expect(Y).toEqual(tensor('int64', [10, 11, -1]));
  });

  test('compares bits in version 2, so -0 is not 0; ONNX Runtime takes them for equal', async () => {
    const attributes = { keys_floats: floats(0), values_int64s: ints(10) };
    const X = tensor('float32', [0, -0]);
    expect((await runJs(singleNode('LabelEncoder', attributes, ['float32'], ['int64'], 2), { X })).Y?.data).toEqual(
      BigInt64Array.of(10n, -1n),
    );
    expect((await runJs(singleNode('LabelEncoder', attributes, ['float32'], ['int64'], 4), { X })).Y?.data).toEqual(
      BigInt64Array.of(10n, 10n),
    );
  });

  test('takes the first of equal keys in version 2 and, unlike ONNX Runtime, the last in version 4', async () => {
    const attributes = { keys_strings: strings('a', 'a'), values_int64s: ints(1, 2) };
    const X = tensor('string', ['a']);
    await expectSameAsOrt(singleNode('LabelEncoder', attributes, ['string'], ['int64'], 2), { X });
    expect((await runJs(singleNode('LabelEncoder', attributes, ['string'], ['int64'], 4), { X })).Y?.data).toEqual(
      BigInt64Array.of(2n),
    );
  });

  test('refuses lists that are missing, doubled or of unequal length, and an input of another type than the keys', async () => {
    const make = (attributes: AttributeRecord) =>
      createJsSession(singleNode('LabelEncoder', attributes, ['string'], ['int64'], 4));
    await expect(make({ values_int64s: ints(1) })).rejects.toMatchObject(
      rejected('model-invalid', /one of the keys_\*/),
    );
    await expect(
      make({ keys_strings: strings('a'), values_int64s: ints(1), values_floats: floats(1) }),
    ).rejects.toMatchObject(rejected('model-invalid', /one of the values_\*/));
    await expect(make({ keys_strings: strings('a'), values_int64s: ints(1, 2) })).rejects.toMatchObject(
      rejected('model-invalid', /1 keys_\* and 2 values_\*/),
    );
    const session = await make({ keys_int64s: ints(1), values_int64s: ints(1) });
    await expect(session.run({ X: tensor('string', ['a']) })).rejects.toMatchObject(
      rejected('input-invalid', /keys are int64/),
    );
  });
});

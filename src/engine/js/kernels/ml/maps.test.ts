import { describe, expect, test } from 'vitest';
import { type AttributeValue, encodeModel, tensor } from '../../../../authoring/onnx/writer.ts';
import { createSession } from '../../../create-session.ts';
import type { MapFeed, TensorType } from '../../../session.ts';
import { createJsSession } from '../../create-js-session.ts';
import { createRandom, expectSameAsOrt } from '../../testing/differential.ts';
import { singleNode } from './testing/models.ts';

type AttributeRecord = Readonly<Record<string, AttributeValue>>;

/** A session of one node that takes a map from `key` to floats. ONNX Runtime takes none in JavaScript: expected values are the standard's. */
async function session(opType: string, key: 'string' | 'int64', type: TensorType, attributes: AttributeRecord = {}) {
  const created = await createJsSession(singleNode(opType, attributes, [{ name: 'X', type: 'map', key }], [type], 1));
  expect(created.inputMetadata).toEqual([{ name: 'X', isTensor: false, type: 'float32', keyType: key, shape: [] }]);
  return async (X: MapFeed) => (await created.run({ X })).Y;
}

describe('CastMap', () => {
  const numbers = new Map([
    [7n, 1.5],
    [0n, -2.75],
    [3n, 4],
  ]);

  test('packs values in ascending order of their keys', async () => {
    expect(await (await session('CastMap', 'int64', 'float32'))(numbers)).toEqual(
      tensor('float32', [-2.75, 4, 1.5], [1, 3]),
    );
    const integers = await session('CastMap', 'int64', 'int64', { cast_to: { string: 'TO_INT64' } });
    expect(await integers(numbers)).toEqual(tensor('int64', [-2, 4, 1], [1, 3]));
    const texts = await session('CastMap', 'int64', 'string', { cast_to: { string: 'TO_STRING' } });
    expect(await texts(numbers)).toEqual(tensor('string', ['-2.75', '4', '1.5'], [1, 3]));
    expect(await texts(new Map())).toEqual(tensor('string', [], [1, 0]));
  });

  test('places values at their keys when sparse', async () => {
    const sparse = { map_form: { string: 'SPARSE' }, max_map: { int: 9 } };
    expect(await (await session('CastMap', 'int64', 'float32', sparse))(numbers)).toEqual(
      tensor('float32', [-2.75, 0, 0, 4, 0, 0, 0, 1.5, 0], [1, 9]),
    );
    const short = await session('CastMap', 'int64', 'float32', { ...sparse, max_map: { int: 7 } });
    await expect(short(numbers)).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringMatching(/the key 7/),
    });
    await expect(session('CastMap', 'int64', 'float32', { cast_to: { string: 'TO_BLOB' } })).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(/cast_to is 'TO_BLOB'/),
    });
  });
});

describe('DictVectorizer', () => {
  const vocabulary = { string_vocabulary: { strings: ['a', 'c', 'b', 'z'] } };

  test('places values at their keys in the vocabulary, and passes over other keys', async () => {
    const vectorize = await session('DictVectorizer', 'string', 'float32', vocabulary);
    const wanted = tensor('float32', [4, 8, 0, 0], [1, 4]);
    expect(
      await vectorize(
        new Map([
          ['a', 4],
          ['q', 1],
          ['c', 8],
        ]),
      ),
    ).toEqual(wanted);
    expect(await vectorize({ c: 8, a: 4 })).toEqual(wanted);
    expect(await vectorize({})).toEqual(tensor('float32', [0, 0, 0, 0], [1, 4]));
    const byInteger = await session('DictVectorizer', 'int64', 'float32', { int64_vocabulary: { ints: [5, -1] } });
    expect(
      await byInteger(
        new Map<number | bigint, number>([
          [-1, 2.5],
          [5n, 1],
        ]),
      ),
    ).toEqual(tensor('float32', [1, 2.5], [1, 2]));
    await expect(session('DictVectorizer', 'string', 'float32')).rejects.toMatchObject({
      message: expect.stringMatching(/set one of string_vocabulary and int64_vocabulary/),
    });
  });

  test('goes before the model that scikit-learn trained on its columns', async () => {
    const model = encodeModel({
      opsets: { '': 17, 'ai.onnx.ml': 1 },
      graph: {
        nodes: [
          { opType: 'DictVectorizer', domain: 'ai.onnx.ml', inputs: ['X'], outputs: ['v'], attributes: vocabulary },
          { opType: 'MatMul', inputs: ['v', 'w'], outputs: ['Y'] },
        ],
        inputs: [{ name: 'X', type: 'map', key: 'string' }],
        outputs: [{ name: 'Y', type: 'float32' }],
        initializers: { w: tensor('float32', [1, 10, 100, 1000], [4, 1]) },
      },
    });
    const { Y } = await (await createJsSession(model)).run({ X: { z: 3, a: 2 } });
    expect(Y).toEqual(tensor('float32', [3002], [1, 1]));
    await expect(createSession(model, { executionProviders: ['wasm'] })).rejects.toMatchObject({
      code: 'model-unsupported',
      message: "Input 'X' is a map or a sequence, which ONNX Runtime cannot pass in a browser: export tensors.",
    });
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'nothing'],
    ['a tensor', tensor('float32', [1]), 'none'],
    ['a list', [1], 'none'],
    ['another key', new Map([[1n, 1]]), 'the key 1'],
    ['another value', { a: 'one' }, "the value 'one'"],
  ])('refuses %s', async (_, feed, got) => {
    const vectorize = await session('DictVectorizer', 'string', 'float32', vocabulary);
    await expect(vectorize(feed as MapFeed)).rejects.toMatchObject({
      code: 'input-invalid',
      message: `Input 'X' must be a Map or a plain object from string to float32, but was given ${got}.`,
    });
  });
});

describe('CategoryMapper', () => {
  const attributes: Record<string, AttributeValue> = {
    cats_strings: { strings: ['a', 'shoe', '10'] },
    cats_int64s: { ints: [3, -4, 2n ** 60n] },
    default_int64: { int: 77 },
    default_string: { string: 'none' },
  };
  test('maps strings to integers and integers to strings', async () => {
    const random = createRandom(1);
    await expectSameAsOrt(singleNode('CategoryMapper', attributes, ['string'], ['int64'], 1), {
      X: random.tensor('string', [4, 5]),
    });
    const X = tensor('int64', [3, -4, 2n ** 60n, 2n ** 60n + 1n, 0], [5]);
    await expectSameAsOrt(singleNode('CategoryMapper', attributes, ['int64'], ['string'], 1), { X });
  });

  test('refuses lists of unequal length', async () => {
    const model = singleNode(
      'CategoryMapper',
      { ...attributes, cats_strings: { strings: ['a'] } },
      ['string'],
      ['int64'],
      1,
    );
    await expect(createJsSession(model)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringMatching(/cats_strings has 1 values/),
    });
  });
});

import { describe, expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../../authoring/onnx/writer.ts';
import { EdgewiseError } from '../../../../errors.ts';
import { createJsSession } from '../../create-js-session.ts';
import type { KernelContext, MapValue } from '../../kernel.ts';
import { defaultLimits } from '../../limits.ts';
import type { OnnxAttribute } from '../../model.ts';
import { createAttributes } from '../../node-attributes.ts';
import { createData } from '../../tensor-data.ts';
import { createRandom, expectSameAsOrt } from '../../testing/differential.ts';
import { castMap, dictVectorizer } from './maps.ts';
import { singleNode } from './testing/models.ts';

/** A context for kernels that no graph of tensors can reach. */
function context(
  attributes: Readonly<Record<string, readonly [OnnxAttribute['kind'], OnnxAttribute['value']]>>,
): KernelContext {
  const entries = Object.entries(attributes).map(
    ([name, [kind, value]]) => [name, { name, kind, value, reference: '' }] as const,
  );
  const fail = (
    reason: string,
    code: 'model-invalid' | 'model-unsupported' | 'input-invalid' = 'model-invalid',
  ): never => {
    throw new EdgewiseError(code, reason);
  };
  return {
    opType: '',
    opset: 1,
    attributes: createAttributes(new Map(entries), fail),
    constants: [],
    inputCount: 1,
    wanted: [true],
    limits: defaultLimits,
    allocate: (type, dims) => ({
      type,
      dims,
      data: createData(
        type,
        dims.reduce((product, size) => product * size, 1),
      ),
    }),
    spend: () => {},
    subgraph: () => fail('there is none'),
    fail,
  };
}

describe('CastMap', () => {
  const numbers: MapValue = new Map([
    [7n, 1.5],
    [0n, -2.75],
    [3n, 4],
  ]);
  test('packs values in ascending order of their keys', () => {
    expect(castMap(context({}))(numbers)).toEqual(tensor('float32', [-2.75, 4, 1.5], [1, 3]));
    expect(castMap(context({ cast_to: ['string', 'TO_INT64'] }))(numbers)).toEqual(tensor('int64', [-2, 4, 1], [1, 3]));
    expect(castMap(context({ cast_to: ['string', 'TO_STRING'] }))(numbers)).toEqual(
      tensor('string', ['-2.75', '4', '1.5'], [1, 3]),
    );
    const texts = new Map([[2n, '0.5']]);
    expect(castMap(context({}))(texts)).toEqual(tensor('float32', [0.5], [1, 1]));
  });

  test('places values at their keys when sparse', () => {
    const sparse = { map_form: ['string', 'SPARSE'], max_map: ['int', 9] } as const;
    expect(castMap(context({ ...sparse }))(numbers)).toEqual(
      tensor('float32', [-2.75, 0, 0, 4, 0, 0, 0, 1.5, 0], [1, 9]),
    );
    expect(() => castMap(context({ ...sparse, max_map: ['int', 7] }))(numbers)).toThrow(/the key 7/);
    expect(() => castMap(context({ cast_to: ['string', 'TO_BLOB'] }))).toThrow(/cast_to is 'TO_BLOB'/);
  });
});

describe('DictVectorizer', () => {
  test('places values at their keys in the vocabulary', () => {
    const vectorize = dictVectorizer(context({ string_vocabulary: ['strings', ['a', 'c', 'b', 'z']] }));
    expect(
      vectorize(
        new Map([
          ['a', 4],
          ['c', 8],
        ]),
      ),
    ).toEqual(tensor('float32', [4, 8, 0, 0], [1, 4]));
    expect(vectorize(new Map([['z', 4n]]))).toEqual(tensor('int64', [0, 0, 0, 4], [1, 4]));
    const byInteger = dictVectorizer(context({ int64_vocabulary: ['ints', [5, -1]] }));
    expect(byInteger(new Map([[-1n, 'x']]))).toEqual(tensor('string', ['', 'x'], [1, 2]));
    expect(() => vectorize(new Map([['q', 1]]))).toThrow(/the key 'q', which is not in the vocabulary/);
    expect(() => dictVectorizer(context({}))).toThrow(/set one of string_vocabulary and int64_vocabulary/);
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

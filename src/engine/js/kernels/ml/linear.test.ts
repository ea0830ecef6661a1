import { describe, expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../../authoring/onnx/writer.ts';
import type { Tensor } from '../../../session.ts';
import { createJsSession } from '../../create-js-session.ts';
import { createRandom, expectSameAsOrt, runJs } from '../../testing/differential.ts';
import { type AttributeRecord, singleNode } from './testing/models.ts';

const numberTypes = ['float32', 'float64', 'int64', 'int32'] as const;
const floats = (values: readonly number[]): AttributeValue => ({ floats: values });
const string = (value: string): AttributeValue => ({ string: value });
const rejected = (code: string, message: RegExp) => ({
  name: 'EdgewiseError',
  code,
  message: expect.stringMatching(message),
});
const rounded = (tensor: Tensor | undefined) =>
  Array.from<unknown, number>(tensor?.data ?? [], (x) => Math.round(Number(x) * 1e4) / 1e4);

describe('LinearClassifier', () => {
  const build = (attributes: AttributeRecord, type: (typeof numberTypes)[number] = 'float32') =>
    singleNode(
      'LinearClassifier',
      attributes,
      [type],
      [attributes.classlabels_strings ? 'string' : 'int64', 'float32'],
    );

  for (const type of numberTypes) {
    for (const transform of ['NONE', 'SOFTMAX', 'LOGISTIC', 'SOFTMAX_ZERO', 'PROBIT']) {
      test(`classifies ${type} rows, ${transform}`, async () => {
        const random = createRandom(1);
        for (const classes of [2, 3, 9]) {
          // PROBIT needs scores between 0 and 1.
          const scale = transform === 'PROBIT' ? 0.01 : 1;
          const list = (length: number, offset = 0) =>
            Array.from({ length }, () => scale * (random.next() * 2 - 1) + offset);
          const model = build(
            {
              coefficients: floats(list(4 * classes)),
              intercepts: floats(list(classes, transform === 'PROBIT' ? 0.5 : 0)),
              ...(classes === 3
                ? { classlabels_strings: { strings: ['x', 'y', 'z'] } }
                : { classlabels_ints: { ints: Array.from({ length: classes }, (_, k) => 10 * k) } }),
              multi_class: { int: classes % 2 },
              post_transform: string(transform),
            },
            type,
          );
          // ONNX Runtime's logistic function for several classes is a polynomial, good to 1e-6 or so,
          // and the float32 probit turns the last bit of a score near 0.5 into much.
          const tolerance = transform === 'LOGISTIC' ? { atol: 1e-6 } : transform === 'PROBIT' ? { atol: 3e-5 } : {};
          for (const dims of [[50, 4], [1, 4], [4], [0, 4]])
            await expectSameAsOrt(model, { X: random.tensor(type, dims) }, tolerance);
        }
      });
    }
  }

  const single = { coefficients: floats([0, 1]), intercepts: floats([0.1]), classlabels_ints: { ints: [5, 6] } };
  const X = tensor('float32', [-1, 0.2, 1, -0.6], [2, 2]);

  test('takes one set of coefficients for two classes as the score of the second', async () => {
    for (const transform of ['NONE', 'LOGISTIC'])
      await expectSameAsOrt(build({ ...single, post_transform: string(transform) }), { X });
  });

  test('applies the other transforms to that score too, which ONNX Runtime does not', async () => {
    const softmax = await runJs(build({ ...single, post_transform: string('SOFTMAX') }), { X });
    expect(rounded(softmax.Z)).toEqual([0.3543, 0.6457, 0.7311, 0.2689]);
    expect(rounded(softmax.Y)).toEqual([6, 5]);
    const probit = await runJs(build({ ...single, post_transform: string('PROBIT') }), {
      X: tensor('float32', [-1, 0.2], [1, 2]),
    });
    expect(rounded(probit.Z)).toEqual([0.5244, -0.5244]);
  });

  test('needs no intercepts, which ONNX Runtime does', async () => {
    const { intercepts: _, ...others } = single;
    expect(rounded((await runJs(build(others), { X })).Z)).toEqual([0.8, 0.2, 1.6, -0.6]);
    expect(rounded((await runJs(build({ ...others, coefficients: floats([0, 1, 1, 0]) }), { X })).Z)).toEqual([
      0.2, -1, -0.6, 1,
    ]);
  });

  test('prefers the first of equal scores', async () => {
    const model = build({
      coefficients: floats([1, 1, 1]),
      intercepts: floats([0, 0, 0]),
      classlabels_ints: { ints: [4, 5, 6] },
    });
    await expectSameAsOrt(model, { X: tensor('float32', [1, -1, Number.NaN], [3, 1]) }, { outputs: ['Y'] });
  });

  test('refuses what does not fit', async () => {
    const refused = (attributes: AttributeRecord, message: RegExp) =>
      expect(createJsSession(build({ ...single, ...attributes }))).rejects.toMatchObject(
        rejected('model-invalid', message),
      );
    await refused({ classlabels_ints: { ints: [] } }, /classlabels_/);
    await refused({ intercepts: floats([1, 2, 3]) }, /intercepts has 3 values for 2 classes/);
    await refused({ coefficients: floats([]) }, /coefficients is empty/);
    await refused({ post_transform: string('TANH') }, /post_transform is 'TANH'/);
    await expect(runJs(build(single), { X: tensor('float32', [1, 2, 3], [1, 3]) })).rejects.toMatchObject(
      rejected('input-invalid', /3 features a row; coefficients has 2 values/),
    );
  });
});

describe('LinearRegressor', () => {
  const build = (attributes: AttributeRecord, type: (typeof numberTypes)[number] = 'float32') =>
    singleNode('LinearRegressor', attributes, [type], ['float32']);

  for (const transform of ['NONE', 'SOFTMAX', 'LOGISTIC', 'SOFTMAX_ZERO', 'PROBIT']) {
    test(`gives several targets, ${transform}`, async () => {
      const random = createRandom(2);
      for (const withIntercepts of [true, false]) {
        const scale = transform === 'PROBIT' ? 0.01 : 1;
        const model = build({
          coefficients: floats(Array.from({ length: 15 }, () => scale * (random.next() * 2 - 1))),
          ...(withIntercepts ? { intercepts: floats([0.5, 0.25, 0.75]) } : {}),
          targets: { int: 3 },
          post_transform: string(transform),
        });
        const tolerance = transform === 'LOGISTIC' ? { atol: 1e-6 } : transform === 'PROBIT' ? { atol: 3e-5 } : {};
        // Without intercepts the probit's argument would not lie between 0 and 1.
        if (transform === 'PROBIT' && !withIntercepts) continue;
        for (const dims of [[30, 5], [1, 5], [5], [0, 5]])
          await expectSameAsOrt(model, { X: random.tensor('float32', dims) }, tolerance);
      }
    });
  }

  test('gives one target', async () => {
    const random = createRandom(3);
    const model = build({ coefficients: floats([1, -2, 0.5]), intercepts: floats([0.25]), targets: { int: 1 } });
    await expectSameAsOrt(model, { X: random.tensor('float32', [40, 3]) });
  });

  test('applies the transform to one target too, which ONNX Runtime does not', async () => {
    const model = build({ coefficients: floats([1]), post_transform: string('LOGISTIC') });
    expect(rounded((await runJs(model, { X: tensor('float32', [0, 2], [2, 1]) })).Y)).toEqual([0.5, 0.8808]);
  });

  test('takes all number types, where ONNX Runtime takes float32 alone', async () => {
    for (const type of numberTypes) {
      const model = build({ coefficients: floats([1, 2]), intercepts: floats([0.5]) }, type);
      expect(rounded((await runJs(model, { X: tensor(type, [1, 2, 3, 4], [2, 2]) })).Y)).toEqual([5.5, 11.5]);
    }
  });

  test('refuses what does not fit', async () => {
    const refused = (attributes: AttributeRecord, message: RegExp) =>
      expect(createJsSession(build({ coefficients: floats([1, 2]), ...attributes }))).rejects.toMatchObject(
        rejected('model-invalid', message),
      );
    await refused({ targets: { int: 0 } }, /targets is 0/);
    await refused({ targets: { int: 2 ** 31 } }, /targets is 2147483648/);
    await refused({ intercepts: floats([1, 2]) }, /intercepts has 2 values for 1 targets/);
    await expect(runJs(build({ coefficients: floats([1, 2]) }), { X: tensor('float32', [1]) })).rejects.toMatchObject(
      rejected('input-invalid', /coefficients/),
    );
  });
});

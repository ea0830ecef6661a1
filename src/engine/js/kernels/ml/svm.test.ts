import { describe, expect, test } from 'vitest';
import { type AttributeValue, tensor } from '../../../../authoring/onnx/writer.ts';
import { createJsSession } from '../../create-js-session.ts';
import { createRandom, expectSameAsOrt, type Random, runJs } from '../../testing/differential.ts';
import { type AttributeRecord, singleNode } from './testing/models.ts';

const floats = (values: readonly number[]): AttributeValue => ({ floats: values });
const string = (value: string): AttributeValue => ({ string: value });
const list = (random: Random, length: number) => Array.from({ length }, () => random.next() * 2 - 1);
const kernelTypes = ['LINEAR', 'POLY', 'RBF', 'SIGMOID'];
const params = { kernel_params: floats([0.35, 0.2, 3]) };
const rejected = (code: string, message: RegExp) => ({
  name: 'EdgewiseError',
  code,
  message: expect.stringMatching(message),
});
// Sums of float32 in another order differ by more than usual where powers follow.
const tolerance = { rtol: 1e-5, atol: 2e-6 };

describe('SVMClassifier', () => {
  const build = (attributes: AttributeRecord, type: 'float32' | 'float64' | 'int64' | 'int32' = 'float32') =>
    singleNode('SVMClassifier', attributes, [type], [attributes.classlabels_strings ? 'string' : 'int64', 'float32']);

  function machine(random: Random, classes: number, probabilities: boolean): AttributeRecord {
    const perClass = Array.from({ length: classes }, () => random.int(1, 4));
    const count = perClass.reduce((sum, size) => sum + size, 0);
    const pairs = (classes * (classes - 1)) / 2;
    return {
      ...params,
      classlabels_ints: { ints: Array.from({ length: classes }, (_, k) => k * 5) },
      vectors_per_class: { ints: perClass },
      support_vectors: floats(list(random, count * 3)),
      coefficients: floats(list(random, (classes - 1) * count)),
      rho: floats(list(random, pairs)),
      ...(probabilities
        ? { prob_a: floats(list(random, pairs).map((x) => x - 2)), prob_b: floats(list(random, pairs)) }
        : {}),
    };
  }

  for (const kernel of kernelTypes) {
    for (const probabilities of [false, true]) {
      test(`votes by ${kernel} support vectors, ${probabilities ? 'with' : 'without'} probabilities`, async () => {
        const random = createRandom(1);
        for (const classes of [2, 3, 4]) {
          const attributes = { ...machine(random, classes, probabilities), kernel_type: string(kernel) };
          for (const dims of [
            [40, 3],
            [1, 3],
          ]) {
            await expectSameAsOrt(
              build(attributes),
              { X: random.tensor('float32', dims, { low: -1, high: 1 }) },
              tolerance,
            );
          }
        }
      });
    }
  }

  test('takes all number types and string labels', async () => {
    const random = createRandom(2);
    const { classlabels_ints: _, ...others } = machine(random, 3, true);
    for (const type of ['float32', 'float64', 'int64', 'int32'] as const) {
      const model = build(
        { ...others, classlabels_strings: { strings: ['a', 'b', 'c'] }, kernel_type: string('RBF') },
        type,
      );
      await expectSameAsOrt(model, { X: random.tensor(type, [20, 3], { low: -2, high: 2 }) }, tolerance);
    }
  });

  for (const transform of ['NONE', 'SOFTMAX', 'LOGISTIC', 'SOFTMAX_ZERO']) {
    test(`applies ${transform}`, async () => {
      const random = createRandom(3);
      for (const classes of [3, 4]) {
        for (const probabilities of [false, true]) {
          const model = build({
            ...machine(random, classes, probabilities),
            kernel_type: string('RBF'),
            post_transform: string(transform),
          });
          await expectSameAsOrt(model, { X: random.tensor('float32', [20, 3]) }, tolerance);
        }
      }
    });
  }

  test('makes two scores of the decision value of two classes, [-v, v], whatever the transform; ONNX Runtime does for LOGISTIC', async () => {
    const random = createRandom(9);
    const attributes = machine(random, 2, false);
    const X = random.tensor('float32', [10, 3]);
    const feeds = { X };
    await expectSameAsOrt(build({ ...attributes, post_transform: string('LOGISTIC') }), feeds, tolerance);
    const { Z: plain } = await runJs(build(attributes), feeds);
    for (const transform of ['SOFTMAX', 'SOFTMAX_ZERO']) {
      const { Z } = await runJs(build({ ...attributes, post_transform: string(transform) }), feeds);
      for (let i = 0; i < 20; i += 2)
        expect(Z?.data[i + 1]).toBeCloseTo(1 / (1 + Math.exp(-2 * Number(plain?.data[i + 1]))), 5);
    }
  });

  test('scores every class without support vectors', async () => {
    const random = createRandom(4);
    for (const classes of [2, 3, 5]) {
      const model = build({
        ...params,
        classlabels_ints: { ints: Array.from({ length: classes }, (_, k) => k) },
        coefficients: floats(list(random, classes * 3)),
        rho: floats([0.25]),
      });
      await expectSameAsOrt(model, { X: random.tensor('float32', [40, 3]) }, tolerance);
    }
  });

  test('counts what it multiplies as work', async () => {
    const model = build({
      classlabels_ints: { ints: Array.from({ length: 50 }, (_, k) => k) },
      coefficients: floats(list(createRandom(10), 50 * 50)),
      rho: floats([0]),
    });
    const session = await createJsSession(model, { limits: { work: 1000 } });
    await expect(session.run({ X: tensor('float32', new Array(50).fill(1), [1, 50]) })).rejects.toMatchObject(
      rejected('input-invalid', /limits\.work/),
    );
  });

  test('refuses what does not fit', async () => {
    const attributes = machine(createRandom(5), 3, true);
    const refused = (changes: AttributeRecord, message: RegExp) =>
      expect(createJsSession(build({ ...attributes, ...changes }))).rejects.toMatchObject(
        rejected('model-invalid', message),
      );
    await refused(
      { vectors_per_class: { ints: [1, 2] } },
      /vectors_per_class must have 3 sizes|support_vectors does not/,
    );
    await refused({ coefficients: floats([1]) }, /coefficients has 1 values/);
    await refused({ rho: floats([]) }, /rho has 0 values/);
    await refused({ prob_a: floats([1]) }, /prob_a and prob_b/);
    await refused({ kernel_type: string('COSINE') }, /kernel_type is 'COSINE'/);
    await refused({ support_vectors: floats([1]) }, /support_vectors does not divide/);
    await refused(
      { vectors_per_class: { ints: [2 ** 40, 0, 0] }, support_vectors: floats([]) },
      /support_vectors does not/,
    );
    await refused({ classlabels_ints: { ints: [1] } }, /one class label/);
    await expect(runJs(build(attributes), { X: tensor('float32', [1], [1, 1]) })).rejects.toMatchObject(
      rejected('input-invalid', /1 features/),
    );
  });
});

describe('SVMRegressor', () => {
  const build = (attributes: AttributeRecord, type: 'float32' | 'int64' = 'float32') =>
    singleNode('SVMRegressor', attributes, [type], ['float32']);
  const machine = (random: Random): AttributeRecord => ({
    ...params,
    n_supports: { int: 5 },
    support_vectors: floats(list(random, 15)),
    coefficients: floats(list(random, 5)),
    rho: floats([0.3]),
  });

  for (const kernel of kernelTypes) {
    test(`sums ${kernel} support vectors`, async () => {
      const random = createRandom(6);
      for (const oneClass of [0, 1]) {
        const model = build({ ...machine(random), kernel_type: string(kernel), one_class: { int: oneClass } });
        for (const dims of [[30, 3], [3]])
          await expectSameAsOrt(model, { X: random.tensor('float32', dims, { low: -1, high: 1 }) }, tolerance);
      }
    });
  }

  test('is linear without support vectors', async () => {
    const random = createRandom(7);
    for (const count of [0, -2]) {
      const model = build({
        ...params,
        n_supports: { int: count },
        coefficients: floats([1, -2, 0.5]),
        rho: floats([0.1]),
      });
      await expectSameAsOrt(model, { X: random.tensor('float32', [30, 3]) }, tolerance);
    }
  });

  test('takes whole numbers and applies the transform, which ONNX Runtime does not', async () => {
    const attributes = { coefficients: floats([1, -2]), rho: floats([0.5]) };
    const feeds = { X: tensor('int64', [1, 1], [1, 2]) };
    expect((await runJs(build(attributes, 'int64'), feeds)).Y?.data[0]).toBe(-0.5);
    const logistic = build({ ...attributes, post_transform: string('LOGISTIC') }, 'int64');
    expect((await runJs(logistic, feeds)).Y?.data[0]).toBeCloseTo(1 / (1 + Math.exp(0.5)), 6);
  });

  test('refuses what does not fit', async () => {
    const attributes = machine(createRandom(8));
    const refused = (changes: AttributeRecord, message: RegExp) =>
      expect(createJsSession(build({ ...attributes, ...changes }))).rejects.toMatchObject(
        rejected('model-invalid', message),
      );
    await refused({ coefficients: floats([1]) }, /coefficients has 1 values for 5 support vectors/);
    await refused({ n_supports: { int: 4 } }, /n_supports/);
  });
});

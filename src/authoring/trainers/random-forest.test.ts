import { describe, expect, it } from 'vitest';
import type { TrainingData } from './estimator.ts';
import { fitEstimator } from './fit-estimator.ts';
import { randomForest } from './random-forest.ts';
import { expectSameAsExported } from './testing/expect-same-as-exported.ts';
import { randomData } from './testing/random-data.ts';

const learn = (data: TrainingData, params: object = {}) => fitEstimator(randomForest, data, params);

/** One tree on all rows, which chooses from all columns. */
const oneTree = { nEstimators: 1, bootstrap: false, maxFeatures: null };

function column(values: readonly number[], labels: readonly (number | string)[]): TrainingData {
  return { features: Float64Array.from(values), featureNames: ['x'], labels };
}

const { NaN: missing } = Number;

describe('randomForest', () => {
  it('cuts in the middle where the Gini impurity falls the most', async () => {
    const data = column([1, 2, 3, 5, 6], [0, 0, 0, 1, 1]);
    const model = await learn(data, oneTree);
    expect([...model.predict(Float64Array.of(3.9, 4.1)).values]).toEqual([0, 1]);
    const leaf = await learn(data, { ...oneTree, maxDepth: 1, minSamplesLeaf: 3 });
    expect(leaf.predict(Float64Array.of(0, 9)).probabilities?.[3]).toBeCloseTo(2 / 5, 6);
  });

  it('finds, of all cuts of random data, one that leaves the least squared error', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const data = randomData({ seed, rows: 40, columns: 4, classes: 0 });
      const params = { ...oneTree, task: 'regression', maxDepth: 1 };
      const { values } = (await learn(data, params)).predict(data.features);
      const errorOf = (fitted: readonly number[]) =>
        fitted.reduce((sum, value, row) => sum + (value - (data.labels[row] ?? 0)) ** 2, 0);
      const errors: number[] = [];
      for (let j = 0; j < 4; j++) {
        const x = data.labels.map((_, row) => data.features[row * 4 + j] ?? 0);
        for (const cut of new Set(x)) {
          const meanOf = (isLeft: boolean) => {
            const side = data.labels.filter((_, row) => (x[row] ?? 0) <= cut === isLeft);
            return side.reduce((sum, label) => sum + label, 0) / side.length;
          };
          const [left, right] = [meanOf(true), meanOf(false)];
          errors.push(errorOf(x.map((value) => (value <= cut ? left : Number.isNaN(right) ? left : right))));
        }
      }
      expect(errorOf([...values])).toBeCloseTo(Math.min(...errors), 4);
    }
  });

  it('grows until leaves are pure, whatever the classes', async () => {
    const data = randomData({ seed: 2, rows: 200, columns: 5, classes: 4 });
    const { values } = (await learn(data, oneTree)).predict(data.features);
    expect([...values]).toEqual(data.labels);
  });

  it('splits where no split gains by itself', async () => {
    const xor = {
      features: Float64Array.of(0, 0, 0, 1, 1, 0, 1, 1),
      featureNames: ['a', 'b'],
      labels: ['same', 'other', 'other', 'same'],
    };
    const model = await learn(xor, oneTree);
    expect([...model.predict(xor.features).values].map((place) => model.classes?.[place])).toEqual(xor.labels);
  });

  it('sends missing values where they belong', async () => {
    const x = [missing, 1, 2, 3, missing, 8, 9, missing];
    for (const label of [0, 1]) {
      const labels = x.map((value) => (Number.isNaN(value) ? label : Number(value > 5)));
      const model = await learn(column(x, labels), oneTree);
      expect([...model.predict(Float64Array.of(missing, 2, 9)).values]).toEqual([label, 0, 1]);
    }
    const alone = await learn(column([missing, 1, 2, missing], [1, 0, 0, 1]), oneTree);
    expect([...alone.predict(Float64Array.of(missing, -1e30, 1e30)).values]).toEqual([1, 0, 0]);
    await expectSameAsExported(alone, Float64Array.of(missing, -1e30, 1e30), 1);
  });

  it('is the same for the same seed, and other trees for another', async () => {
    const data = randomData({ seed: 3, rows: 150, columns: 6, classes: 2 });
    const [first, again, other] = await Promise.all(
      [1, 1, 2].map(async (randomState) => (await learn(data, { nEstimators: 5, randomState })).toOnnx()),
    );
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
  });

  it('weighs rows and classes', async () => {
    const data = column([1, 1, 1, 1], ['a', 'a', 'a', 'b']);
    const shareOfB = async (more: object, params: object) =>
      (await learn({ ...data, ...more }, { ...oneTree, ...params })).predict(Float64Array.of(1)).probabilities?.[1];
    expect(await shareOfB({}, {})).toBeCloseTo(1 / 4, 6);
    expect(await shareOfB({ sampleWeight: [1, 1, 1, 3] }, {})).toBeCloseTo(1 / 2, 6);
    expect(await shareOfB({}, { classWeight: 'balanced' })).toBeCloseTo(1 / 2, 6);
    expect(await shareOfB({}, { classWeight: { b: 6 } })).toBeCloseTo(2 / 3, 6);
  });

  for (const classes of [0, 2, 3]) {
    it(`exports what it predicts, ${classes || 'no'} classes: missing values, ties, constants`, async () => {
      for (let seed = 0; seed < 8; seed++) {
        const data = randomData({ seed, rows: 120, columns: 6, missing: (seed % 4) * 0.1, classes });
        const model = await learn(data, {
          task: classes ? 'classification' : 'regression',
          nEstimators: 1 + 7 * (seed % 3),
          minSamplesLeaf: 1 + 2 * (seed % 2),
        });
        const other = randomData({ seed: seed + 100, rows: 200, columns: 6, missing: 0.2, classes });
        await expectSameAsExported(model, data.features, 6);
        await expectSameAsExported(model, other.features, 6);
      }
    });
  }

  it.each([
    ['1 class', column([1, 2], ['a', 'a']), {}, 'the labels hold the one class "a"'],
    ['0 rows', column([], []), {}, 'there are 0 rows'],
    [
      'an infinite feature',
      column([1, Number.NEGATIVE_INFINITY], [0, 1]),
      {},
      "column 'x' is -Infinity in row 1 (counted from 0)",
    ],
    ['no trees', column([1, 2], [0, 1]), { nEstimators: 0 }, "the param 'nEstimators'"],
  ])('refuses %s', async (_, data, params, message) => {
    await expect(learn(data, params)).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringContaining(message),
    });
  });
});

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../pipeline/random.ts';
import type { TrainingData } from './estimator.ts';
import { fitEstimator } from './fit-estimator.ts';
import { gradientBoosting } from './gradient-boosting.ts';
import { expectSameAsExported } from './testing/expect-same-as-exported.ts';
import { randomData } from './testing/random-data.ts';

const learn = (data: TrainingData, params: object = {}) => fitEstimator(gradientBoosting, data, params);

/** One column. */
function column(values: readonly number[], labels: readonly (number | string)[]): TrainingData {
  return { features: Float64Array.from(values), featureNames: ['x'], labels };
}

const { NaN: missing } = Number;

describe('gradientBoosting', () => {
  it('grows one stump as computed by hand', async () => {
    // Mean 3; the best cut is between 2 and 10, with means 1 and 7; half of the way is learned.
    const model = await learn(column([1, 2, 2, 10], [1, 1, 3, 7]), {
      task: 'regression',
      maxIter: 1,
      maxLeafNodes: 2,
      minSamplesLeaf: 1,
      learningRate: 0.5,
    });
    const { values } = model.predict(Float64Array.of(-5, 5.9, 6.1, 100));
    const low = 3 + 0.5 * (5 / 3 - 3);
    [low, low, 5, 5].forEach((value, row) => {
      expect(values[row]).toBeCloseTo(value, 6);
    });
  });

  it('weighs a leaf of log loss by its curvature, damped by l2Regularization', async () => {
    const data = column([0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 1, 1, 1, 1, 0]);
    const params = { maxIter: 1, learningRate: 1, minSamplesLeaf: 1, l2Regularization: 0.5 };
    const { probabilities } = (await learn(data, params)).predict(Float64Array.of(0, 1));
    // Log odds start at 0: four slopes of ±0.5 sum to 1 a side, four curvatures of 0.25 to 1.
    const step = 1 / (1 + 0.5);
    expect(probabilities?.[1]).toBeCloseTo(1 / (1 + Math.exp(step)), 6);
    expect(probabilities?.[3]).toBeCloseTo(1 / (1 + Math.exp(-step)), 6);
  });

  it('cuts between float32 values that are neighbours', async () => {
    const below = Math.fround(1);
    const above = Math.fround(1 + 2 ** -23);
    const model = await learn(column([below, below, above, above], [0, 0, 1, 1]), { minSamplesLeaf: 1 });
    expect([...model.predict(Float64Array.of(below, above)).values]).toEqual([0, 1]);
    await expectSameAsExported(model, Float64Array.of(below, above), 1);
  });

  it('learns which way missing values go', async () => {
    const x = Array.from({ length: 90 }, (_, row) => (row % 3 === 0 ? missing : row));
    for (const missingLabel of [0, 1]) {
      const labels = x.map((value) => (Number.isNaN(value) ? missingLabel : Number(value > 45)));
      const model = await learn(column(x, labels), { minSamplesLeaf: 5 });
      expect([...model.predict(Float64Array.of(missing, 10, 80)).values]).toEqual([missingLabel, 0, 1]);
      await expectSameAsExported(model, Float64Array.of(missing, 10, 80), 1);
    }
  });

  it('splits categories by sets that no threshold gives, and takes unknown ones for missing', async () => {
    const x = Array.from({ length: 400 }, (_, row) => row % 8);
    const labels = x.map((category) => ([0, 3, 4, 6].includes(category) ? 'yes' : 'no'));
    const params = { categoricalFeatures: ['x'], maxIter: 40, maxLeafNodes: 2 };
    const model = await learn(column(x, labels), params);
    const asked = Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, missing, 99, 2.5, -1);
    const { values, probabilities = new Float64Array() } = model.predict(asked);
    expect([...values.subarray(0, 8)]).toEqual([1, 0, 0, 1, 1, 0, 1, 0]);
    for (const row of [9, 10, 11]) expect(probabilities[2 * row]).toBe(probabilities[16]);
    await expectSameAsExported(model, asked, 1);
    const byThreshold = await learn(column(x, labels), { ...params, categoricalFeatures: [] });
    expect([...byThreshold.predict(asked).values.subarray(0, 8)]).not.toEqual([...values.subarray(0, 8)]);
  });

  // What scikit-learn 1.2.1 predicts; of fewer than 10 rows, a category is rare.
  it.each([
    { rows: [12, 12, 12, 8], labels: [0, 1, 6, 6], expected: [1.875, 1.875, 6, 1.875] },
    { rows: [12, 8, 8], labels: [0, 6, 6], expected: [24 / 7, 24 / 7, 24 / 7] },
  ])('leaves rare categories with most of the others: $rows rows', async ({ rows, labels, expected }) => {
    const x = rows.flatMap((count, category) => Array.from({ length: count }, () => category));
    const data = column(
      x,
      x.map((category) => labels[category] ?? 0),
    );
    const params = { task: 'regression', categoricalFeatures: ['x'], maxIter: 1, learningRate: 1, maxLeafNodes: 2 };
    const { values } = (await learn(data, { ...params, minSamplesLeaf: 1 })).predict(Float64Array.from(rows.keys()));
    for (const [category, value] of expected.entries()) expect(values[category]).toBeCloseTo(value, 5);
  });

  it.each([1, -1] as const)('keeps predictions from turning against monotonicCst %d', async (direction) => {
    const random = createRandom(8);
    const x = Array.from({ length: 500 }, () => random() * 6);
    const labels = x.map((value) => direction * value + 3 * Math.sin(2 * value) + random());
    const grid = Float64Array.from({ length: 200 }, (_, i) => i * 0.03);
    const turns = async (params: object) => {
      const { values } = (await learn(column(x, labels), { minSamplesLeaf: 5, ...params })).predict(grid);
      return values.slice(1).filter((value, i) => direction * (value - (values[i] ?? 0)) < 0).length;
    };
    expect(await turns({})).toBeGreaterThan(0);
    expect(await turns({ monotonicCst: { x: direction } })).toBe(0);
  });

  it('keeps minSamplesLeaf, maxDepth and maxLeafNodes', async () => {
    const data = randomData({ seed: 11, rows: 300, columns: 4, classes: 0 });
    const leavesOf = async (params: object) => {
      const model = await learn(data, { task: 'regression', maxIter: 1, learningRate: 1, ...params });
      const rowsOf = new Map<number, number>();
      for (const value of model.predict(data.features).values) rowsOf.set(value, (rowsOf.get(value) ?? 0) + 1);
      return [...rowsOf.values()];
    };
    expect(Math.min(...(await leavesOf({ minSamplesLeaf: 40 })))).toBeGreaterThanOrEqual(40);
    expect(await leavesOf({ maxDepth: 1 })).toHaveLength(2);
    expect(await leavesOf({ maxLeafNodes: 5, minSamplesLeaf: 1 })).toHaveLength(5);
    expect((await leavesOf({ maxDepth: 3, maxLeafNodes: null, minSamplesLeaf: 1 })).length).toBeLessThanOrEqual(8);
  });

  it('stops when rows kept apart gain no more, and keeps the same rows apart for the same seed', async () => {
    const data = randomData({ seed: 12, rows: 500, columns: 5, classes: 2 });
    const params = { earlyStopping: true, maxIter: 400, nIterNoChange: 5, learningRate: 0.3 };
    const model = await learn(data, { ...params, randomState: 1 });
    expect(model.toOnnx()).toEqual((await learn(data, { ...params, randomState: 1 })).toOnnx());
    expect(model.toOnnx()).not.toEqual((await learn(data, { ...params, randomState: 2 })).toOnnx());
    expect(model.toOnnx().length).toBeLessThan(
      (await learn(data, { ...params, earlyStopping: false })).toOnnx().length / 2,
    );
  });

  it('weighs rows as if they were repeated', async () => {
    const data = randomData({ seed: 13, rows: 200, columns: 3, classes: 0 });
    const params = { task: 'regression', maxIter: 5, minSamplesLeaf: 1, maxLeafNodes: 4 };
    const weighed = await learn({ ...data, sampleWeight: data.labels.map((_, row) => 1 + (row % 2)) }, params);
    const twice = data.labels.flatMap((_, row) => (row % 2 ? [row, row] : [row]));
    const repeated = await learn(
      {
        ...data,
        features: Float64Array.from(twice.flatMap((row) => [...data.features.subarray(3 * row, 3 * row + 3)])),
        labels: twice.map((row) => data.labels[row] ?? 0),
      },
      params,
    );
    const expected = repeated.predict(data.features).values;
    weighed.predict(data.features).values.forEach((value, row) => {
      expect(value).toBeCloseTo(expected[row] ?? 0, 5);
    });
  });

  for (const classes of [0, 2, 3]) {
    it(`exports what it predicts, ${classes || 'no'} classes: missing values, ties, constants, categories`, async () => {
      for (let seed = 0; seed < 8; seed++) {
        const data = randomData({ seed, rows: 60 + 40 * (seed % 3), columns: 6, missing: (seed % 4) * 0.1, classes });
        const model = await learn(data, {
          task: classes ? 'classification' : 'regression',
          minSamplesLeaf: 1 + 4 * (seed % 2),
          maxIter: 1 + 10 * (seed % 4),
          categoricalFeatures: seed % 3 === 2 ? ['x1'] : [],
          maxBins: seed % 2 ? 255 : 8,
        });
        const other = randomData({ seed: seed + 100, rows: 200, columns: 6, missing: 0.2, classes });
        await expectSameAsExported(model, data.features, 6);
        await expectSameAsExported(model, other.features, 6);
      }
    });
  }

  it.each([
    ['a tree without splits', column([1, 1, 1, 1], [0, 1, 1, 1])],
    ['a class in every row but one', column([1, 2, 3, 4], [1, 1, 1, 0])],
    ['columns without any value', column([missing, missing, missing], [0, 1, 1])],
  ])('exports %s', async (_, data) => {
    const model = await learn(data, { minSamplesLeaf: 1, maxIter: 1, learningRate: 0.01 });
    await expectSameAsExported(model, Float64Array.of(0, 2, 3.5, missing), 1);
  });

  it.each([
    ['1 class', column([1, 2], [1, 1]), {}, 'the labels hold the one class 1'],
    ['0 rows', column([], []), {}, 'there are 0 rows'],
    ['a NaN label of a regression', column([1, 2, 3], [1, missing, 2.5]), {}, 'row 1 (counted from 0) has no label'],
    [
      'texts of a regression',
      column([1, 2], ['a', 'b']),
      { task: 'regression' },
      "row 0 (counted from 0) has the label 'a'",
    ],
    [
      'an infinite feature',
      column([1, Number.POSITIVE_INFINITY], [0, 1]),
      {},
      "column 'x' is Infinity in row 1 (counted from 0)",
    ],
    ['class weights of a regression', column([1, 2, 3], [1, 2, 3]), { classWeight: 'balanced' }, 'leave it out'],
    [
      'fractional categories',
      column([0, 1.5], [0, 1]),
      { categoricalFeatures: ['x'] },
      'holds 1.5, which is no category',
    ],
    ['unknown columns', column([0, 1], [0, 1]), { categoricalFeatures: ['y'] }, "names the column 'y'"],
    ['unknown constraints', column([0, 1], [0, 1]), { monotonicCst: { y: 1 } }, "names the column 'y'"],
    [
      'ordered categories',
      column([0, 1], [0, 1]),
      { monotonicCst: { x: 1 }, categoricalFeatures: [0] },
      'have no order',
    ],
  ])('refuses %s', async (_, data, params, message) => {
    await expect(learn(data, params)).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringContaining(message),
    });
  });

  it('refuses 10,000 categories with a way out', async () => {
    const x = Array.from({ length: 10_000 }, (_, row) => row);
    const data = column(
      x,
      x.map((row) => row % 2),
    );
    await expect(learn(data, { categoricalFeatures: ['x'] })).rejects.toThrow(
      "column 'x' has 10000 categories where maxBins allows 255; group the rare ones or encode it by target-encoder",
    );
  });

  it('tells of its progress and ends when it is aborted', async () => {
    const data = randomData({ seed: 1, rows: 100, columns: 3, classes: 2 });
    const controller = new AbortController();
    const seen: string[] = [];
    const aborted = fitEstimator(
      gradientBoosting,
      data,
      {},
      {
        signal: controller.signal,
        onProgress: (done, what) => {
          seen.push(`${done} ${what}`);
          if (done >= 0.5) controller.abort(new Error('enough'));
        },
      },
    );
    await expect(aborted).rejects.toThrow('enough');
    expect(seen.at(0)).toBe('0 tree 1 of 100');
    expect(seen.at(-1)).toBe('0.5 tree 51 of 100');
  });
});

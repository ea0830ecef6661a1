import { describe, expect, it } from 'vitest';
import { createRandom } from '../../pipeline/random.ts';
import type { TrainingData } from './estimator.ts';
import { fitEstimator } from './fit-estimator.ts';
import { logisticRegression } from './logistic-regression.ts';
import { expectSameAsExported } from './testing/expect-same-as-exported.ts';
import { randomData } from './testing/random-data.ts';

/** GPA, TUCE, PSI and grade of 32 students: Spector and Mazzeo, 1980. */
const students: readonly (readonly [number, number, number, number])[] = [
  [2.66, 20, 0, 0],
  [2.89, 22, 0, 0],
  [3.28, 24, 0, 0],
  [2.92, 12, 0, 0],
  [4.0, 21, 0, 1],
  [2.86, 17, 0, 0],
  [2.76, 17, 0, 0],
  [2.87, 21, 0, 0],
  [3.03, 25, 0, 0],
  [3.92, 29, 0, 1],
  [2.63, 20, 0, 0],
  [3.32, 23, 0, 0],
  [3.57, 23, 0, 0],
  [3.26, 25, 0, 1],
  [3.53, 26, 0, 0],
  [2.74, 19, 0, 0],
  [2.75, 25, 0, 0],
  [2.83, 19, 0, 0],
  [3.12, 23, 1, 0],
  [3.16, 25, 1, 1],
  [2.06, 22, 1, 0],
  [3.62, 28, 1, 1],
  [2.89, 14, 1, 0],
  [3.51, 26, 1, 0],
  [3.54, 24, 1, 1],
  [2.83, 27, 1, 1],
  [3.39, 17, 1, 1],
  [2.67, 24, 1, 0],
  [3.65, 21, 1, 1],
  [4.0, 23, 1, 1],
  [3.1, 21, 1, 0],
  [2.39, 19, 1, 1],
];
const training = {
  features: Float64Array.from(students.flatMap((student) => student.slice(0, 3))),
  featureNames: ['GPA', 'TUCE', 'PSI'],
  labels: students.map(([, , , grade]) => grade),
};

// Computed by scikit-learn 1.9.1: LogisticRegression(solver='newton-cholesky', tol=1e-12, …).learn(X, y).
const references = [
  { params: {}, coef: [1.210087428884, 0.130151913857, 1.162144481251], intercept: -7.949012046077 },
  { params: { C: 0.1 }, coef: [0.238549258358, 0.157428056048, 0.253534767214], intercept: -5.027559134505 },
  { params: { penalty: null }, coef: [2.826112594889, 0.095157661318, 2.378687655093], intercept: -13.021346858116 },
  { params: { fitIntercept: false }, coef: [0.195098955113, -0.072348337975, 1.008839033032], intercept: 0 },
  {
    params: {},
    sampleWeight: students.map(([, , psi]) => (psi > 0 ? 2 : 0.5)),
    coef: [1.181425119968, 0.087291491669, 1.052525051941],
    intercept: -6.574038953559,
  },
];

/** Fits to the last digits. */
const learn = (data: TrainingData, params: object = {}) =>
  fitEstimator(logisticRegression, data, { tol: 1e-10, ...params });

/** The slopes of `Σ log loss` by each class's coefficients and intercept, computed anew from the model's own probabilities. */
function slopesOf(data: TrainingData, probabilities: Float64Array, classes: number): number[][] {
  const columns = data.featureNames.length;
  return Array.from({ length: classes }, (_, k) => {
    const slopes = new Array<number>(columns + 1).fill(0);
    for (const [row, label] of (data.labels ?? []).entries()) {
      const residual = (probabilities[row * classes + k] ?? 0) - Number(label === k);
      for (let j = 0; j <= columns; j++) {
        slopes[j] = (slopes[j] ?? 0) + residual * (j < columns ? (data.features[row * columns + j] ?? 0) : 1);
      }
    }
    return slopes;
  });
}

describe('logisticRegression', () => {
  it.each(references)(
    'gives what scikit-learn gives for $params',
    async ({ params, sampleWeight, coef, intercept }) => {
      const model = await learn({ ...training, ...(sampleWeight && { sampleWeight }) }, params);
      expect(model.intercept[0]).toBeCloseTo(intercept, 5);
      expect(model.coef[0]).toHaveLength(coef.length);
      coef.forEach((value, j) => {
        expect(model.coef[0]?.[j]).toBeCloseTo(value, 6);
      });
    },
  );

  it('recovers the coefficients that the labels were drawn from', async () => {
    const random = createRandom(7);
    const truth = [1.5, -2, 0.25];
    const features = Float64Array.from({ length: 60_000 }, () => random() * 2 - 1);
    const labels = Array.from({ length: 20_000 }, (_, row) => {
      const score = truth.reduce((sum, weight, j) => sum + weight * (features[row * 3 + j] ?? 0), -0.7);
      return Number(random() < 1 / (1 + Math.exp(-score)));
    });
    const model = await learn({ features, featureNames: ['a', 'b', 'c'], labels });
    truth.forEach((value, j) => {
      expect(Math.abs((model.coef[0]?.[j] ?? 0) - value)).toBeLessThan(0.1);
    });
    expect(Math.abs((model.intercept[0] ?? 0) + 0.7)).toBeLessThan(0.1);
  });

  it('converges on features of very different scale', async () => {
    const features = Float64Array.from(students.flatMap(([gpa, tuce, psi]) => [gpa * 1e4, tuce * 1e-3, psi]));
    const model = await learn({ ...training, features }, { penalty: null });
    expect((model.coef[0]?.[0] ?? 0) * 1e4).toBeCloseTo(2.826112594889, 5);
  });

  it('meets the conditions of the L1 minimum: slopes of C where a coefficient is not 0, below C where it is', async () => {
    const data = randomData({ seed: 3, rows: 300, columns: 8, classes: 2 });
    const C = 0.05;
    const model = await learn(data, { penalty: 'l1', C });
    const { probabilities = new Float64Array() } = model.predict(data.features);
    const [, slopes = []] = slopesOf(data, probabilities, 2);
    const coef = model.coef[0] ?? new Float64Array();
    expect(coef.filter((weight) => weight === 0).length).toBeGreaterThan(0);
    expect(coef.filter((weight) => weight !== 0).length).toBeGreaterThan(0);
    coef.forEach((weight, j) => {
      if (weight === 0) expect(Math.abs(C * (slopes[j] ?? 0))).toBeLessThanOrEqual(1 + 1e-4);
      else expect(C * (slopes[j] ?? 0)).toBeCloseTo(-Math.sign(weight), 3);
    });
  });

  it('meets the conditions of the elastic net of three classes', async () => {
    const data = randomData({ seed: 4, rows: 300, columns: 6, classes: 3 });
    const [C, l1Ratio] = [0.1, 0.4];
    const model = await learn(data, { penalty: 'elasticnet', l1Ratio, C });
    const { probabilities = new Float64Array() } = model.predict(data.features);
    const slopes = slopesOf(data, probabilities, 3);
    model.coef.forEach((coef, k) => {
      expect(slopes[k]?.at(-1)).toBeCloseTo(0, 3);
      coef.forEach((weight, j) => {
        const slope = C * (slopes[k]?.[j] ?? 0) + (1 - l1Ratio) * weight;
        if (weight === 0) expect(Math.abs(slope)).toBeLessThanOrEqual(l1Ratio + 1e-4);
        else expect(slope).toBeCloseTo(-l1Ratio * Math.sign(weight), 3);
      });
    });
  });

  it('weighs classes as it would weigh their rows', async () => {
    const data = randomData({ seed: 5, rows: 200, columns: 4, classes: 3 });
    const weights = [1, 2, 0.5];
    const byClass = await learn(data, { classWeight: { 1: 2, 2: 0.5 } });
    const byRow = await learn({ ...data, sampleWeight: data.labels.map((label) => weights[label] ?? 1) });
    expect(byClass.coef).toEqual(byRow.coef);
    const counts = [0, 1, 2].map((label) => data.labels.filter((other) => other === label).length);
    const balanced = await learn(data, { classWeight: 'balanced' });
    const byCount = await learn({
      ...data,
      sampleWeight: data.labels.map((label) => 200 / (3 * (counts[label] ?? 1))),
    });
    expect(balanced.coef).toEqual(byCount.coef);
  });

  it('takes texts as classes', async () => {
    const model = await learn({ ...training, labels: training.labels.map((grade) => (grade ? 'pass' : 'fail')) });
    expect(model.classes).toEqual(['fail', 'pass']);
    await expectSameAsExported(model, training.features, 3);
  });

  it.each([2, 3, 5])('exports what it predicts, of %d classes', async (classes) => {
    for (let seed = 0; seed < 8; seed++) {
      const data = randomData({ seed, rows: 120, columns: 7, classes });
      await expectSameAsExported(await learn(data, { tol: 1e-6 }), data.features, 7);
    }
  });

  const { NaN: missing, POSITIVE_INFINITY: infinite } = Number;
  it.each([
    ['sizes that disagree', { features: [1, 2, 3], labels: [0, 1] }, '3 features do not fill rows of 2 columns'],
    ['labels of other rows', { features: [1, 2], labels: [0, 1] }, '2 labels for 1 rows'],
    ['no rows', { features: [], labels: [] }, '0 rows to learn from'],
    ['no labels', { features: [1, 2] }, 'no labels to learn'],
    ['fractional classes', { features: [1, 2, 3, 4], labels: [0, 0.5] }, 'row 1 (counted from 0) has the label 0.5'],
    ['a missing label', { features: [1, 2, 3, 4], labels: [0, missing] }, 'row 1 (counted from 0) has no label'],
    [
      'labels of two types',
      { features: [1, 2, 3, 4], labels: [0, 'a'] },
      'row 1 (counted from 0) has the label "a" among numbers',
    ],
    ['a single class', { features: [1, 2, 3, 4], labels: [1, 1] }, 'the one class 1'],
    [
      'a missing value',
      { features: [1, 2, missing, 4], labels: [0, 1] },
      "column 'a' is NaN in row 1 (counted from 0); impute or drop it",
    ],
    [
      'an infinite value',
      { features: [1, 2, 3, infinite], labels: [0, 1] },
      "column 'b' is Infinity in row 1 (counted from 0)",
    ],
    [
      'a value beyond float32',
      { features: [1, 1e300, 3, 4], labels: [0, 1] },
      "column 'b' is 1e+300 in row 0 (counted from 0)",
    ],
    [
      'a negative weight',
      { features: [1, 2, 3, 4], labels: [0, 1], sampleWeight: [1, -1] },
      'weight of row 1 (counted from 0) is -1',
    ],
    ['no weight at all', { features: [1, 2, 3, 4], labels: [0, 1], sampleWeight: [0, 0] }, 'all sample weights are 0'],
  ])('refuses %s', async (_, bad, message) => {
    const data = { ...bad, features: Float64Array.from(bad.features), featureNames: ['a', 'b'] };
    await expect(learn(data)).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringContaining(message),
    });
  });

  it('refuses params that it does not have', async () => {
    await expect(learn(training, { c: 1 })).rejects.toThrow("logistic-regression: the param 'c'");
    await expect(learn(training, { C: 0 })).rejects.toThrow("the param 'C': it must be above 0");
    await expect(learn(training, { classWeight: { 7: 2 } })).rejects.toThrow("classWeight names '7', which no row has");
  });

  it('says when it did not converge', async () => {
    await expect(learn(training, { maxIter: 2 })).rejects.toThrow('it did not converge in 2 steps; raise maxIter');
  });

  it('learns nothing of constant columns', async () => {
    const features = Float64Array.from(students.flatMap(([gpa]) => [gpa, 5]));
    const model = await learn({ ...training, features, featureNames: ['gpa', 'constant'] });
    expect(model.coef[0]?.[1]).toBe(0);
  });

  it('tells of its progress and ends when it is aborted', async () => {
    const shares: number[] = [];
    await fitEstimator(logisticRegression, training, {}, { onProgress: (done) => shares.push(done) });
    expect(shares.length).toBeGreaterThan(3);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    const controller = new AbortController();
    const aborted = fitEstimator(
      logisticRegression,
      training,
      {},
      {
        signal: controller.signal,
        onProgress: () => controller.abort(new Error('enough')),
      },
    );
    await expect(aborted).rejects.toThrow('enough');
  });
});

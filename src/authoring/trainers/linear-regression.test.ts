import { describe, expect, it } from 'vitest';
import { fitEstimator } from './fit-estimator.ts';
import { linearRegression, ridge } from './linear-regression.ts';
import { expectSameAsExported } from './testing/expect-same-as-exported.ts';
import { type RandomDataOptions, randomData } from './testing/random-data.ts';

/** Random data as the trainer reads it: float32 numbers. */
function roundedData(options: RandomDataOptions) {
  const { features, ...data } = randomData(options);
  return { ...data, features: features.map(Math.fround) };
}

describe('linearRegression', () => {
  it('gives the line through points that lie on one', async () => {
    const features = Float64Array.of(0, 1, 1, 0, 2, 5, -3, 2);
    const labels = [0, 1, 2, 3].map((row) => 4 + 2 * (features[2 * row] ?? 0) - 3 * (features[2 * row + 1] ?? 0));
    const model = await fitEstimator(linearRegression, { features, featureNames: ['a', 'b'], labels });
    expect(model.coef[0]).toBeCloseTo(2, 9);
    expect(model.coef[1]).toBeCloseTo(-3, 9);
    expect(model.intercept).toBeCloseTo(4, 9);
  });

  it('gives the slope computed by hand, weighed and not', async () => {
    // Anscombe's first set: slope 0.5001, intercept 3.0001.
    const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
    const labels = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    const data = { features: Float64Array.from(x), featureNames: ['x'], labels };
    const model = await fitEstimator(linearRegression, data);
    expect(model.coef[0]).toBeCloseTo(0.5000909, 7);
    expect(model.intercept).toBeCloseTo(3.0000909, 7);
    const sampleWeight = x.map((_, row) => (row < 2 ? 1 : 0));
    const two = await fitEstimator(linearRegression, { ...data, sampleWeight });
    expect(two.coef[0]).toBeCloseTo((8.04 - 6.95) / 2, 9);
    const through = await fitEstimator(linearRegression, data, { fitIntercept: false });
    const products = x.reduce((sum, value, row) => sum + value * (labels[row] ?? 0), 0);
    expect(through.coef[0]).toBeCloseTo(products / x.reduce((sum, value) => sum + value * value, 0), 9);
    expect(through.intercept).toBe(0);
  });

  it('leaves residuals that no column explains, with columns of very different scale', async () => {
    const data = roundedData({ seed: 1, rows: 200, columns: 10, classes: 0 });
    const { coef, intercept } = await fitEstimator(linearRegression, data);
    const residuals = data.labels.map(
      (label, row) =>
        label - coef.reduce((sum, weight, j) => sum + weight * (data.features[row * 10 + j] ?? 0), intercept),
    );
    for (let j = 0; j < 10; j++) {
      const explained = residuals.reduce(
        (sum, residual, row) => sum + residual * (data.features[row * 10 + j] ?? 0),
        0,
      );
      expect(explained).toBeCloseTo(0, 6);
    }
  });

  it('takes columns that say the same, and constant ones', async () => {
    const labels = [1, 2, 3, 5];
    const features = Float64Array.from(labels.flatMap((label) => [label, 2 * label, 7]));
    const model = await fitEstimator(linearRegression, { features, featureNames: ['a', 'b', 'c'], labels });
    expect(model.coef[2]).toBe(0);
    model.predict(features).values.forEach((value, row) => {
      expect(value).toBeCloseTo(labels[row] ?? 0, 5);
    });
  });

  it('exports what it predicts', async () => {
    for (let seed = 0; seed < 8; seed++) {
      const data = randomData({ seed, rows: 100, columns: 6, classes: 0 });
      await expectSameAsExported(await fitEstimator(linearRegression, data), data.features, 6);
    }
  });

  it.each([
    ['texts', ['a', 'b'], "row 0 (counted from 0) has the label 'a'; a regression learns numbers"],
    ['a missing label', [1, Number.NaN], 'row 1 (counted from 0) has no label'],
    ['an infinite label', [1, Number.POSITIVE_INFINITY], 'row 1 (counted from 0) has the label Infinity'],
  ])('refuses %s', async (_, labels, message) => {
    const data = { features: Float64Array.of(1, 2), featureNames: ['x'], labels };
    await expect(fitEstimator(linearRegression, data)).rejects.toThrow(message);
  });
});

describe('ridge', () => {
  it('shrinks as the formula says', async () => {
    const x = [1, 2, 3, 6];
    const labels = [2, 3, 3, 8];
    const data = { features: Float64Array.from(x), featureNames: ['x'], labels };
    const squares = x.reduce((sum, value) => sum + (value - 3) ** 2, 0);
    const products = x.reduce((sum, value, row) => sum + (value - 3) * ((labels[row] ?? 0) - 4), 0);
    for (const alpha of [0, 1, 10]) {
      const model = await fitEstimator(ridge, data, { alpha });
      expect(model.coef[0]).toBeCloseTo(products / (squares + alpha), 9);
      expect(model.intercept).toBeCloseTo(4 - (3 * products) / (squares + alpha), 9);
    }
  });

  it('meets the conditions of its minimum', async () => {
    const data = roundedData({ seed: 6, rows: 80, columns: 7, classes: 0 });
    const alpha = 2.5;
    const { coef, intercept } = await fitEstimator(ridge, data, { alpha });
    const residuals = data.labels.map(
      (label, row) =>
        label - coef.reduce((sum, weight, j) => sum + weight * (data.features[row * 7 + j] ?? 0), intercept),
    );
    coef.forEach((weight, j) => {
      const slope = residuals.reduce((sum, residual, row) => sum + residual * (data.features[row * 7 + j] ?? 0), 0);
      expect(slope - alpha * weight).toBeCloseTo(0, 6);
    });
  });
});

import { describe, expect, it } from 'vitest';
import type { TrainingData } from './estimator.ts';
import { fitEstimator } from './fit-estimator.ts';
import { multilayerPerceptron } from './multilayer-perceptron.ts';
import { expectSameAsExported } from './testing/expect-same-as-exported.ts';
import { type RandomDataOptions, randomData } from './testing/random-data.ts';

const learn = (data: TrainingData, params: object = {}) =>
  fitEstimator(multilayerPerceptron, data, { hiddenLayerSizes: [8], ...params });

/** Random data whose columns have been brought to about one scale. */
function scaledData(options: RandomDataOptions) {
  const { features, ...data } = randomData(options);
  const scaleOf = (column: number) => (column < 2 ? 3 : 10 ** ((column % 5) - 2));
  return { ...data, features: features.map((value, at) => value / scaleOf(at % options.columns)) };
}

const xor = {
  features: Float64Array.of(-1, -1, -1, 1, 1, -1, 1, 1),
  featureNames: ['a', 'b'],
  labels: ['same', 'other', 'other', 'same'],
};

describe('multilayerPerceptron', () => {
  it.each(['relu', 'tanh', 'logistic'])('learns by %s what no linear model can', async (activation) => {
    const model = await learn(xor, { activation, learningRateInit: 0.05, maxIter: 1000, tol: 0, nIterNoChange: 1000 });
    expect([...model.predict(xor.features).values].map((place) => model.classes?.[place])).toEqual(xor.labels);
    await expectSameAsExported(model, xor.features, 2);
  });

  it('is a linear regression without hidden layers, whatever the scale of the labels', async () => {
    const data = scaledData({ seed: 1, rows: 200, columns: 3, classes: 0 });
    const labels = data.labels.map((_, row) => 5000 + 300 * (data.features[3 * row + 2] ?? 0));
    const params = {
      task: 'regression',
      hiddenLayerSizes: [],
      learningRateInit: 0.02,
      alpha: 0,
      maxIter: 500,
      tol: 0,
      nIterNoChange: 500,
    };
    const model = await learn({ ...data, labels }, params);
    model.predict(data.features).values.forEach((value, row) => {
      expect(Math.abs(value - (labels[row] ?? 0))).toBeLessThan(3);
    });
  });

  it('is the same for the same seed, dropout included, and another for another', async () => {
    const data = scaledData({ seed: 2, rows: 100, columns: 4, classes: 3 });
    const params = { dropout: 0.3, batchNorm: true, earlyStopping: true, maxIter: 5 };
    const [first, again, other] = await Promise.all(
      [1, 1, 2].map(async (randomState) => (await learn(data, { ...params, randomState })).toOnnx()),
    );
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
  });

  it('shrinks its weights by alpha', async () => {
    const data = scaledData({ seed: 3, rows: 200, columns: 4, classes: 2 });
    const spread = async (alpha: number) => {
      const { probabilities = new Float64Array() } = (await learn(data, { alpha, maxIter: 60 })).predict(data.features);
      return Math.max(...probabilities) - Math.min(...probabilities);
    };
    expect(await spread(300)).toBeLessThan((await spread(0)) / 2);
  });

  it('stops early and keeps its best pass', async () => {
    const data = scaledData({ seed: 4, rows: 300, columns: 5, classes: 2 });
    const seen: string[] = [];
    const params = { earlyStopping: true, learningRateInit: 0.05, nIterNoChange: 3, maxIter: 500 };
    await fitEstimator(multilayerPerceptron, data, params, { onProgress: (_, what) => seen.push(what) });
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.length).toBeLessThan(500);
  });

  for (const classes of [0, 2, 3]) {
    it(`exports what it predicts, ${classes || 'no'} classes`, async () => {
      for (let seed = 0; seed < 6; seed++) {
        const data = scaledData({ seed, rows: 90, columns: 6, classes });
        const model = await learn(data, {
          task: classes ? 'classification' : 'regression',
          hiddenLayerSizes: seed % 2 ? [12, 6] : [10],
          activation: ['relu', 'tanh', 'logistic', 'identity'][seed % 4],
          batchNorm: seed % 3 === 0,
          dropout: seed % 2 ? 0.2 : 0,
          batchSize: 40,
          maxIter: 15,
        });
        await expectSameAsExported(model, data.features, 6);
      }
    });
  }

  it('says when the loss grows without end', async () => {
    const data = { features: Float64Array.of(1e30, -1e30, 1, 2), featureNames: ['x'], labels: [1, 5, 3, 9.5] };
    const params = {
      task: 'regression',
      learningRateInit: 1e30,
      activation: 'identity',
      hiddenLayerSizes: [4, 4, 4, 4],
    };
    await expect(learn(data, params)).rejects.toThrow('standardise the features or lower learningRateInit');
  });

  it.each([
    ['1 class', [1, 1], [1, 2], 'the one class 1'],
    ['missing values', [0, 1], [1, Number.NaN], "column 'x' is NaN in row 1 (counted from 0); impute or drop it"],
    ['0 rows', [], [], 'there are 0 rows'],
  ])('refuses %s', async (_, labels, x, message) => {
    await expect(learn({ features: Float64Array.from(x), featureNames: ['x'], labels })).rejects.toThrow(message);
  });
});

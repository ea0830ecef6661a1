import { describe, expect, it } from 'vitest';
import { createRandom } from '../../pipeline/random.ts';
import { calibrateFitted } from './calibrated-classifier.ts';
import type { FittedModel } from './estimator.ts';
import { estimators } from './estimators.ts';
import { fitEstimator } from './fit-estimator.ts';
import { kMeans } from './k-means.ts';
import { logisticRegression } from './logistic-regression.ts';
import { logLoss } from './metrics.ts';
import { randomForest } from './random-forest.ts';
import { expectSameAsExported } from './testing/expect-same-as-exported.ts';
import { randomData } from './testing/random-data.ts';
import { refuse } from './training-set.ts';

const calibrated = estimators.get('calibrated-classifier') ?? refuse('calibrated-classifier', 'there is none.');

/** A model that says `probabilityOf` its one feature. */
function saying(probabilityOf: (x: number) => number): FittedModel {
  return {
    classes: [0, 1],
    decisionFunction: {
      compute: (features) =>
        Float64Array.from({ length: 2 * features.length }, (_, at) => {
          const probability = probabilityOf(features[at >> 1] ?? 0);
          return (at % 2 ? 1 : -1) * Math.log(probability / (1 - probability));
        }),
      toDefinition: () => ({ opsets: {}, graph: { nodes: [], inputs: [], outputs: [] } }),
    },
    predict: (features) => ({
      values: features.map((x) => Number(probabilityOf(x) > 0.5)),
      probabilities: Float64Array.from({ length: 2 * features.length }, (_, at) => {
        const probability = probabilityOf(features[at >> 1] ?? 0);
        return at % 2 ? probability : 1 - probability;
      }),
    }),
    toDefinition: () => ({ opsets: {}, graph: { nodes: [], inputs: [], outputs: [] } }),
    toOnnx: () => new Uint8Array(),
  };
}

/** Rows that are positive with the probability of their feature. */
function drawn(seed: number, rows: number) {
  const random = createRandom(seed);
  const features = Float64Array.from({ length: rows }, () => 0.05 + 0.9 * random());
  return { features, featureNames: ['x'], labels: Array.from(features, (x) => Number(random() < x)) };
}

const second = (model: FittedModel, features: Float64Array) =>
  (model.predict(features).probabilities ?? new Float64Array()).filter((_, at) => at % 2 === 1);

describe('calibrateFitted', () => {
  const grid = Float64Array.of(0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9);

  it('finds, by sigmoid, the power by which odds were distorted', async () => {
    const overconfident = saying((x) => x ** 3 / (x ** 3 + (1 - x) ** 3));
    const model = await calibrateFitted(overconfident, drawn(1, 20_000));
    second(model, grid).forEach((probability, i) => {
      expect(Math.abs(probability - (grid[i] ?? 0))).toBeLessThan(0.02);
    });
  });

  it('finds, by isotonic regression, any rising distortion', async () => {
    const distorted = saying((x) => (x < 0.5 ? 0.4 * x : 0.2 + 1.5 * (x - 0.5)));
    const model = await calibrateFitted(distorted, drawn(2, 40_000), { method: 'isotonic' });
    const found = second(model, grid);
    found.forEach((probability, i) => {
      expect(Math.abs(probability - (grid[i] ?? 0))).toBeLessThan(0.05);
    });
    expect([...found]).toEqual([...found].sort());
  });

  it('gives the share of positives where the model says always the same', async () => {
    const data = drawn(4, 200);
    const share = (data.labels.filter(Boolean).length + 1) / 202;
    const [probability] = second(
      await calibrateFitted(
        saying(() => 0.9),
        data,
      ),
      grid,
    );
    expect(Math.abs((probability ?? 0) - share)).toBeLessThan(0.01);
  });

  it('takes labels as columns hold them', async () => {
    const { labels, ...data } = drawn(4, 200);
    const model = saying((x) => x);
    const calibrated = second(await calibrateFitted(model, { ...data, labels }), grid);
    for (const column of [labels.map(Boolean), labels.map(BigInt)])
      expect(second(await calibrateFitted(model, { ...data, labels: column }), grid)).toEqual(calibrated);
    await expect(calibrateFitted(model, { ...data, labels: [null, ...labels.slice(1)] })).rejects.toThrow(
      'row 0 (counted from 0) has no label; fill it or drop the row.',
    );
  });

  it('pools adjacent violators as computed by hand, rows of equal probability first', async () => {
    const data = {
      features: Float64Array.of(0.1, 0.2, 0.3, 0.3, 0.4, 0.6),
      featureNames: ['x'],
      labels: [0, 1, 0, 0, 1, 1],
      sampleWeight: [1, 1, 1, 1, 2, 1],
    };
    const model = await calibrateFitted(
      saying((x) => x),
      data,
      { method: 'isotonic' },
    );
    const found = second(model, Float64Array.of(0, 0.1, 0.16, 0.3, 0.34, 0.36, 0.9));
    [0, 0, 1 / 3, 1 / 3, 1 / 3, 1, 1].forEach((probability, i) => {
      expect(found[i]).toBeCloseTo(probability, 6);
    });
  });

  it('takes rows of equal probability as one, in whatever order they come', async () => {
    for (const labels of [
      [0, 0, 1],
      [0, 1, 0],
    ]) {
      const data = { features: Float64Array.of(0.2, 0.4, 0.4), featureNames: ['x'], labels };
      const model = await calibrateFitted(
        saying((x) => x),
        data,
        { method: 'isotonic' },
      );
      expect([...second(model, Float64Array.of(0.2, 0.4))]).toEqual([0, 0.5]);
    }
  });

  it('refuses what gives no probabilities, and rows of other classes', async () => {
    const data = drawn(3, 50);
    const clusters = await fitEstimator(kMeans, data, { nClusters: 2 });
    await expect(calibrateFitted(clusters, data)).rejects.toThrow('the model is no classifier');
    const others = { ...data, labels: data.labels.map((label) => (label ? 'yes' : 'no')) };
    await expect(
      calibrateFitted(
        saying((x) => x),
        others,
      ),
    ).rejects.toThrow('the rows have the classes no, yes');
  });
});

describe('calibrated-classifier', () => {
  it('lowers the log loss of a forest of pure leaves on rows that it did not learn from', async () => {
    const training = randomData({ seed: 5, rows: 1500, columns: 5, classes: 2 });
    const test = randomData({ seed: 6, rows: 2000, columns: 5, classes: 2 });
    const lossOf = (model: FittedModel) => logLoss(model.predict(test.features).probabilities ?? [], test.labels);
    const params = { nEstimators: 10 };
    const plain = lossOf(await fitEstimator(randomForest, training, params));
    for (const method of ['sigmoid', 'isotonic']) {
      const model = await fitEstimator(calibrated, training, { estimator: { name: 'random-forest', params }, method });
      expect(lossOf(model)).toBeLessThan(plain);
    }
  });

  const bases = [
    { name: 'logistic-regression', params: {} },
    { name: 'gradient-boosting', params: { maxIter: 10, minSamplesLeaf: 5 } },
    { name: 'gradient-boosting', params: { maxIter: 10, categoricalFeatures: ['x1'] } },
    { name: 'random-forest', params: { nEstimators: 10 } },
    { name: 'multilayer-perceptron', params: { hiddenLayerSizes: [6], activation: 'tanh', maxIter: 40 } },
  ];
  for (const method of ['sigmoid', 'isotonic']) {
    it.each(bases)(`exports what it predicts, ${method} of $name $params`, async (estimator) => {
      for (const classes of [2, 3]) {
        const { features, ...data } = randomData({ seed: 7 + classes, rows: 150, columns: 3, classes });
        const scaled = { ...data, features };
        const model = await fitEstimator(calibrated, scaled, { estimator, method, cv: 3 });
        await expectSameAsExported(model, features, 3);
      }
    });
  }

  it('goes on in steps from 0 to 1', async () => {
    const seen: number[] = [];
    const data = randomData({ seed: 1, rows: 60, columns: 3, classes: 2 });
    await fitEstimator(
      calibrated,
      data,
      { estimator: { name: 'random-forest' }, cv: 2 },
      {
        onProgress: (done) => seen.push(done),
      },
    );
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBeGreaterThan(0.9);
  });

  it.each([
    ['unknown classifiers', { name: 'k-means' }, "there is no classifier 'k-means'; choose logistic-regression, "],
    ['params that the classifier does not have', { name: 'random-forest', params: { c: 1 } }, "the param 'c'"],
  ])('refuses %s', async (_, estimator, message) => {
    const data = randomData({ seed: 1, rows: 60, columns: 3, classes: 2 });
    await expect(fitEstimator(calibrated, data, { estimator })).rejects.toThrow(message);
  });

  it('refuses more parts than a class has rows', async () => {
    const data = { features: Float64Array.of(1, 2, 3, 4), featureNames: ['x'], labels: ['a', 'a', 'a', 'b'] };
    const params = { estimator: { name: logisticRegression.name }, cv: 3 };
    await expect(fitEstimator(calibrated, data, params)).rejects.toThrow(
      'the class "b" has 1 of the rows for 3 parts; lower cv',
    );
  });
});

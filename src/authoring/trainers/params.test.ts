import { describe, expect, it } from 'vitest';
import { estimators } from './estimators.ts';
import { fitEstimator } from './fit-estimator.ts';

describe('the params of estimators', () => {
  const data = { features: Float64Array.of(1, 2, 3, 4), featureNames: ['x'], labels: [0, 1, 0, 1] };

  it.each<[string, object, string]>([
    ['logistic-regression', { maxIter: 1e9 }, "the param 'maxIter': it is 1000000000; give at most 1000000."],
    ['gradient-boosting', { maxIter: 1e9 }, "the param 'maxIter': it is 1000000000; give at most 10000."],
    ['random-forest', { nEstimators: 1e7 }, "the param 'nEstimators': it is 10000000; give at most 10000."],
    ['k-means', { nInit: 1e9 }, "the param 'nInit': it is 1000000000; give at most 10000."],
    ['k-means', { maxIter: 1e9 }, "the param 'maxIter': it is 1000000000; give at most 1000000."],
    ['multilayer-perceptron', { maxIter: 1e9 }, "the param 'maxIter': it is 1000000000; give at most 1000000."],
    [
      'multilayer-perceptron',
      { hiddenLayerSizes: [1e6] },
      "the param 'hiddenLayerSizes.0': it is 1000000; give at most 10000.",
    ],
    [
      'multilayer-perceptron',
      { hiddenLayerSizes: [1e4, 1e4] },
      'hiddenLayerSizes make 100040001 parameters, and 10000000 are the most; lower them.',
    ],
    [
      'calibrated-classifier',
      { estimator: { name: 'random-forest', params: { nEstimators: 1e7 } }, cv: 2 },
      "random-forest: the param 'nEstimators': it is 10000000; give at most 10000.",
    ],
  ])('of %s end at what memory and a day hold: %j', async (name, params, message) => {
    const estimator = estimators.get(name);
    if (!estimator) throw new Error(`There is no ${name}.`);
    await expect(fitEstimator(estimator, data, params)).rejects.toThrow(message);
  });
});

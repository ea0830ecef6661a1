import { beforeAll, describe, expect, it } from 'vitest';
import { fuseGraph } from '../onnx/fuse/fuse-graph.ts';
import { optimizeModel } from '../onnx/optimize.ts';
import { quantizeModel } from '../onnx/quantize.ts';
import { decodeModel } from '../onnx/reader.ts';
import { calibrateFitted } from './calibrated-classifier.ts';
import type { FittedModel } from './estimator.ts';
import { fitEstimator } from './fit-estimator.ts';
import { gradientBoosting } from './gradient-boosting.ts';
import { kMeans } from './k-means.ts';
import { ridge } from './linear-regression.ts';
import { logisticRegression } from './logistic-regression.ts';
import { multilayerPerceptron } from './multilayer-perceptron.ts';
import { permutationImportance } from './permutation-importance.ts';
import { randomForest } from './random-forest.ts';

const data = {
  features: Float64Array.from({ length: 40 }, (_, index) => (index * 7) % 11),
  featureNames: ['a', 'b'],
  labels: Array.from({ length: 20 }, (_, row) => Number((row * 14) % 11 > 5)),
};
const score = () => 1;
/** As a script without types may give it. */
const any = (value: unknown) => value as never;
const frame = { names: ['a'], columns: [], rowCount: 0 };
let model: FittedModel;
beforeAll(async () => {
  model = await fitEstimator(logisticRegression, data, {});
});

describe('predict', () => {
  it.each<[string, () => Promise<FittedModel>]>([
    ['logistic-regression', () => fitEstimator(logisticRegression, data, {})],
    ['gradient-boosting', () => fitEstimator(gradientBoosting, data, {})],
    ['random-forest', () => fitEstimator(randomForest, data, { nEstimators: 2 })],
    ['multilayer-perceptron', () => fitEstimator(multilayerPerceptron, data, { maxIter: 2 })],
    ['ridge', () => fitEstimator(ridge, data, {})],
    ['k-means', () => fitEstimator(kMeans, data, { nClusters: 2 })],
  ])('of %s refuses features that do not fill rows, and what are none', async (_, learn) => {
    const fitted = await learn();
    expect(fitted.predict(Float64Array.of(1, 2, 3, 4)).values).toHaveLength(2);
    expect(() => fitted.predict(Float64Array.of(1, 2, 3))).toThrow(
      expect.objectContaining({
        code: 'input-invalid',
        message: 'predict: 3 features do not fill rows of 2 columns; give all of each row.',
      }),
    );
    expect(() => fitted.predict(any(undefined))).toThrow(
      'predict: it takes features as a Float64Array, row by row, and was given undefined.',
    );
  });
});

describe('what a script gives to', () => {
  it.each<[string, () => unknown, string]>([
    [
      'calibrateFitted: a frame',
      () => calibrateFitted(model, any(frame)),
      'Calibration: it takes { features, featureNames }, as featuresOf makes them of a frame, and was given others.',
    ],
    [
      'calibrateFitted: nothing',
      () => calibrateFitted(model, any(undefined)),
      'Calibration: it takes { features, featureNames }, as featuresOf makes them of a frame, and was given others.',
    ],
    [
      'calibrateFitted: no model',
      () => calibrateFitted(any(undefined), data),
      'Calibration: it takes a fitted model, such as graph.fitted holds by node, and was given undefined.',
    ],
    [
      'calibrateFitted: a method',
      () => calibrateFitted(model, data, { method: any('platt') }),
      'The options of calibrateFitted are wrong at method: it is "platt"; give sigmoid, isotonic',
    ],
    [
      'permutationImportance: a frame',
      () => permutationImportance(model, any(frame), { score }),
      'Permutation importance: it takes { features, featureNames }, as featuresOf makes them of a frame, and was given others.',
    ],
    [
      'permutationImportance: no model',
      () => permutationImportance(any(undefined), data, { score }),
      'Permutation importance: it takes a fitted model, such as graph.fitted holds by node, and was given undefined.',
    ],
    [
      'permutationImportance: part of a row',
      () => permutationImportance(model, { ...data, features: data.features.slice(1) }, { score }),
      'Permutation importance: 39 features do not fill rows of 2 columns; give all of each row.',
    ],
    [
      'permutationImportance: no score',
      () => permutationImportance(model, data, any(undefined)),
      'The options of permutationImportance are wrong at the top: it is undefined; give an object',
    ],
    [
      'permutationImportance: no repeats',
      () => permutationImportance(model, data, { score, repeats: 0 }),
      'The options of permutationImportance are wrong at repeats: it is 0; give at least 1',
    ],
    [
      'decodeModel: nothing',
      () => decodeModel(any(undefined)),
      'What was given is no ONNX model; give the .onnx file that an exporter wrote, such as skl2onnx or torch.onnx.export',
    ],
    [
      'optimizeModel: a tolerance',
      () => optimizeModel(model.toOnnx(), { tolerance: Number.NaN }),
      'The options of optimizeModel are wrong at tolerance: it is NaN; give a number',
    ],
    [
      'optimizeModel: samples',
      () => optimizeModel(model.toOnnx(), { samples: any({}) }),
      'The options of optimizeModel are wrong at samples: it is an object; give a list',
    ],
    [
      'optimizeModel: a number in the place of a tensor',
      () => optimizeModel(model.toOnnx(), { samples: [any({ features: 5 })] }),
      "Input 'features' must be float32 [N, 2], but was given nothing.",
    ],
    [
      'quantizeModel: no samples',
      () => quantizeModel(model.toOnnx(), any(undefined)),
      'The options of quantizeModel are wrong at the top: it is undefined; give an object',
    ],
    [
      'quantizeModel: weights',
      () => quantizeModel(model.toOnnx(), { weights: any('int4'), samples: [] }),
      `The options of quantizeModel are wrong at weights: it is "int4"; did you mean 'int8'?`,
    ],
    [
      'fuseGraph: no samples',
      () => fuseGraph(any({}), any(undefined)),
      'The options of fuseGraph are wrong at the top: it is undefined; give an object',
    ],
    [
      'fuseGraph: what is no sample',
      () => fuseGraph(any({}), { samples: any([5]) }),
      'The options of fuseGraph are wrong at samples.0: it is 5; give a frame, or the events of a visit',
    ],
    [
      'fuseGraph: JSON',
      () => fuseGraph(any({ nodes: [], outputs: {} }), { samples: [any([])] }),
      'fuseGraph takes a fitted graph, and was given an object; make one by graph.',
    ],
  ])('%s is refused by its name', async (_, work, message) => {
    await expect(Promise.resolve().then(work)).rejects.toMatchObject({ name: 'EdgewiseError', message });
  });
});

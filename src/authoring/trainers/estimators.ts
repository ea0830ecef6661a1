import { createCalibratedClassifier } from './calibrated-classifier.ts';
import type { Estimator } from './estimator.ts';
import { gradientBoosting } from './gradient-boosting.ts';
import { kMeans } from './k-means.ts';
import { linearRegression, ridge } from './linear-regression.ts';
import { logisticRegression } from './logistic-regression.ts';
import { multilayerPerceptron } from './multilayer-perceptron.ts';
import { randomForest } from './random-forest.ts';

const plain = tableOf([
  logisticRegression,
  linearRegression,
  ridge,
  gradientBoosting,
  randomForest,
  kMeans,
  multilayerPerceptron,
]);

/** Calibrates one of the other classifiers. */
export const calibratedClassifier = createCalibratedClassifier(plain);

/** All estimators by name. `fitEstimator` checks params before they get them. */
export const estimators: ReadonlyMap<string, Estimator> = tableOf([...plain.values(), calibratedClassifier]);

function tableOf(list: readonly Estimator[]): Map<string, Estimator> {
  return new Map(list.map((estimator) => [estimator.name, estimator]));
}

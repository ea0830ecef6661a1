import type { Estimator } from './estimator.ts';
import { gradientBoosting } from './gradient-boosting.ts';
import { logisticRegression } from './logistic-regression.ts';

/** All estimators by name. Params are checked by `paramsSchema` before `fit` gets them. */
export const estimators: ReadonlyMap<string, Estimator> = new Map(
  [logisticRegression, gradientBoosting].map((estimator) => [estimator.name, estimator as Estimator]),
);

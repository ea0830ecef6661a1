import { gradientBoosting as gradientBoostingEstimator } from '../trainers/gradient-boosting.ts';
import { logisticRegression as logisticRegressionEstimator } from '../trainers/logistic-regression.ts';
import { estimatorFactory } from './node-factory.ts';

/** Boosted trees over histograms, as scikit-learn's `HistGradientBoostingClassifier` and `-Regressor`. */
export const gradientBoosting = estimatorFactory(gradientBoostingEstimator);
/** As scikit-learn's `LogisticRegression`. */
export const logisticRegression = estimatorFactory(logisticRegressionEstimator);

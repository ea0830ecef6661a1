import { calibratedClassifier as calibratedClassifierEstimator } from '../trainers/estimators.ts';
import { gradientBoosting as gradientBoostingEstimator } from '../trainers/gradient-boosting.ts';
import { kMeans as kMeansEstimator } from '../trainers/k-means.ts';
import {
  linearRegression as linearRegressionEstimator,
  ridge as ridgeEstimator,
} from '../trainers/linear-regression.ts';
import { logisticRegression as logisticRegressionEstimator } from '../trainers/logistic-regression.ts';
import { multilayerPerceptron as multilayerPerceptronEstimator } from '../trainers/multilayer-perceptron.ts';
import { randomForest as randomForestEstimator } from '../trainers/random-forest.ts';
import { estimatorFactory } from './node-factory.ts';

/** Another classifier, whose probabilities come as often as they say, as scikit-learn's `CalibratedClassifierCV`. */
export const calibratedClassifier = estimatorFactory(calibratedClassifierEstimator);
/** Boosted trees over histograms, as scikit-learn's `HistGradientBoostingClassifier` and `-Regressor`. */
export const gradientBoosting = estimatorFactory(gradientBoostingEstimator);
/** Clusters, as scikit-learn's `KMeans`: `label` is the number of the nearest centre. */
export const kMeans = estimatorFactory(kMeansEstimator);
/** Least squares, as scikit-learn's `LinearRegression`. */
export const linearRegression = estimatorFactory(linearRegressionEstimator);
/** As scikit-learn's `LogisticRegression`. */
export const logisticRegression = estimatorFactory(logisticRegressionEstimator);
/** As scikit-learn's `MLPClassifier` and `MLPRegressor`, with dropout and batch normalisation. */
export const multilayerPerceptron = estimatorFactory(multilayerPerceptronEstimator);
/** As scikit-learn's `RandomForestClassifier` and `-Regressor`. */
export const randomForest = estimatorFactory(randomForestEstimator);
/** Least squares with an L2 penalty, as scikit-learn's `Ridge`. */
export const ridge = estimatorFactory(ridgeEstimator);

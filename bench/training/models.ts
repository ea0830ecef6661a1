import { categoricalColumns, type Encoding } from './online-shoppers.ts';

/** A model of online-shoppers.csv, and how good it must be. */
export interface ReferenceModel {
  readonly title: string;
  readonly estimator: string;
  readonly encoding: Encoding;
  readonly params: Readonly<Record<string, unknown>>;
  /** Test AUC at least. */
  readonly minAuc: number;
}

/** The models that users start from. */
export const referenceModels: readonly ReferenceModel[] = [
  {
    title: 'logistic regression',
    estimator: 'logistic-regression',
    encoding: 'standardised',
    params: {},
    minAuc: 0.88,
  },
  {
    title: 'gradient boosting, one-hot',
    estimator: 'gradient-boosting',
    encoding: 'one-hot',
    params: {},
    minAuc: 0.929,
  },
  {
    title: 'gradient boosting, categories',
    estimator: 'gradient-boosting',
    encoding: 'codes',
    params: { categoricalFeatures: categoricalColumns },
    minAuc: 0.929,
  },
  {
    title: 'random forest',
    estimator: 'random-forest',
    encoding: 'one-hot',
    // Leaves of single rows would leave much to the seed.
    params: { minSamplesLeaf: 5 },
    minAuc: 0.921,
  },
  {
    title: 'multilayer perceptron',
    estimator: 'multilayer-perceptron',
    encoding: 'standardised',
    params: { hiddenLayerSizes: [64, 32], earlyStopping: true },
    minAuc: 0.885,
  },
];

import type { GenericSchema } from 'valibot';

/** Rows of features with what is to be learned of them. */
export interface TrainingData {
  /** Row-major, `rows × columns`; NaN where a value is missing. */
  readonly features: Float64Array;
  /** Names of the columns, one each. */
  readonly featureNames: readonly string[];
  /** One a row; absent for estimators that learn without (`k-means`). Regression: numbers. Classification: numbers or texts, the classes. */
  readonly labels?: readonly (number | string)[];
  /** One weight a row. @default 1 each */
  readonly sampleWeight?: ArrayLike<number>;
}

/** How a fit is watched and ended. */
export interface FitOptions {
  /** Share of the work that is done, 0 to 1, and what is being done. */
  readonly onProgress?: (done: number, what: string) => void;
  readonly signal?: AbortSignal;
}

/** What an estimator has learned. */
export interface FittedModel {
  /** The classes in the order of the probabilities, sorted; absent unless it classifies. */
  readonly classes?: readonly (number | string)[];
  /**
   * Predictions of the trainer itself, by which the exported model is checked.
   * `probabilities` is row-major `rows × classes`; `values` one a row (a regression's value, a cluster's number, a class's index).
   */
  predict(features: Float64Array): { readonly values: Float64Array; readonly probabilities?: Float64Array };
  /** The model as ONNX: input `features` float32 [rows, columns]; outputs `label` and `probabilities`, or `variable` of a regression. */
  toOnnx(): Uint8Array;
}

/** One way to learn a model, named and parametrised as scikit-learn's estimator of the same name. */
export interface Estimator<Params = unknown> {
  /** As nodes of a graph name it, e.g. `gradient-boosting`. */
  readonly name: string;
  readonly kind: 'classifier' | 'regressor' | 'clusterer' | 'classifier-or-regressor';
  readonly paramsSchema: GenericSchema<unknown, Params>;
  /** @throws EdgewiseError `input-invalid` where the data or the parameters cannot be learned from. */
  fit(data: TrainingData, params: Params, options?: FitOptions): Promise<FittedModel>;
}

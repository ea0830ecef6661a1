import type { GenericSchema } from 'valibot';
import type { ModelDefinition } from '../onnx/writer.ts';
import type { RowName } from '../row-name.ts';

/** Rows of features with what is to be learned of them. */
export interface TrainingData {
  /** Row-major, `rows × columns`; NaN where a value is missing. Taken as float32, which is what a model gets on the page. */
  readonly features: Float64Array;
  /** Names of the columns, one each. */
  readonly featureNames: readonly string[];
  /** One a row; absent for estimators that learn without (`k-means`). Regression: numbers. Classification: whole numbers or texts, the classes. */
  readonly labels?: readonly (number | string)[];
  /** One weight a row. @default 1 each */
  readonly sampleWeight?: ArrayLike<number>;
  /** What errors call a row. @default its number */
  readonly rowName?: RowName;
}

/** How a fit is watched and ended. */
export interface FitOptions {
  /** Share of the work that is done, 0 to 1, and what is being done. */
  readonly onProgress?: (done: number, what: string) => void;
  /** Ends the fit, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Predictions of a fitted model. */
export interface Predictions {
  /** One a row: a regression's value, a cluster's number, a class's index. */
  readonly values: Float64Array;
  /** Row-major `rows × classes`; absent unless the model classifies. */
  readonly probabilities?: Float64Array;
}

/** What a classifier makes its probabilities of, which calibration takes: scores have digits where probabilities near 0 and 1 have none. */
export interface DecisionFunction {
  /** Row-major `rows × classes`: of two classes `[-log odds, log odds]`, of more the scores whose softmax the probabilities are. */
  compute(features: Float64Array): Float64Array;
  /** The model's ONNX definition with these scores in the place of `probabilities`. */
  toDefinition(): ModelDefinition;
}

/** What an estimator has learned. */
export interface FittedModel {
  /** The classes in the order of the probabilities, sorted; absent unless it classifies. */
  readonly classes?: readonly (number | string)[];
  /**
   * Predictions of the trainer itself, by which the exported model is checked.
   * @param features row-major, as many a row as the model learned from.
   * @throws EdgewiseError `input-invalid` for features that do not fill rows.
   */
  predict(features: Float64Array): Predictions;
  /** Absent where probabilities are all there is, as of a mean of trees, and unless the model classifies. */
  readonly decisionFunction?: DecisionFunction;
  /** The model as an ONNX definition: input `features` float32 [rows, columns]; outputs `label` and, of a classifier, `probabilities`, or `variable` of a regression. */
  toDefinition(): ModelDefinition;
  /** {@link FittedModel.toDefinition} as the bytes of an `.onnx` file. */
  toOnnx(): Uint8Array;
}

/** One way to learn a model, named and parametrised as scikit-learn's estimator of the same name. */
export interface Estimator<Params = unknown, Model extends FittedModel = FittedModel> {
  /** As nodes of a graph name it, e.g. `gradient-boosting`. */
  readonly name: string;
  readonly kind: 'classifier' | 'regressor' | 'clusterer' | 'classifier-or-regressor';
  readonly paramsSchema: GenericSchema<unknown, Params>;
  /** @throws EdgewiseError `input-invalid` where the data or the parameters cannot be learned from; the signal's reason when aborted. */
  fit(data: TrainingData, params: Params, options?: FitOptions): Promise<Model>;
}

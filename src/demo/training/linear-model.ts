import { encodeModel } from '../../authoring/onnx/writer.ts';
import type { LogisticRegressionModel } from '../../authoring/trainers/logistic-regression.ts';

/** A logistic regression over standardised features. */
export interface LinearModel {
  /** Subtracted from each feature. */
  readonly mean: ArrayLike<number>;
  /** Each feature is divided by it. */
  readonly scale: ArrayLike<number>;
  readonly regression: LogisticRegressionModel;
}

/**
 * Writes the model as skl2onnx writes a pipeline of StandardScaler and LogisticRegression, without the ZipMap:
 * `features` float32 [N, columns] to `label` int64 [N] and `probabilities` float32 [N, 2].
 * @see https://onnx.ai/onnx/operators/onnx_aionnxml_LinearClassifier.html
 */
export function encodeLinearModel({ mean, scale, regression }: LinearModel): Uint8Array {
  const coefficients = Array.from(regression.coef[0] ?? []);
  const intercept = regression.intercept[0] ?? 0;
  return encodeModel({
    opsets: { '': 17, 'ai.onnx.ml': 3 },
    graph: {
      name: 'logistic-regression',
      inputs: [{ name: 'features', type: 'float32', shape: ['N', coefficients.length] }],
      outputs: [
        { name: 'label', type: 'int64', shape: ['N'] },
        { name: 'probabilities', type: 'float32', shape: ['N', 2] },
      ],
      nodes: [
        {
          opType: 'Scaler',
          domain: 'ai.onnx.ml',
          inputs: ['features'],
          outputs: ['scaled'],
          attributes: { offset: { floats: mean }, scale: { floats: Array.from(scale, (value) => 1 / value) } },
        },
        {
          opType: 'LinearClassifier',
          domain: 'ai.onnx.ml',
          inputs: ['scaled'],
          outputs: ['label', 'probabilities'],
          attributes: {
            coefficients: { floats: [...coefficients.map((value) => -value), ...coefficients] },
            intercepts: { floats: [-intercept, intercept] },
            classlabels_ints: { ints: [0, 1] },
            multi_class: { int: 1 },
            post_transform: { string: 'LOGISTIC' },
          },
        },
      ],
    },
  });
}

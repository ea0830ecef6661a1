import {
  boolean,
  exactOptional,
  finite,
  type InferOutput,
  maxValue,
  minValue,
  nullable,
  number,
  picklist,
  pipe,
  strictObject,
} from 'valibot';
import type { ModelDefinition } from '../onnx/writer.ts';
import { type Conditioned, conditionFeatures, originalWeights } from './condition-features.ts';
import type { Estimator, FittedModel } from './estimator.ts';
import { createFitWatch } from './fit-watch.ts';
import { classWeightEntries, readClasses, weighClasses } from './labels.ts';
import { minimize, type Objective } from './lbfgs.ts';
import {
  argMax,
  bothWays,
  classifierOutputs,
  classLabelsAttribute,
  featuresInput,
  fittedModel,
  opsets,
} from './onnx-parts.ts';
import { iterationsSchema, positiveSchema } from './params.ts';
import { logistic, softmaxInPlace, softplus } from './softmax.ts';
import { readTrainingSet, refuse, toFloat32Values } from './training-set.ts';

const paramsSchema = strictObject({
  /** Inverse of the strength of the penalty. */
  C: exactOptional(positiveSchema, 1),
  /** `null` for none. */
  penalty: exactOptional(nullable(picklist(['l1', 'l2', 'elasticnet'])), 'l2'),
  /** Share of L1 in the penalty `elasticnet`. */
  l1Ratio: exactOptional(pipe(number(), minValue(0), maxValue(1)), 0.5),
  fitIntercept: exactOptional(boolean(), true),
  ...classWeightEntries,
  /** Ends the fit when no slope of the mean loss is above it, features scaled. */
  tol: exactOptional(pipe(number(), finite(), minValue(0)), 1e-6),
  maxIter: exactOptional(iterationsSchema, 1000),
});

/** Params of {@link logisticRegression}; names as scikit-learn's LogisticRegression. */
export type LogisticRegressionParams = InferOutput<typeof paramsSchema>;

/** A fitted logistic regression: of two classes `P(second) = σ(coef[0]·x + intercept[0])`, of more the softmax of one score each. */
export interface LogisticRegressionModel extends FittedModel {
  /** One row a score, one coefficient a feature. */
  readonly coef: readonly Float64Array[];
  /** One a score; 0 when `fitIntercept` is false. */
  readonly intercept: Float64Array;
  readonly iterations: number;
}

const subject = 'Logistic regression';

/**
 * Logistic regression as scikit-learn's: minimises `penalty(w) + C Σ weight·loss`, penalty `½‖w‖²`, `‖w‖₁` or a mix, by L-BFGS on features
 * brought to one scale, which changes the way to the minimum and not the minimum.
 * @see https://scikit-learn.org/stable/modules/linear_model.html#logistic-regression
 */
export const logisticRegression: Estimator<LogisticRegressionParams, LogisticRegressionModel> = {
  name: 'logistic-regression',
  kind: 'classifier',
  paramsSchema,
  async fit(data, params, options) {
    const { C, penalty, l1Ratio, fitIntercept, tol, maxIter } = params;
    const set = readTrainingSet(subject, data);
    const labels = readClasses(subject, data);
    const weights = weighClasses(subject, labels, set.sampleWeight, params.classWeight);
    const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
    if (weightSum === 0) refuse(subject, 'all rows weigh 0; give some class a weight.');

    const strength = penalty === null ? 0 : 1 / (C * weightSum);
    const share = penalty === 'l1' ? 1 : penalty === 'elasticnet' ? l1Ratio : 0;
    const scores = labels.classes.length === 2 ? 1 : labels.classes.length;
    const conditioned = conditionFeatures(set, { weights, center: fitIntercept, ridge: strength * (1 - share) });
    const objective = createObjective(conditioned, {
      labels: labels.indices,
      weights,
      weightSum,
      scores,
      strength,
      share,
    });
    const { point, iterations, converged } = await minimize(objective, {
      tol,
      maxIter,
      watch: createFitWatch(options),
    });
    if (!converged) {
      refuse(subject, `it did not converge in ${iterations} steps; raise maxIter or tol, or lower C.`);
    }
    return createModel({ classes: labels.classes, iterations, ...originalWeights(conditioned, point, scores) });
  },
};

interface ObjectiveOptions {
  readonly labels: Int32Array;
  readonly weights: Float64Array;
  readonly weightSum: number;
  /** Scores of a row: 1 of two classes, else one a class. */
  readonly scores: number;
  /** Of the penalty on original weights, beside the mean loss. */
  readonly strength: number;
  /** Of L1 in it. */
  readonly share: number;
}

/**
 * The mean loss and its penalty, over conditioned weights: for each score its coefficients, then its intercept.
 * The hot loop of the fit: allocates nothing.
 */
function createObjective(conditioned: Conditioned, options: ObjectiveOptions): Objective {
  const { labels, weights, weightSum, scores, strength, share } = options;
  const { rows, columns, values, scale, center } = conditioned;
  const width = columns + 1;
  const margins = new Float64Array(scores);
  const l1 = new Float64Array(scores * width);
  const l2 = new Float64Array(scores * width);
  for (let k = 0; k < scores; k++) {
    for (let j = 0; j < columns; j++) {
      const factor = scale[j] as number;
      l1[k * width + j] = strength * share * factor;
      l2[k * width + j] = strength * (1 - share) * factor * factor;
    }
  }

  /** Loss of a row, whose margins become slopes. */
  function lossOf(label: number): number {
    if (scores === 1) {
      const margin = margins[0] as number;
      margins[0] = logistic(margin) - label;
      return softplus(label === 1 ? -margin : margin);
    }
    const own = margins[label] as number;
    const logSum = softmaxInPlace(margins, 0, scores);
    margins[label] = (margins[label] as number) - 1;
    return logSum - own;
  }

  return {
    start: new Float64Array(scores * width),
    ...(share > 0 && strength > 0 && { l1 }),
    evaluate(point, gradient) {
      let loss = 0;
      gradient.fill(0);
      for (let row = 0; row < rows; row++) {
        const from = row * columns;
        for (let k = 0; k < scores; k++) {
          const at = k * width;
          let margin = point[at + columns] as number;
          for (let j = 0; j < columns; j++) margin += (point[at + j] as number) * (values[from + j] as number);
          margins[k] = margin;
        }
        const weight = (weights[row] as number) / weightSum;
        loss += weight * lossOf(labels[row] as number);
        for (let k = 0; k < scores; k++) {
          const at = k * width;
          const slope = weight * (margins[k] as number);
          for (let j = 0; j < columns; j++)
            gradient[at + j] = (gradient[at + j] as number) + slope * (values[from + j] as number);
          if (center) gradient[at + columns] = (gradient[at + columns] as number) + slope;
        }
      }
      for (let i = 0; i < point.length; i++) {
        const weight = point[i] as number;
        loss += 0.5 * (l2[i] as number) * weight * weight;
        gradient[i] = (gradient[i] as number) + (l2[i] as number) * weight;
      }
      return loss;
    },
  };
}

type Fitted = Pick<LogisticRegressionModel, 'coef' | 'intercept' | 'iterations'> & {
  readonly classes: readonly (number | string)[];
};

function createModel(fitted: Fitted): LogisticRegressionModel {
  const { coef, intercept, classes } = fitted;
  const width = classes.length;
  // What the exported model holds.
  const weights = coef.map((row) => row.map(Math.fround));
  const constants = intercept.map(Math.fround);
  const compute = (features: Float64Array): Float64Array => {
    const scores = scoresOf(weights, constants, toFloat32Values(features, weights[0]?.length ?? 1));
    return width === 2 ? bothWays(scores) : scores;
  };
  return {
    ...fitted,
    ...fittedModel({
      classes,
      predict(features) {
        const scores = compute(features);
        const rows = scores.length / width;
        const values = Float64Array.from({ length: rows }, (_, row) => argMax(scores, row * width, width));
        if (width === 2) return { values, probabilities: scores.map(logistic) };
        for (let row = 0; row < rows; row++) softmaxInPlace(scores, row * width, width);
        return { values, probabilities: scores };
      },
      toDefinition: () => encode(classes, weights, constants, width === 2 ? 'LOGISTIC' : 'SOFTMAX'),
      decisionFunction: { compute, toDefinition: () => encode(classes, weights, constants, 'NONE') },
    }),
  };
}

/** The scores of each row. */
function scoresOf(weights: readonly Float64Array[], constants: Float64Array, inputs: Float64Array): Float64Array {
  const columns = weights[0]?.length ?? 1;
  const scores = new Float64Array((inputs.length / columns) * weights.length);
  for (let at = 0, from = 0; at < scores.length; from += columns) {
    for (const [k, weight] of weights.entries()) {
      let score = constants[k] as number;
      for (let j = 0; j < columns; j++) score += (weight[j] as number) * (inputs[from + j] as number);
      scores[at++] = score;
    }
  }
  return scores;
}

/** Writes the model as skl2onnx does, without the ZipMap. */
function encode(
  classes: readonly (number | string)[],
  weights: readonly Float64Array[],
  constants: Float64Array,
  postTransform: 'LOGISTIC' | 'SOFTMAX' | 'NONE',
): ModelDefinition {
  const isBinary = weights.length === 1;
  const coefficients = weights.flatMap((row) => [...row]);
  return {
    opsets,
    graph: {
      name: 'logistic-regression',
      inputs: [featuresInput(weights[0]?.length ?? 0)],
      outputs: classifierOutputs(classes),
      nodes: [
        {
          opType: 'LinearClassifier',
          domain: 'ai.onnx.ml',
          inputs: ['features'],
          outputs: ['label', 'probabilities'],
          attributes: {
            coefficients: {
              floats: isBinary ? [...coefficients.map((value) => -value), ...coefficients] : coefficients,
            },
            intercepts: { floats: isBinary ? [-(constants[0] ?? 0), constants[0] ?? 0] : constants },
            ...classLabelsAttribute(classes, 'classlabels_ints'),
            multi_class: { int: 1 },
            post_transform: { string: postTransform },
          },
        },
      ],
    },
  };
}

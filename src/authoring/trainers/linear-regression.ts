import { boolean, exactOptional, type InferOutput, strictObject } from 'valibot';
import { conditionFeatures, originalWeights } from './condition-features.ts';
import type { Estimator, FitOptions, FittedModel, TrainingData } from './estimator.ts';
import { createFitWatch } from './fit-watch.ts';
import { readTargets } from './labels.ts';
import { solveLeastSquares } from './least-squares.ts';
import { featuresInput, fittedModel, opsets, variableOutput } from './onnx-parts.ts';
import { nonNegativeSchema } from './params.ts';
import { readTrainingSet, toFloat32Values } from './training-set.ts';

/** A fitted linear model: `coef · x + intercept`. */
export interface LinearModel extends FittedModel {
  readonly coef: Float64Array;
  /** 0 when `fitIntercept` is false. */
  readonly intercept: number;
}

const linearSchema = strictObject({ fitIntercept: exactOptional(boolean(), true) });
const ridgeSchema = strictObject({
  /** Strength of the penalty `alpha ‖coef‖²`, which leaves the intercept alone. */
  alpha: exactOptional(nonNegativeSchema, 1),
  fitIntercept: exactOptional(boolean(), true),
});

/** Ordinary least squares, as scikit-learn's LinearRegression. Of columns that say the same each gets a part of the weight. */
export const linearRegression: Estimator<InferOutput<typeof linearSchema>, LinearModel> = {
  name: 'linear-regression',
  kind: 'regressor',
  paramsSchema: linearSchema,
  fit: (data, { fitIntercept }, options) => fitLinear('Linear regression', data, { alpha: 0, fitIntercept }, options),
};

/** Least squares with an L2 penalty, as scikit-learn's Ridge. */
export const ridge: Estimator<InferOutput<typeof ridgeSchema>, LinearModel> = {
  name: 'ridge',
  kind: 'regressor',
  paramsSchema: ridgeSchema,
  fit: (data, params, options) => fitLinear('Ridge', data, params, options),
};

async function fitLinear(
  subject: string,
  data: TrainingData,
  { alpha, fitIntercept }: { alpha: number; fitIntercept: boolean },
  options?: FitOptions,
): Promise<LinearModel> {
  const set = readTrainingSet(subject, data);
  const targets = readTargets(subject, data);
  const weights = set.sampleWeight;
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = fitIntercept
    ? targets.reduce((sum, target, row) => sum + target * (weights[row] as number), 0) / weightSum
    : 0;
  const conditioned = conditionFeatures(set, { weights, center: fitIntercept, ridge: alpha / weightSum });
  const point = new Float64Array(set.columns + 1);
  point.set(
    await solveLeastSquares({
      columns: set.columns,
      values: conditioned.values,
      targets: targets.map((target) => target - mean),
      weights,
      penalties: conditioned.scale.map((factor) => alpha * factor * factor),
      watch: createFitWatch(options),
    }),
  );
  point[set.columns] = mean;
  const {
    coef: [coef = new Float64Array()],
    intercept,
  } = originalWeights(conditioned, point, 1);
  return createModel(coef, intercept[0] ?? 0);
}

function createModel(coef: Float64Array, intercept: number): LinearModel {
  const weights = coef.map(Math.fround);
  const columns = coef.length;
  return {
    coef,
    intercept,
    ...fittedModel({
      predict(features) {
        const inputs = toFloat32Values(features, columns);
        const values = new Float64Array(inputs.length / columns);
        for (let row = 0; row < values.length; row++) {
          let value = Math.fround(intercept);
          for (let j = 0; j < columns; j++) value += (weights[j] as number) * (inputs[row * columns + j] as number);
          values[row] = value;
        }
        return { values };
      },
      toDefinition: () => ({
        opsets,
        graph: {
          name: 'linear-regression',
          inputs: [featuresInput(columns)],
          outputs: [variableOutput],
          nodes: [
            {
              opType: 'LinearRegressor',
              domain: 'ai.onnx.ml',
              inputs: ['features'],
              outputs: ['variable'],
              attributes: {
                coefficients: { floats: weights },
                intercepts: { floats: [intercept] },
                targets: { int: 1 },
              },
            },
          ],
        },
      }),
    }),
  };
}

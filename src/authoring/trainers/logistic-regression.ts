import { EdgewiseError } from '../../errors.ts';
import { solvePositiveDefinite } from './positive-definite.ts';

/** Options of {@link fitLogisticRegression}; names as scikit-learn's LogisticRegression. */
export interface LogisticRegressionOptions {
  /** Inverse of the strength of the L2 penalty; `Infinity` means none. @default 1 */
  readonly C?: number;
  /** Adds a constant, which the penalty leaves alone. @default true */
  readonly fitIntercept?: boolean;
  /** Stops when a Newton step would lower the objective by less than this share of it. @default 1e-12 */
  readonly tol?: number;
  /** Newton steps at most. @default 100 */
  readonly maxIter?: number;
  /** One weight a row. @default 1 each */
  readonly sampleWeight?: ArrayLike<number>;
}

/** Rows of features and their labels. */
export interface BinaryTrainingSet {
  /** Row-major, `rows × columns`. */
  readonly features: ArrayLike<number>;
  /** Features in a row. */
  readonly columns: number;
  /** 0 or 1, one a row. */
  readonly labels: ArrayLike<number>;
}

/** A fitted binary logistic regression: P(1) = σ(coef · x + intercept). */
export interface LogisticRegressionModel {
  /** One coefficient a feature. */
  readonly coef: Float64Array;
  /** 0 when `fitIntercept` is false. */
  readonly intercept: number;
  /** Newton steps taken. */
  readonly iterations: number;
}

/**
 * Fits a binary logistic regression by Newton's method with step halving, so it needs neither seed nor learning rate.
 * Minimises scikit-learn's objective `½‖w‖² + C Σ weight·log(1 + exp(-y·(x·w + b)))`, y in {-1, 1}.
 * @throws EdgewiseError `input-invalid` for sizes that disagree, labels other than 0 and 1, a single class,
 * numbers that aren't finite, collinear features without a penalty, or a fit that does not converge.
 * @see https://scikit-learn.org/stable/modules/linear_model.html#binary-case
 */
export function fitLogisticRegression(
  training: BinaryTrainingSet,
  options: LogisticRegressionOptions = {},
): LogisticRegressionModel {
  const { C = 1, fitIntercept = true, tol = 1e-12, maxIter = 100, sampleWeight } = options;
  checkTrainingSet(training, C, sampleWeight);
  const { columns } = training;
  const objective = createObjective(training, { penalty: 1 / C, fitIntercept, sampleWeight });

  let weights = new Float64Array(columns + Number(fitIntercept));
  let value = objective.at(weights);
  for (let iteration = 1; iteration <= maxIter; iteration += 1) {
    const { gradient, hessian } = objective.derivativesAt(weights);
    const step = solvePositiveDefinite(hessian, gradient);
    if (step === undefined) {
      throw new EdgewiseError(
        'input-invalid',
        'Logistic regression: the features are collinear or the classes separable; drop a feature or lower C.',
      );
    }
    const from = weights;
    const moveBy = (scale: number) => from.map((weight, j) => weight - scale * (step[j] ?? 0));
    // What the quadratic model promises; the true gain approaches it near the minimum.
    const promised = 0.5 * gradient.reduce((sum, slope, j) => sum + slope * (step[j] ?? 0), 0);
    const rounding = 1e-14 * (1 + value);
    let scale = 1;
    weights = moveBy(scale);
    let next = objective.at(weights);
    while (next > value + rounding && scale > 1e-10) {
      scale /= 2;
      weights = moveBy(scale);
      next = objective.at(weights);
    }
    value = next;
    if (promised <= tol * (1 + value)) {
      return {
        coef: weights.slice(0, columns),
        intercept: fitIntercept ? (weights[columns] ?? 0) : 0,
        iterations: iteration,
      };
    }
  }
  throw new EdgewiseError(
    'input-invalid',
    `Logistic regression did not converge in ${maxIter} steps; raise maxIter, or lower C if the classes are separable.`,
  );
}

/** @returns P(1) of each row. */
export function predictProbabilities(model: LogisticRegressionModel, features: ArrayLike<number>): Float64Array {
  const columns = model.coef.length;
  return Float64Array.from({ length: features.length / columns }, (_, row) => {
    let score = model.intercept;
    for (let j = 0; j < columns; j += 1) score += (model.coef[j] ?? 0) * (features[row * columns + j] ?? 0);
    return 1 / (1 + Math.exp(-score));
  });
}

interface ObjectiveOptions {
  readonly penalty: number;
  readonly fitIntercept: boolean;
  readonly sampleWeight: ArrayLike<number> | undefined;
}

/** The objective divided by C, which leaves its minimum where it is and lets C be Infinity. */
function createObjective(training: BinaryTrainingSet, { penalty, fitIntercept, sampleWeight }: ObjectiveOptions) {
  const { features, columns, labels } = training;
  const size = columns + Number(fitIntercept);
  // The intercept is the last weight, over a column of ones.
  const featureOf = (row: number, column: number) => (column < columns ? (features[row * columns + column] ?? 0) : 1);
  const scoreOf = (weights: Float64Array, row: number) => {
    let score = 0;
    for (let j = 0; j < size; j += 1) score += (weights[j] ?? 0) * featureOf(row, j);
    return score;
  };
  return {
    at(weights: Float64Array): number {
      let sum = 0;
      for (let row = 0; row < labels.length; row += 1) {
        const score = scoreOf(weights, row);
        sum += (sampleWeight?.[row] ?? 1) * softplus(labels[row] === 1 ? -score : score);
      }
      for (let j = 0; j < columns; j += 1) sum += 0.5 * penalty * (weights[j] ?? 0) ** 2;
      return sum;
    },
    /** The Hessian's lower triangle. */
    derivativesAt(weights: Float64Array): { gradient: Float64Array; hessian: Float64Array[] } {
      const gradient = new Float64Array(size);
      const hessian = Array.from({ length: size }, () => new Float64Array(size));
      for (let row = 0; row < labels.length; row += 1) {
        const probability = 1 / (1 + Math.exp(-scoreOf(weights, row)));
        const weight = sampleWeight?.[row] ?? 1;
        const slope = weight * (probability - (labels[row] ?? 0));
        const curvature = weight * probability * (1 - probability);
        hessian.forEach((hessianRow, j) => {
          const value = featureOf(row, j);
          gradient[j] = (gradient[j] ?? 0) + slope * value;
          for (let k = 0; k <= j; k += 1) hessianRow[k] = (hessianRow[k] ?? 0) + curvature * value * featureOf(row, k);
        });
      }
      for (const [j, hessianRow] of hessian.slice(0, columns).entries()) {
        gradient[j] = (gradient[j] ?? 0) + penalty * (weights[j] ?? 0);
        hessianRow[j] = (hessianRow[j] ?? 0) + penalty;
      }
      return { gradient, hessian };
    },
  };
}

/** log(1 + e^x) without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function checkTrainingSet(
  { features, columns, labels }: BinaryTrainingSet,
  C: number,
  weights?: ArrayLike<number>,
): void {
  const refuse = (reason: string): never => {
    throw new EdgewiseError('input-invalid', `Logistic regression: ${reason}`);
  };
  if (!(C > 0)) refuse(`C must be above 0, not ${C}.`);
  if (!Number.isInteger(columns) || columns < 1) refuse(`columns must be a positive integer, not ${columns}.`);
  if (features.length !== labels.length * columns) {
    refuse(
      `${labels.length} labels of ${columns} columns need ${labels.length * columns} features, not ${features.length}.`,
    );
  }
  if (weights !== undefined && weights.length !== labels.length) {
    refuse(`sampleWeight must hold ${labels.length} weights, not ${weights.length}.`);
  }
  const classes = new Set(Array.from(labels));
  for (const label of classes) if (label !== 0 && label !== 1) refuse(`labels must be 0 or 1, not ${label}.`);
  if (classes.size < 2) refuse('labels must hold both classes; this training set has one.');
  for (let index = 0; index < features.length; index += 1) {
    if (!Number.isFinite(features[index])) {
      refuse(`row ${Math.floor(index / columns)}, column ${index % columns} is ${features[index]}; fill or drop it.`);
    }
  }
}

import { logistic, softmaxInPlace, softplus } from './softmax.ts';

/** A loss that boosting lowers, over raw predictions: `targets` arrays of one number a row. */
export interface BoostingLoss {
  /** Raw predictions of a row. */
  readonly targets: number;
  /** The constants that lower the loss the most, one a target. */
  baseline(): Float64Array;
  /** The weighted mean loss of raw predictions. */
  mean(raw: readonly Float64Array[]): number;
  /** Writes slope and curvature of each row's loss by one target. Allocates nothing. */
  derivatives(raw: readonly Float64Array[], target: number, gradients: Float32Array, hessians: Float32Array): void;
  /** To be called before the derivatives of a round. */
  beginRound(raw: readonly Float64Array[]): void;
}

/** What a loss is of: for classes their places, for a regression its values; and the rows' weights. */
export interface LossData {
  readonly labels: ArrayLike<number>;
  readonly weights: Float64Array;
}

const none = (): void => undefined;

/** Half the squared error. */
export function squaredErrorLoss({ labels, weights }: LossData): BoostingLoss {
  const weightSum = sumOf(weights);
  return {
    targets: 1,
    baseline() {
      return Float64Array.of(weightedSum({ labels, weights }) / weightSum);
    },
    mean([raw = new Float64Array()]) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++)
        sum += (weights[i] as number) * ((raw[i] as number) - (labels[i] as number)) ** 2;
      return sum / (2 * weightSum);
    },
    beginRound: none,
    derivatives([raw = new Float64Array()], _, gradients, hessians) {
      for (let i = 0; i < weights.length; i++) {
        const weight = weights[i] as number;
        gradients[i] = weight * ((raw[i] as number) - (labels[i] as number));
        hessians[i] = weight;
      }
    },
  };
}

/** Log loss of two classes; the raw prediction is the log odds of the second. */
export function binaryLogLoss({ labels, weights }: LossData): BoostingLoss {
  const weightSum = sumOf(weights);
  return {
    targets: 1,
    baseline() {
      const share = weightedSum({ labels, weights }) / weightSum;
      return Float64Array.of(Math.log(clipShare(share)) - Math.log(clipShare(1 - share)));
    },
    mean([raw = new Float64Array()]) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) {
        const score = raw[i] as number;
        sum += (weights[i] as number) * softplus(labels[i] === 1 ? -score : score);
      }
      return sum / weightSum;
    },
    beginRound: none,
    derivatives([raw = new Float64Array()], _, gradients, hessians) {
      for (let i = 0; i < weights.length; i++) {
        const probability = logistic(raw[i] as number);
        const weight = weights[i] as number;
        gradients[i] = weight * (probability - (labels[i] as number));
        hessians[i] = weight * probability * (1 - probability);
      }
    },
  };
}

/** Log loss of three or more classes; the probabilities are the softmax of the raw predictions. */
export function multinomialLogLoss({ labels, weights }: LossData, classes: number): BoostingLoss {
  const rows = weights.length;
  const weightSum = sumOf(weights);
  const scores = new Float64Array(classes);
  const probabilities = new Float64Array(rows * classes);
  const load = (raw: readonly Float64Array[], row: number): void => {
    for (let k = 0; k < classes; k++) scores[k] = raw[k]?.[row] as number;
  };
  return {
    targets: classes,
    baseline() {
      const shares = new Float64Array(classes);
      for (let i = 0; i < rows; i++) {
        const label = labels[i] as number;
        shares[label] = (shares[label] as number) + (weights[i] as number) / weightSum;
      }
      return shares.map((share) => Math.log(clipShare(share)));
    },
    mean(raw) {
      let sum = 0;
      for (let i = 0; i < rows; i++) {
        load(raw, i);
        const own = scores[labels[i] as number] as number;
        sum += (weights[i] as number) * (softmaxInPlace(scores, 0, classes) - own);
      }
      return sum / weightSum;
    },
    beginRound(raw) {
      for (let i = 0; i < rows; i++) {
        load(raw, i);
        softmaxInPlace(scores, 0, classes);
        probabilities.set(scores, i * classes);
      }
    },
    derivatives(_, target, gradients, hessians) {
      for (let i = 0; i < rows; i++) {
        const probability = probabilities[i * classes + target] as number;
        const weight = weights[i] as number;
        gradients[i] = weight * (probability - Number(labels[i] === target));
        hessians[i] = weight * probability * (1 - probability);
      }
    },
  };
}

function weightedSum({ labels, weights }: LossData): number {
  return weights.reduce((sum, weight, row) => sum + weight * (labels[row] as number), 0);
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

// A class without weight has no finite log odds.
function clipShare(share: number): number {
  return Math.min(Math.max(share, 1e-15), 1 - 1e-15);
}

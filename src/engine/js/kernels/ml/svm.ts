import type { KernelContext, KernelFactory, KernelTable } from '../../kernel.ts';
import { createLabelWriter, readClassLabels } from './class-labels.ts';
import { readPostTransform } from './post-transform.ts';
import { numbersOf, requiredNumber, rowCount, rowWidth } from './rows.ts';

type Numbers = ArrayLike<number>;
/** The kernel function of the row of `x` at `row` and the support vector at `vector`, each of `width` elements. */
type SvmKernel = (x: Numbers, row: number, vectors: Numbers, vector: number, width: number) => number;

const dot: SvmKernel = (x, row, vectors, vector, width) => {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += (x[row + i] as number) * (vectors[vector + i] as number);
  return sum;
};

/** Reads `kernel_type` and `kernel_params` (gamma, coef0, degree). */
function readKernel({ attributes, fail }: KernelContext): SvmKernel {
  const [gamma = 0, coef0 = 0, degree = 0] = attributes.floats('kernel_params');
  const type = attributes.string('kernel_type', 'LINEAR');
  if (type === 'LINEAR') return dot;
  if (type === 'POLY') return (...of) => (gamma * dot(...of) + coef0) ** degree;
  if (type === 'SIGMOID') return (...of) => Math.tanh(gamma * dot(...of) + coef0);
  if (type !== 'RBF') fail(`kernel_type is '${type}'; it must be LINEAR, POLY, RBF or SIGMOID`);
  return (x, row, vectors, vector, width) => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += ((x[row + i] as number) - (vectors[vector + i] as number)) ** 2;
    return Math.exp(-gamma * sum);
  };
}

/** libsvm's svm_predict_probability for one pair of classes, kept away from 0 and 1. */
function pairProbability(score: number, a: number, b: number): number {
  const p = 1 / (1 + Math.exp(score * a + b));
  return Math.min(Math.max(p, 1e-7), 1 - 1e-7);
}

/**
 * Class probabilities from those of all pairs (`r[i * k + j]`: class i against j), by the second method of
 * Wu, Lin and Weng, "Probability estimates for multi-class classification by pairwise coupling" (2004), as libsvm iterates it.
 */
function couplePairs(k: number, r: Float64Array, p: Float64Array): void {
  const q = new Float64Array(k * k);
  const qp = new Float64Array(k);
  const at = (of: Float64Array, i: number) => of[i] as number;
  for (let i = 0; i < k; i++) {
    p[i] = 1 / k;
    for (let j = 0; j < k; j++) {
      if (i === j) continue;
      q[i * k + i] = at(q, i * k + i) + at(r, j * k + i) ** 2;
      q[i * k + j] = -at(r, j * k + i) * at(r, i * k + j);
    }
  }
  for (let round = 0; round < 100; round++) {
    let pqp = 0;
    for (let i = 0; i < k; i++) {
      qp[i] = 0;
      for (let j = 0; j < k; j++) qp[i] = at(qp, i) + at(q, i * k + j) * at(p, j);
      pqp += at(p, i) * at(qp, i);
    }
    let error = 0;
    for (let i = 0; i < k; i++) error = Math.max(error, Math.abs(at(qp, i) - pqp));
    if (error < 0.005 / k) return;
    for (let i = 0; i < k; i++) {
      const diagonal = at(q, i * k + i);
      const step = (pqp - at(qp, i)) / diagonal;
      p[i] = at(p, i) + step;
      pqp = (pqp + step * (step * diagonal + 2 * at(qp, i))) / (1 + step) / (1 + step);
      for (let j = 0; j < k; j++) {
        qp[j] = (at(qp, j) + step * at(q, i * k + j)) / (1 + step);
        p[j] = at(p, j) / (1 + step);
      }
    }
  }
}

/**
 * ai.onnx.ml SVMClassifier, version 1. With support vectors (libsvm): one vote for each pair of classes, and as scores the pairs'
 * decision values, or the classes' probabilities where prob_a and prob_b are set. Without (liblinear): one score for each class.
 * A pair's only value v becomes two scores, [-v, v], to which the transform applies; ONNX Runtime applies LOGISTIC alone.
 */
const svmClassifier: KernelFactory = (context) => {
  const { attributes, fail } = context;
  const labels = readClassLabels(context, 'classlabels_ints');
  const classes = labels.values.length;
  const coefficients = attributes.floats('coefficients');
  const rho = attributes.floats('rho');
  const vectors = attributes.floats('support_vectors');
  const perClass = attributes.ints('vectors_per_class');
  const a = attributes.floats('prob_a');
  const b = attributes.floats('prob_b');
  const count = perClass.reduce((sum, size) => sum + size, 0);
  const isLinear = count === 0;
  const pairs = isLinear ? 0 : (classes * (classes - 1)) / 2;
  const kernel = isLinear ? dot : readKernel(context);
  const transform = readPostTransform(context);
  const width = (isLinear ? coefficients.length : vectors.length) / (isLinear ? classes : count);
  if (!Number.isInteger(width) || width === 0)
    fail(`${isLinear ? 'coefficients' : 'support_vectors'} does not divide into rows of equal length`);
  if (perClass.some((size) => size < 0) || (!isLinear && perClass.length !== classes)) {
    fail(`vectors_per_class must have ${classes} sizes, one for each class`);
  }
  if (!isLinear && coefficients.length !== (classes - 1) * count) {
    fail(
      `coefficients has ${coefficients.length} values where ${classes} classes and ${count} vectors ask for ${(classes - 1) * count}`,
    );
  }
  if (rho.length < (isLinear ? 1 : pairs)) fail(`rho has ${rho.length} values; it must have ${isLinear ? 1 : pairs}`);
  if (a.length !== b.length || (a.length > 0 && a.length < pairs))
    fail(`prob_a and prob_b must have ${pairs} values each`);
  const hasProbabilities = !isLinear && a.length > 0;
  const isPositive = coefficients.every((value) => value >= 0);
  const starts: number[] = [];
  let vectorsBefore = 0;
  for (const size of perClass) {
    starts.push(vectorsBefore);
    vectorsBefore += size;
  }
  const writer = createLabelWriter(context, labels);
  const kernels = new Float64Array(count);
  const votes = new Int32Array(classes);
  const decisions = new Float64Array(Math.max(pairs, 1));
  const pairwise = new Float64Array(hasProbabilities ? classes * classes : 0);
  const scores = new Float64Array(Math.max(classes, pairs, 2));
  const columns = isLinear || hasProbabilities || classes <= 2 ? classes : pairs;

  /** The decision value of each pair of classes, and the votes that it casts. */
  function decide(x: Numbers, from: number): void {
    for (let v = 0; v < count; v++) kernels[v] = kernel(x, from, vectors, v * width, width);
    votes.fill(0);
    for (let i = 0, pair = 0; i < classes; i++) {
      for (let j = i + 1; j < classes; j++, pair++) {
        let sum = rho[pair] as number;
        const ends = [i, j] as const;
        for (const [side, own] of ends.entries()) {
          const row = (side === 0 ? j - 1 : i) * count;
          const end = (starts[own] as number) + (perClass[own] as number);
          for (let v = starts[own] as number; v < end; v++)
            sum += (coefficients[row + v] as number) * (kernels[v] as number);
        }
        decisions[pair] = sum;
        const winner = sum > 0 ? i : j;
        votes[winner] = (votes[winner] as number) + 1;
      }
    }
  }

  function argMax(values: Numbers): number {
    let best = 0;
    for (let i = 1; i < classes; i++) if ((values[i] as number) > (values[best] as number)) best = i;
    return best;
  }

  /** Fills `scores` for the row that starts at `from`; returns the winner. */
  function classify(x: Numbers, from: number): number {
    if (isLinear) {
      for (let k = 0; k < classes; k++) scores[k] = (rho[0] as number) + dot(x, from, coefficients, k * width, width);
      const best = argMax(scores);
      if (classes !== 2) return best;
      const score = scores[best] as number;
      return (isPositive ? score >= 0.5 : score > 0) ? 1 : best;
    }
    decide(x, from);
    if (hasProbabilities) {
      for (let i = 0, pair = 0; i < classes; i++) {
        for (let j = i + 1; j < classes; j++, pair++) {
          const p = pairProbability(decisions[pair] as number, a[pair] as number, b[pair] as number);
          pairwise[i * classes + j] = p;
          pairwise[j * classes + i] = 1 - p;
        }
      }
      couplePairs(classes, pairwise, scores);
    } else if (classes === 2) {
      const value = decisions[0] as number;
      scores[0] = -value;
      scores[1] = value;
    } else scores.set(decisions.subarray(0, pairs));
    return argMax(votes);
  }

  return (inputs) => {
    const input = requiredNumber(context, inputs);
    const rows = rowCount(context, input);
    if (rowWidth(input) !== width)
      context.fail(`the input has ${rowWidth(input)} features a row; the model's vectors have ${width}`);
    context.spend(rows * (count + 1) * (width + classes) + (hasProbabilities ? rows * 100 * classes * classes : 0));
    const x = numbersOf(input);
    const output = context.allocate('float32', [rows, columns]);
    const winners = writer.winners(rows);
    for (let row = 0; row < rows; row++) {
      winners[row] = classify(x, row * width);
      transform?.(scores, 0, columns);
      for (let k = 0; k < columns; k++) output.data[row * columns + k] = scores[k] as number;
    }
    return [writer.write(rows), output];
  };
};

/** ai.onnx.ml SVMRegressor, version 1. The standard's transform applies; ONNX Runtime leaves it out. */
const svmRegressor: KernelFactory = (context) => {
  const { attributes, fail } = context;
  const coefficients = attributes.floats('coefficients');
  const [rho = 0] = attributes.floats('rho');
  const vectors = attributes.floats('support_vectors');
  const count = Math.max(attributes.int('n_supports', 0), 0);
  const isOneClass = attributes.int('one_class', 0) !== 0;
  const transform = readPostTransform(context);
  const kernel = count > 0 ? readKernel(context) : dot;
  const width = count > 0 ? vectors.length / count : coefficients.length;
  if (!Number.isInteger(width) || coefficients.length === 0)
    fail('coefficients and support_vectors do not agree with n_supports');
  if (count > 0 && coefficients.length !== count)
    fail(`coefficients has ${coefficients.length} values for ${count} support vectors`);
  return (inputs) => {
    const input = requiredNumber(context, inputs);
    const rows = rowCount(context, input);
    if (rowWidth(input) !== width)
      context.fail(`the input has ${rowWidth(input)} features a row; the model's vectors have ${width}`);
    context.spend(rows * (count + 1) * width);
    const x = numbersOf(input);
    const output = context.allocate('float32', [rows, 1]);
    for (let row = 0; row < rows; row++) {
      let sum = rho;
      if (count === 0) sum += dot(x, row * width, coefficients, 0, width);
      for (let v = 0; v < count; v++)
        sum += (coefficients[v] as number) * kernel(x, row * width, vectors, v * width, width);
      output.data[row] = isOneClass ? (sum > 0 ? 1 : -1) : sum;
      transform?.(output.data, row, 1);
    }
    return [output];
  };
};

/** Support vector machines of ai.onnx.ml. */
export const svmKernels: KernelTable = {
  SVMClassifier: { 1: svmClassifier },
  SVMRegressor: { 1: svmRegressor },
};

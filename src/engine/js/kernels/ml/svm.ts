import type { Tensor } from '../../../session.ts';
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

function checkWidth(context: KernelContext, input: Tensor, width: number): void {
  if (rowWidth(input) !== width)
    context.fail(`the input has ${rowWidth(input)} features a row; the model's vectors have ${width}`);
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

/** What tells classes apart. */
interface Machine {
  /** Features of a row. */
  readonly width: number;
  /** Scores of a row. */
  readonly columns: number;
  /** Work that a row takes, in the measure of `KernelContext.spend`. */
  readonly rowWork: number;
  /** Fills `scores` for the row of `x` that starts at `from`; returns the winning class. */
  classify(x: Numbers, from: number, scores: Float64Array): number;
}

/** The length of each of `count` equal parts of an attribute. */
function partLength({ fail }: KernelContext, name: string, values: Numbers, count: number): number {
  const length = values.length / count;
  return Number.isInteger(length) && length > 0 ? length : fail(`${name} does not divide into rows of equal length`);
}

function argMax(values: Numbers, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}

/** liblinear's: one score for each class. */
function createLinearMachine(context: KernelContext, classes: number): Machine {
  const { attributes, fail } = context;
  const coefficients = attributes.floats('coefficients');
  const width = partLength(context, 'coefficients', coefficients, classes);
  const [rho = fail('rho has 0 values; it must have 1')] = attributes.floats('rho');
  const isPositive = coefficients.every((value) => value >= 0);
  return {
    width,
    columns: classes,
    rowWork: coefficients.length,
    classify(x, from, scores) {
      for (let k = 0; k < classes; k++) scores[k] = rho + dot(x, from, coefficients, k * width, width);
      const best = argMax(scores, classes);
      if (classes !== 2) return best;
      const score = scores[best] as number;
      return (isPositive ? score >= 0.5 : score > 0) ? 1 : best;
    },
  };
}

/** libsvm's: one vote for each pair of classes, by the support vectors of both. */
function createPairwiseMachine(context: KernelContext, classes: number, perClass: readonly number[]): Machine {
  const { attributes, fail } = context;
  const coefficients = attributes.floats('coefficients');
  const rho = attributes.floats('rho');
  const vectors = attributes.floats('support_vectors');
  const a = attributes.floats('prob_a');
  const b = attributes.floats('prob_b');
  const kernel = readKernel(context);
  const pairs = (classes * (classes - 1)) / 2;
  if (classes < 2) fail('there is one class label where support vectors vote between two or more');
  if (perClass.length !== classes || perClass.some((size) => size < 0))
    fail(`vectors_per_class must have ${classes} sizes, one for each class`);
  const starts: number[] = [];
  let count = 0;
  for (const size of perClass) {
    starts.push(count);
    count += size;
  }
  const width = partLength(context, 'support_vectors', vectors, count);
  if (coefficients.length !== (classes - 1) * count) {
    fail(
      `coefficients has ${coefficients.length} values where ${classes} classes and ${count} vectors ask for ${(classes - 1) * count}`,
    );
  }
  if (rho.length < pairs) fail(`rho has ${rho.length} values; it must have ${pairs}`);
  if (a.length !== b.length || (a.length > 0 && a.length < pairs))
    fail(`prob_a and prob_b must have ${pairs} values each`);
  const hasProbabilities = a.length > 0;
  const kernels = new Float64Array(count);
  const votes = new Int32Array(classes);
  const decisions = new Float64Array(pairs);
  const pairwise = new Float64Array(hasProbabilities ? classes * classes : 0);

  /** The sum over one class's vectors of their kernels, by the coefficients in `row`. */
  function sumOf(own: number, row: number): number {
    const start = starts[own] as number;
    let sum = 0;
    for (let v = start; v < start + (perClass[own] as number); v++)
      sum += (coefficients[row * count + v] as number) * (kernels[v] as number);
    return sum;
  }

  /** The decision value of each pair of classes, and the votes that it casts. */
  function decide(x: Numbers, from: number): void {
    for (let v = 0; v < count; v++) kernels[v] = kernel(x, from, vectors, v * width, width);
    votes.fill(0);
    for (let i = 0, pair = 0; i < classes; i++) {
      for (let j = i + 1; j < classes; j++, pair++) {
        const value = sumOf(i, j - 1) + sumOf(j, i) + (rho[pair] as number);
        decisions[pair] = value;
        const winner = value > 0 ? i : j;
        votes[winner] = (votes[winner] as number) + 1;
      }
    }
  }

  return {
    width,
    columns: hasProbabilities || classes <= 2 ? classes : pairs,
    rowWork: count * (width + classes) + (hasProbabilities ? 100 * classes * classes : 0),
    classify(x, from, scores) {
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
      } else scores.set(decisions);
      return argMax(votes, classes);
    },
  };
}

/**
 * ai.onnx.ml SVMClassifier, version 1. With support vectors (libsvm), the scores are the decision values of all pairs of classes, or the
 * classes' probabilities where prob_a and prob_b are set; without (liblinear), one score for each class.
 * A pair's only value v becomes two scores, [-v, v], to which the transform applies; ONNX Runtime applies LOGISTIC alone.
 */
const svmClassifier: KernelFactory = (context) => {
  const labels = readClassLabels(context, 'classlabels_ints');
  const classes = labels.values.length;
  const perClass = context.attributes.ints('vectors_per_class');
  const { width, columns, rowWork, classify } = perClass.some((size) => size !== 0)
    ? createPairwiseMachine(context, classes, perClass)
    : createLinearMachine(context, classes);
  const transform = readPostTransform(context);
  const writer = createLabelWriter(context, labels);
  const scores = new Float64Array(columns);
  return (inputs) => {
    const input = requiredNumber(context, inputs);
    const rows = rowCount(context, input);
    checkWidth(context, input, width);
    context.spend(rows * rowWork);
    const x = numbersOf(input);
    const output = context.allocate('float32', [rows, columns]);
    const winners = writer.winners(rows);
    for (let row = 0; row < rows; row++) {
      winners[row] = classify(x, row * width, scores);
      transform?.(scores, 0, columns);
      output.data.set(scores, row * columns);
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
    checkWidth(context, input, width);
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

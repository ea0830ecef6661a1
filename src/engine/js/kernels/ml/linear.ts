import type { KernelContext, KernelFactory, KernelTable } from '../../kernel.ts';
import { createLabelWriter, readClassLabels } from './class-labels.ts';
import { readPostTransform } from './post-transform.ts';
import { numbersOf, requiredNumber, rowCount, rowWidth } from './rows.ts';

// A multiply-add takes a fraction of the time that an element written is counted for.
const multiplyWork = 0.25;

/** Computes weighted sums: `outputs` for each row of `x`, written `stride` apart. */
type Multiply = (x: ArrayLike<number>, rows: number, width: number, into: Float32Array, stride: number) => void;

/**
 * Binds weights (those of one output together) and intercepts. Sums are taken in float32 and in the order of ONNX Runtime's GEMM, which
 * splits long rows into slices: the digits are the same, and so are labels where scores are close.
 */
function createMultiply(weights: readonly number[], intercepts: readonly number[], outputs: number): Multiply {
  const features = weights.length / outputs;
  // By feature, so that the inner loop runs over sums that do not wait for each other.
  const byFeature = Float32Array.from(
    weights,
    (_, at) => weights[(at % outputs) * features + Math.floor(at / outputs)] as number,
  );
  const sums = new Float32Array(outputs);
  let slice = 128;
  if (outputs < features) for (let n = 64; n >= outputs; n >>= 1) slice *= 2;
  return (x, rows, width, into, stride) => {
    for (let row = 0; row < rows; row++) {
      const at = row * stride;
      for (let k = 0; k < outputs; k++) into[at + k] = intercepts[k] ?? 0;
      for (let start = 0; start < width; start += slice) {
        const end = Math.min(start + slice, width);
        sums.fill(0);
        for (let i = start, w = start * outputs; i < end; i++) {
          const value = Math.fround(x[row * width + i] as number);
          for (let k = 0; k < outputs; k++) {
            sums[k] = (sums[k] as number) + Math.fround(value * (byFeature[w++] as number));
          }
        }
        for (let k = 0; k < outputs; k++) into[at + k] = (into[at + k] as number) + (sums[k] as number);
      }
    }
  };
}

/** Rows' width, checked against the coefficients. */
function checkWidth(context: KernelContext, width: number, outputs: number, coefficients: number): void {
  if (width * outputs !== coefficients) {
    context.fail(
      `the input has ${width} features a row; coefficients has ${coefficients} values for ${outputs} outputs`,
    );
  }
}

/**
 * ai.onnx.ml LinearClassifier, version 1. One set of coefficients for two classes gives the score s of the second:
 * [1 - s, s] without a transform, as ONNX Runtime has it, and the transform of [-s, s] with one; the second class wins when s > 0.
 */
const linearClassifier: KernelFactory = (context) => {
  const { attributes, fail } = context;
  const labels = readClassLabels(context, 'classlabels_ints');
  const classes = labels.values.length;
  const weights = attributes.floats('coefficients');
  const intercepts = attributes.floats('intercepts');
  const multiply = createMultiply(weights, intercepts, classes);
  const multiplyOnce = classes === 2 && intercepts.length < 2 ? createMultiply(weights, intercepts, 1) : undefined;
  const transform = readPostTransform(context);
  const isProbit = attributes.string('post_transform', 'NONE') === 'PROBIT';
  const writer = createLabelWriter(context, labels);
  if (weights.length === 0) fail('coefficients is empty');
  if (intercepts.length > 0 && intercepts.length !== classes && !(intercepts.length === 1 && classes === 2)) {
    fail(`intercepts has ${intercepts.length} values for ${classes} classes`);
  }
  return (inputs) => {
    const input = requiredNumber(context, inputs);
    const rows = rowCount(context, input);
    const width = rowWidth(input);
    // Without intercepts, the coefficients alone tell whether two classes share one set.
    const isOneSided = multiplyOnce !== undefined && (intercepts.length || weights.length / width) === 1;
    checkWidth(context, width, isOneSided ? 1 : classes, weights.length);
    context.spend(rows * weights.length * multiplyWork);
    const output = context.allocate('float32', [rows, classes]);
    const scores = output.data;
    (isOneSided ? multiplyOnce : multiply)(numbersOf(input), rows, width, scores, classes);
    const winners = writer.winners(rows);
    for (let row = 0, at = 0; row < rows; row++, at += classes) {
      let winner = 0;
      if (isOneSided) {
        const score = scores[at] as number;
        winner = score > 0 ? 1 : 0;
        scores[at] = !transform || isProbit ? 1 - score : -score;
        scores[at + 1] = score;
      } else
        for (let k = 1; k < classes; k++) if ((scores[at + k] as number) > (scores[at + winner] as number)) winner = k;
      winners[row] = winner;
      transform?.(scores, at, classes);
    }
    return [writer.write(rows), output];
  };
};

/** ai.onnx.ml LinearRegressor, version 1. ONNX Runtime skips all transforms but PROBIT for a single target; the standard does not. */
const linearRegressor: KernelFactory = (context) => {
  const { attributes, fail } = context;
  const targets = attributes.int('targets', 1);
  const weights = attributes.floats('coefficients');
  const intercepts = attributes.floats('intercepts');
  const transform = readPostTransform(context);
  if (!(targets >= 1 && targets <= weights.length))
    fail(`targets is ${targets}, and coefficients has ${weights.length} values`);
  if (intercepts.length > 0 && intercepts.length !== targets)
    fail(`intercepts has ${intercepts.length} values for ${targets} targets`);
  const multiply = createMultiply(weights, intercepts, targets);
  return (inputs) => {
    const input = requiredNumber(context, inputs);
    const rows = rowCount(context, input);
    checkWidth(context, rowWidth(input), targets, weights.length);
    context.spend(rows * weights.length * multiplyWork);
    const output = context.allocate('float32', [rows, targets]);
    multiply(numbersOf(input), rows, rowWidth(input), output.data, targets);
    if (transform) for (let row = 0; row < rows; row++) transform(output.data, row * targets, targets);
    return [output];
  };
};

/** Linear models of ai.onnx.ml. */
export const linearKernels: KernelTable = {
  LinearClassifier: { 1: linearClassifier },
  LinearRegressor: { 1: linearRegressor },
};

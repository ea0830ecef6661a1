import type { KernelContext } from '../../kernel.ts';

/** Scores of one row, at `start` and the `count - 1` elements after it, changed in place. */
export type PostTransform = (scores: Float32Array | Float64Array, start: number, count: number) => void;

const { abs, exp, fround, log, sqrt } = Math;

// ONNX Runtime computes these in float32 even for doubles. Rounding at the same places gives its digits where they cancel: in the
// tails of the logistic function and near 0.5 of the probit.
function logistic(x: number): number {
  const y = fround(1 / fround(1 + fround(exp(-abs(x)))));
  return x < 0 ? fround(1 - y) : y;
}

/** The inverse of the normal distribution by Winitzki's approximation, as ONNX's reference and ONNX Runtime compute it. */
function probit(p: number): number {
  const x = fround(fround(2 * p) - 1);
  const a = fround(0.147);
  const l = fround(log(fround(fround(1 - x) * fround(1 + x))));
  const v = fround(fround(2 / fround(fround(Math.PI) * a)) + fround(0.5 * l));
  const w = fround(fround(1 / a) * l);
  const y = fround(sqrt(fround(fround(sqrt(fround(fround(v * v) - w))) - v)));
  return fround(Math.SQRT2) * (x < 0 ? -y : y);
}

const each =
  (apply: (score: number) => number): PostTransform =>
  (scores, start, count) => {
    for (let i = start; i < start + count; i++) scores[i] = apply(scores[i] as number);
  };

const softmax =
  (skipsZeros: boolean): PostTransform =>
  (scores, start, count) => {
    const end = start + count;
    let max = Number.NEGATIVE_INFINITY;
    for (let i = start; i < end; i++) if ((scores[i] as number) > max) max = scores[i] as number;
    let sum = 0;
    for (let i = start; i < end; i++) {
      const score = scores[i] as number;
      if (skipsZeros && abs(score) <= 1e-7) scores[i] = score * exp(-max);
      else {
        const power = exp(fround(score - max));
        scores[i] = power;
        sum += power;
      }
    }
    for (let i = start; i < end; i++) scores[i] = (scores[i] as number) / sum;
  };

/** The values of `post_transform`, in the order by which TreeEnsemble 5 numbers them; NONE needs no work. */
export const postTransforms = new Map<string, PostTransform | undefined>([
  ['NONE', undefined],
  ['SOFTMAX', softmax(false)],
  ['LOGISTIC', each(logistic)],
  // Scores of zero stay zero.
  ['SOFTMAX_ZERO', softmax(true)],
  ['PROBIT', each(probit)],
]);

/** Reads the attribute `post_transform`. */
export function readPostTransform({ attributes, fail }: KernelContext): PostTransform | undefined {
  const name = attributes.string('post_transform', 'NONE');
  if (!postTransforms.has(name))
    fail(`post_transform is '${name}'; it must be one of ${[...postTransforms.keys()].join(', ')}`);
  return postTransforms.get(name);
}

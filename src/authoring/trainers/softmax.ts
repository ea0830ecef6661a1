/** log(1 + e^x) without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** 1 / (1 + e^-x), as exact in both tails. */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * Turns `count` scores from `start` on into probabilities, in place.
 * @returns the logarithm of the sum of the scores' exponentials.
 */
export function softmaxInPlace(scores: Float64Array, start: number, count: number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let k = start; k < start + count; k++) max = Math.max(max, scores[k] as number);
  let sum = 0;
  for (let k = start; k < start + count; k++) {
    const power = Math.exp((scores[k] as number) - max);
    scores[k] = power;
    sum += power;
  }
  for (let k = start; k < start + count; k++) scores[k] = (scores[k] as number) / sum;
  return max + Math.log(sum);
}

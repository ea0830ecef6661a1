/** The middle of `values`; the mean of the two middle ones where their number is even. NaN when there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** `value` with two significant digits below 10, one decimal below 100 and none above. */
export function round(value: number): number {
  if (Math.abs(value) >= 100) return Math.round(value);
  return Number(Math.abs(value) >= 10 ? value.toFixed(1) : value.toPrecision(2));
}

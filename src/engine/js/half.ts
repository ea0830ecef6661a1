// Halves (IEEE 754 binary16) as bits in a Uint16Array: engines without Float16Array have no other storage for them.

/** The number that the bits of a half stand for. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent ? sign * (0x400 + fraction) * 2 ** (exponent - 25) : sign * fraction * 2 ** -24;
}

/** The bits of the half nearest to a number; of two equally near the even one, and infinity beyond the largest. */
export function toHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65520) return sign | 0x7c00;
  // Below 2^-14 the steps stay those of the smallest normal half.
  let exponent = Math.max(-14, Math.floor(Math.log2(size)));
  // The logarithm may round up to the next power.
  if (exponent > -14 && size < 2 ** exponent) exponent--;
  const steps = size * 2 ** (10 - exponent);
  const even = steps % 1 === 0.5 ? 2 * Math.round(steps / 2) : Math.round(steps);
  // Steps that fill the fraction carry over into the exponent.
  return sign | ((exponent + 14) * 0x400 + even);
}

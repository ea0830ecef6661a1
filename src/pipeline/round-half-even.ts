/**
 * Rounds to decimals as NumPy's `around` does: scales by a power of ten, takes the nearest integer, of two equally near ones the
 * even one, and scales back. So 0.5 gives 0, 1.5 gives 2, and -1 decimals round to tens.
 */
export function roundHalfEven(value: number, decimals: number): number {
  const factor = 10 ** Math.abs(decimals);
  const scaled = decimals < 0 ? value / factor : value * factor;
  if (!Number.isFinite(scaled)) return value;
  const below = Math.floor(scaled);
  const part = scaled - below;
  const up = part > 0.5 || (part === 0.5 && below % 2 !== 0);
  // From below 0 it is -0, as in NumPy.
  const nearest = up ? below + 1 || (value < 0 ? -0 : 0) : below;
  return decimals < 0 ? nearest * factor : nearest / factor;
}

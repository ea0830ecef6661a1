import type { ColumnType } from './frame.ts';

/**
 * A float as Python writes it: `1.0`, `0.1`, `1e-05`, `1e+16`, `inf`; a float32 by the fewest digits that tell it from its
 * neighbours. Categories and names learned in Pandas and scikit-learn hold such texts.
 */
export function floatText(value: number, type: ColumnType): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : value < 0 ? '-inf' : 'nan';
  const shortest = type === 'float32' ? shortestFloat32(value) : value;
  const [digits = '', exponent = '0'] = shortest.toExponential().split('e');
  const power = Number(exponent);
  if (shortest !== 0 && (power < -4 || power >= 16)) {
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const text = Object.is(shortest, -0) ? '-0' : String(shortest);
  return Number.isInteger(shortest) ? `${text}.0` : text;
}

function shortestFloat32(value: number): number {
  for (let precision = 1; precision < 9; precision++) {
    const candidate = Number(value.toPrecision(precision));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
}

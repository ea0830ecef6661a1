import { describe, expect, it } from 'vitest';
import { floatText } from './float-text.ts';

describe('floatText', () => {
  // As Python 3.12 prints str(x) and NumPy str(np.float32(x)).
  it.each<[number, 'float32' | 'float64', string]>([
    [1, 'float64', '1.0'],
    [0, 'float64', '0.0'],
    [-0, 'float64', '-0.0'],
    [0.1, 'float64', '0.1'],
    [1e15, 'float64', '1000000000000000.0'],
    [1e16, 'float64', '1e+16'],
    [1.5e-5, 'float64', '1.5e-05'],
    [0.0001, 'float64', '0.0001'],
    [1e100, 'float64', '1e+100'],
    [Number.POSITIVE_INFINITY, 'float64', 'inf'],
    [Number.NEGATIVE_INFINITY, 'float64', '-inf'],
    [Number.NaN, 'float64', 'nan'],
    [Math.fround(0.1), 'float32', '0.1'],
    [Math.fround(16777216), 'float32', '16777216.0'],
  ])('%d as %s is %s', (value, type, text) => {
    expect(floatText(value, type)).toBe(text);
  });
});

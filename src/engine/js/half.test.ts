import { expect, test } from 'vitest';
import { fromHalf, toHalf } from './half.ts';

test.each([
  [0x0000, 0],
  [0x8000, -0],
  [0x3c00, 1],
  [0xc000, -2],
  [0x7bff, 65504],
  [0x0001, 2 ** -24],
  [0x03ff, 1023 * 2 ** -24],
  [0x0400, 2 ** -14],
  [0x3555, 0.333251953125],
  [0x7c00, Number.POSITIVE_INFINITY],
  [0xfc00, Number.NEGATIVE_INFINITY],
  [0x7e00, Number.NaN],
])('the half %i is %f, and back', (bits, value) => {
  expect(fromHalf(bits)).toBe(value);
  expect(toHalf(value)).toBe(bits);
});

test('every half that is a number comes back from its number', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = fromHalf(bits);
    if (!Number.isNaN(value)) expect(toHalf(value)).toBe(bits);
  }
});

test('a number between two halves goes to the nearer one, halfway to the even one, and beyond the largest to infinity', () => {
  const step = 2 ** -10;
  expect(toHalf(1 + 0.4 * step)).toBe(0x3c00);
  expect(toHalf(1 + 0.5 * step)).toBe(0x3c00);
  expect(toHalf(1 + 1.5 * step)).toBe(0x3c02);
  expect(toHalf(2 - 0.25 * step)).toBe(0x4000);
  expect(toHalf(2 ** -25)).toBe(0);
  expect(toHalf(1.5 * 2 ** -24)).toBe(2);
  expect(toHalf(2 ** -14 - 2 ** -26)).toBe(0x0400);
  expect(toHalf(65519)).toBe(0x7bff);
  expect(toHalf(-65520)).toBe(0xfc00);
});

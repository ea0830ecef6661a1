import { expect, it } from 'vitest';
import { murmurHash3 } from './murmur-hash.ts';

it.each([
  ['', 0],
  ['test', 0xba6bd213],
  ['hello', 0x248bfa47],
  ['hello, world', 0x149bbb7f],
  ['The quick brown fox jumps over the lazy dog', 0x2e4ff723],
])('gives the reference value for "%s"', (text, expected) => {
  expect(murmurHash3(text)).toBe(expected);
});

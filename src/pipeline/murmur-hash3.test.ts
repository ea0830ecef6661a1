import { describe, expect, it } from 'vitest';
import { murmurHash3 } from './murmur-hash3.ts';

describe('murmurHash3', () => {
  // scikit-learn's own tests, and those of SMHasher: murmurhash3_32(text, seed, positive=True).
  it.each<[string, number, number]>([
    ['foo', 0, 4138058784],
    ['foo', 42, 2972666014],
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0, 0xba6bd213],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['aa', 0x9747b28c, 0x5d211726],
    ['ππππππππ', 0x9747b28c, 0xd58063c1],
  ])('of %j with seed %d', (text, seed, expected) => {
    expect(murmurHash3(text, seed)).toBe(expected);
  });
});

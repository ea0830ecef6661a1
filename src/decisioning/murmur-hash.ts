const encoder = new TextEncoder();

/**
 * MurmurHash3 (x86, 32 bits, seed 0) of a text in UTF-8: an integer from 0 to 2^32 - 1.
 * Operators have one with a seed, `pipeline/murmur-hash3.ts`: shared, it would be a file of its own, which a decision would have to wait for.
 * @see https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp
 */
export function murmurHash3(text: string): number {
  const bytes = encoder.encode(text);
  const whole = bytes.length & ~3;
  let hash = 0;
  for (let start = 0; start < whole; start += 4) {
    hash = (Math.imul(rotate(hash ^ scramble(readBlock(bytes, start, 4)), 13), 5) + 0xe6546b64) | 0;
  }
  hash ^= scramble(readBlock(bytes, whole, bytes.length - whole)) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Little-endian. */
function readBlock(bytes: Uint8Array, start: number, length: number): number {
  let block = 0;
  for (let index = length - 1; index >= 0; index--) block = (block << 8) | (bytes[start + index] ?? 0);
  return block;
}

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
const scramble = (block: number): number => Math.imul(rotate(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);

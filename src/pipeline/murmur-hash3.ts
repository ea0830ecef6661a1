const utf8 = new TextEncoder();

/**
 * MurmurHash3 (x86, 32 bits) of a text's UTF-8 bytes, from 0 to 2^32 - 1; what scikit-learn's
 * `murmurhash3_32(text, seed, positive=True)` gives.
 * @see https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp
 */
export function murmurHash3(text: string, seed = 0): number {
  const bytes = utf8.encode(text);
  const view = new DataView(bytes.buffer);
  const whole = bytes.length & ~3;
  let hash = seed;
  for (let offset = 0; offset < whole; offset += 4) {
    hash ^= scramble(view.getUint32(offset, true));
    hash = Math.imul(rotateLeft(hash, 13), 5) + 0xe6546b64;
  }
  let rest = 0;
  for (let offset = bytes.length - 1; offset >= whole; offset--) rest = (rest << 8) | (bytes[offset] ?? 0);
  if (bytes.length > whole) hash ^= scramble(rest);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(block: number): number {
  return Math.imul(rotateLeft(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

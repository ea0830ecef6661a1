/** Draws a number from 0 (included) to 1 (excluded). */
export type Random = () => number;

/**
 * A small seeded generator: equal seeds give equal draws on every machine.
 * @param seed any 32-bit integer.
 * @see mulberry32 by Tommy Ettinger, public domain
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Puts the first `count` places of `items` in random order, drawn from all of them (Fisher and Yates). Allocates nothing. */
export function shuffle(random: Random, items: Int32Array, count = items.length): void {
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(random() * (items.length - i));
    const item = items[i] as number;
    items[i] = items[other] as number;
    items[other] = item;
  }
}

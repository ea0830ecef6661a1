/** Draws a number from 0 (included) to 1 (excluded). */
export type Random = () => number;

/**
 * A small seeded generator of numbers from 0 (included) to 1 (excluded): equal seeds give equal numbers on every machine.
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

/** Puts numbers in random order (Fisher and Yates), in place. */
export function shuffle(numbers: number[] | Int32Array, random: Random): void {
  for (let last = numbers.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [a = 0, b = 0] = [numbers[last], numbers[other]];
    numbers[last] = b;
    numbers[other] = a;
  }
}

import type { Random } from '../../pipeline/random.ts';

/** A draw from the normal distribution, by the Box-Muller transform. */
export function drawNormal(random: Random, mean: number, deviation: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return mean + deviation * radius * Math.cos(2 * Math.PI * random());
}

/** A draw from the exponential distribution. */
export function drawExponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random());
}

/** A draw from the Poisson distribution, by Knuth's method: meant for means under about 30. */
export function drawPoisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}

/** One of `choices`, each as likely as its weight. */
export function drawChoice<Choice>(random: Random, choices: readonly (readonly [Choice, number])[]): Choice {
  let rest = random() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  let chosen = choices[0];
  for (const choice of choices) {
    chosen = choice;
    rest -= choice[1];
    if (rest < 0) break;
  }
  if (chosen === undefined) throw new RangeError('drawChoice needs at least one choice.');
  return chosen[0];
}

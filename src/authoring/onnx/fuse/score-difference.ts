import type { Frame } from '../../../pipeline/frame.ts';
import type { Score } from '../../../pipeline/operator.ts';
import type { ExperienceEvent } from '../../../xdm/event.ts';
import type { AuthoredGraph } from '../../graph/graph.ts';

/** The largest relative difference (the absolute one below 1) between the scores of two graphs; infinite where texts differ. */
export async function scoreDifference(
  expected: AuthoredGraph,
  actual: AuthoredGraph,
  samples: readonly (Frame | readonly ExperienceEvent[])[],
): Promise<number> {
  let largest = 0;
  for (const sample of samples) {
    const { scores: wanted } = await expected.run(sample);
    const { scores: given } = await actual.run(sample);
    for (const [name, score] of Object.entries(wanted)) largest = Math.max(largest, distance(score, given[name]));
  }
  return largest;
}

function distance(expected: Score, actual: Score | undefined): number {
  const [wanted, given] = [listOf(expected), listOf(actual)];
  if (wanted.length !== given.length) return Number.POSITIVE_INFINITY;
  return wanted.reduce<number>((largest, value, i) => Math.max(largest, distanceOf(value, given[i])), 0);
}

function distanceOf(expected: unknown, actual: unknown): number {
  if (Object.is(expected, actual) || expected === actual) return 0;
  const difference =
    typeof expected === 'number' && typeof actual === 'number' ? Math.abs(actual - expected) : Number.NaN;
  return Number.isFinite(difference) ? difference / Math.max(1, Math.abs(Number(expected))) : Number.POSITIVE_INFINITY;
}

function listOf(score: unknown): readonly unknown[] {
  return Array.isArray(score) ? score : [score];
}

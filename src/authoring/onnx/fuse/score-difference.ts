import { compileGraph } from '../../../pipeline/graph.ts';
import type { GraphContext, GraphOptions, Score } from '../../../pipeline/operator.ts';

/** A graph and what it is compiled with. */
interface RunnableGraph extends GraphOptions {
  readonly definition: unknown;
}

/** The largest relative difference (the absolute one below 1) between the scores of two graphs; infinite where texts differ. */
export async function scoreDifference(
  expected: RunnableGraph,
  actual: RunnableGraph,
  samples: readonly GraphContext[],
): Promise<number> {
  const [first, second] = [expected, actual].map(({ definition, ...options }) => compileGraph(definition, options));
  let largest = 0;
  for (const sample of samples) {
    const wanted = (await first?.run(sample))?.scores ?? {};
    const given = (await second?.run(sample))?.scores ?? {};
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

import { evaluateExpression } from '../xdm/condition.ts';
import type { Activity } from './activity.ts';
import type { ConditionData, Conditions } from './segments.ts';

/** Ranks below every other value: there is no `rankBy`, or it gives no number. */
const lowest = Number.NEGATIVE_INFINITY;

/**
 * The activities of a scope by rank: first the one that is previewed, then by `priority`, then by `rankBy`, the highest first.
 * Sorting is stable, so equals keep the manifest's order; it takes NaN, the difference of two infinities, for equal.
 */
export function byRank(
  activities: readonly Activity[],
  data: ConditionData,
  conditions: Conditions,
  previewed: string | undefined,
): Activity[] {
  return activities
    .map((activity) => ({
      activity,
      priority: activity.id === previewed ? Number.POSITIVE_INFINITY : finite(activity.priority, 0),
      value: rankValue(activity, data, conditions),
    }))
    .sort((left, right) => right.priority - left.priority || right.value - left.value)
    .map(({ activity }) => activity);
}

function rankValue({ id, rankBy }: Activity, data: ConditionData, { operators, report }: Conditions): number {
  if (rankBy === undefined) return lowest;
  const onProblem = (problem: string): void => report(`Activity "${id}", rankBy: ${problem}`);
  return finite(evaluateExpression(rankBy, data, onProblem, operators), lowest);
}

const finite = (value: unknown, otherwise: number): number => (Number.isFinite(value) ? Number(value) : otherwise);

import { evaluateCondition, type JsonLogic } from '../xdm/condition.ts';
import type { Segment } from './activity.ts';

/** What conditions are evaluated over. */
export interface ConditionData {
  readonly event?: unknown;
  readonly profile?: unknown;
  readonly scores?: unknown;
  readonly session?: unknown;
  readonly page?: unknown;
  /** By segment id, whether the visitor is in it. */
  readonly segments: Readonly<Record<string, boolean>>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Evaluates the segments in their order, each over `data` and the segments before it.
 * @param onProblem - told the segment and what is wrong with its condition; the visitor is then not in the segment.
 */
export function evaluateSegments(
  segments: readonly Segment[],
  data: Omit<ConditionData, 'segments'>,
  onProblem?: (problem: string) => void,
): Record<string, boolean> {
  // Without a prototype, a segment named like one of Object's own members is a segment like any other.
  const results: Record<string, boolean> = Object.create(null);
  const conditionData: ConditionData = { ...data, segments: results };
  for (const { id, condition } of segments) {
    results[id] = holds(condition, conditionData, `Segment "${id}"`, onProblem);
  }
  return results;
}

/** Whether `condition` holds; a condition that isn't there does. */
export function holds(
  condition: JsonLogic | undefined,
  data: ConditionData,
  subject: string,
  onProblem?: (problem: string) => void,
): boolean {
  if (condition === undefined) return true;
  return evaluateCondition(condition, data, (problem) => onProblem?.(`${subject}: ${problem}`));
}

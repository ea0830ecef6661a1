import { evaluateCondition, type JsonLogic } from '../xdm/condition.ts';
import type { ConditionOperators } from '../xdm/json-logic.ts';
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

/** How conditions are judged. */
export interface Conditions {
  /** Known beside JSON Logic's own. */
  readonly operators?: ConditionOperators | undefined;
  /** Told of what a condition belongs to and what is wrong with it; it counts as false. */
  readonly report: (problem: string) => void;
}

/** Evaluates the segments in their order, each over `data` and the segments before it. */
export function evaluateSegments(
  segments: readonly Segment[],
  data: Omit<ConditionData, 'segments'>,
  conditions: Conditions,
): Record<string, boolean> {
  // Without a prototype, a segment named like one of Object's own members is a segment like any other.
  const results: Record<string, boolean> = Object.create(null);
  const conditionData: ConditionData = { ...data, segments: results };
  for (const { id, condition } of segments) {
    results[id] = holds(condition, conditionData, conditions, () => `Segment "${id}"`);
  }
  return results;
}

/** Whether `condition` holds; a condition that isn't there does. */
export function holds(
  condition: JsonLogic | undefined,
  data: ConditionData,
  { operators, report }: Conditions,
  subject: () => string,
): boolean {
  if (condition === undefined) return true;
  return evaluateCondition(condition, data, (problem) => report(`${subject()}: ${problem}`), operators);
}

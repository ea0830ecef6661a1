import type { Activity } from '../../decisioning/activity.ts';
import { isRecord } from '../../xdm/record.ts';
import type { Path } from '../json/json-document.ts';
import { checkCondition, checkExpressionAt, unknownSegment } from './check-condition.ts';
import { checkItem } from './check-item.ts';
import { checkSchedule } from './check-schedule.ts';
import { checkWeights } from './check-weights.ts';
import type { Context } from './context.ts';
import { operationOf } from './expression.ts';

/** Reports what is wrong with an activity that follows the schema. */
export function checkActivity(activity: Activity, path: Path, context: Context): void {
  const { scope, audience, rankBy, goal, holdout, experiences } = activity;
  if (scope !== scope.trim())
    context.report(
      'warning',
      [...path, 'scope'],
      `it is "${scope}", with a space at an end, and a slot takes a scope as it is written; leave it out`,
    );
  checkSchedule(activity, path, context);
  checkWeights(activity, path, context);
  for (const [index, id] of (audience?.segments ?? []).entries()) {
    if (context.segmentIds && !context.segmentIds.includes(id)) {
      context.report('error', [...path, 'audience', 'segments', index], unknownSegment(id, context.segmentIds));
    }
  }
  if (audience?.condition !== undefined) {
    checkCondition(audience.condition, { path: [...path, 'audience', 'condition'] }, context);
  }
  if (rankBy !== undefined) checkRankBy(rankBy, [...path, 'rankBy'], context);
  if (goal) {
    checkCondition(goal.condition, { path: [...path, 'goal', 'condition'], roots: ['event'] }, context);
    if (goal.window === 0)
      context.report('warning', [...path, 'goal', 'window'], 'a window of 0 seconds counts no conversion');
  }
  if (holdout === 1) context.report('warning', [...path, 'holdout'], 'a holdout of 1 shows the activity to nobody');
  for (const [index, { condition, items }] of experiences.entries()) {
    const place = [...path, 'experiences', index];
    if (condition !== undefined) checkCondition(condition, { path: [...place, 'condition'] }, context);
    for (const [number, item] of items.entries()) checkItem(item, [...place, 'items', number], context);
  }
  checkReach(activity, path, context);
}

/** Operators that give no number. */
const otherThanNumbers: ReadonlySet<string> = new Set(
  '== === != !== > >= < <= ! !! in all some none cat substr map filter merge missing missing_some before after sem_ver matches starts_with ends_with'.split(
    ' ',
  ),
);

/** Reports an expression that ranks nothing, whatever the data. */
function checkRankBy(rankBy: unknown, path: Path, context: Context): void {
  checkExpressionAt(rankBy, { path }, context);
  const { name } = operationOf(rankBy) ?? {};
  // An object that is no operator has been reported.
  const mayBeNumber = name === undefined ? typeof rankBy === 'number' || isRecord(rankBy) : !otherThanNumbers.has(name);
  if (!mayBeNumber)
    context.report('error', path, 'it gives no number to rank by; give one, such as { "var": "scores.…" }');
}

/** Reports whom an activity and its experiences can never reach. */
function checkReach({ audience, selection, experiences }: Activity, path: Path, context: Context): void {
  const { truthOf, report } = context;
  const isNever = (conditions: readonly unknown[]): boolean => truthOf(conditions) === false;
  const asked = [...(audience?.segments ?? []).map((id) => ({ var: `segments.${id}` })), audience?.condition].filter(
    (condition) => condition !== undefined,
  );
  // One that can never hold by itself is reported where it stands.
  const isAudienceNever = asked.some((condition) => isNever([condition]));
  if (!isAudienceNever && isNever(asked)) {
    report('error', [...path, 'audience'], 'no visitor can be in the audience: its conditions exclude each other');
  }
  let always: string | undefined;
  for (const [index, { id, condition, weight }] of experiences.entries()) {
    const place = [...path, 'experiences', index];
    const unreachable = (why: string): void => report('error', place, `experience "${id}" is unreachable: ${why}`);
    if (selection.type === 'first' && always !== undefined)
      unreachable(`"${always}" before it holds for everyone; give that a condition, or the selection the type split`);
    else if (condition !== undefined && !isNever([condition]) && !isNever(asked) && isNever([...asked, condition])) {
      unreachable('its condition and the audience exclude each other');
    }
    if (selection.type !== 'first' && weight === 0 && experiences.some((other) => other.weight !== 0)) {
      report('warning', [...place, 'weight'], `experience "${id}" is unreachable: its weight is 0`);
    }
    if (condition === undefined || truthOf([condition]) === true) always ??= id;
  }
}

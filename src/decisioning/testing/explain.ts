import type { Activity, Segment } from '../activity.ts';
import type { DecideOptions } from '../decide.ts';
import { decide } from '../decide-extended.ts';

export const now = Date.parse('2026-03-01T12:00:00Z');
export const intent = { '>': [{ var: 'scores.purchase-intent.probability' }, 0.5] };

export function activity(changes: Partial<Activity> = {}): Activity {
  return {
    id: 'offer',
    scope: 'hero',
    priority: 0,
    status: 'live',
    selection: { type: 'first' },
    experiences: [{ id: 'only', items: [] }],
    ...changes,
  };
}

export interface Given {
  readonly activities: readonly Activity[];
  readonly segments?: readonly Segment[];
  readonly context?: DecideOptions['context'];
  readonly scopes?: DecideOptions['scopes'];
  readonly site?: Partial<DecideOptions['manifest']>;
  readonly visitorId?: string;
  readonly preview?: DecideOptions['preview'];
  readonly select?: DecideOptions['select'];
}

export function explain({
  activities,
  segments = [],
  context = {},
  scopes = ['hero'],
  site,
  visitorId = 'visitor-1',
  preview,
  select,
}: Given) {
  return decide({
    manifest: { generation: 3, segments, activities, ...site },
    context,
    visitorId,
    scopes,
    now,
    explain: true,
    preview,
    select,
  });
}

/** `activity/experience` by scope. */
export function winners(given: Given) {
  const { propositions } = explain(given);
  return Object.fromEntries(
    propositions.map(({ scope, scopeDetails }) => [scope, `${scopeDetails.activity.id}/${scopeDetails.experience.id}`]),
  );
}

export function losses(given: Given) {
  const [trace] = explain(given).traces;
  return trace?.activities.map(({ activityId, lostBy, detail }) => [activityId, lostBy, detail]);
}

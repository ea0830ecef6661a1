import type { Activity, Segment } from '../../decisioning/activity.ts';
import type { ActivityTrace } from '../../decisioning/decide.ts';
import { conditionInWords } from './condition-in-words.ts';
import { words } from './words.ts';

/** What the reasons are told from. */
export interface LossContext {
  /** Of the manifest, where it could be read. */
  readonly activities: readonly Activity[];
  readonly segments: readonly Segment[];
  /** What conditions read. */
  readonly data: unknown;
}

type Wording = (details: {
  readonly detail: string;
  readonly activity: Activity | undefined;
  readonly context: LossContext;
}) => string;

const statuses: Readonly<Record<string, string>> = {
  preview: 'it is not live yet: only a preview shows it',
  paused: 'it is paused',
};

const schedules: Readonly<Record<string, Wording>> = {
  'not-started': ({ activity }) => `it has not started yet${dated(', it does on', activity?.schedule?.start)}`,
  ended: ({ activity }) => `its time is over${dated(', it ended on', activity?.schedule?.end)}`,
  unreadable: () => 'its schedule cannot be read',
};

const wordings: Readonly<Record<string, Wording>> = {
  status: ({ detail }) => statuses[detail] ?? 'it is not live',
  schedule: (details) => schedules[details.detail]?.(details) ?? 'it is not its time',
  'audience-segments': ({ detail, context }) => {
    const segment = context.segments.find(({ id }) => id === detail);
    if (!segment) return `the visitor is not in its segment ${detail}`;
    return `the visitor is not in “${segment.name}”, which asks that ${conditionInWords(segment.condition, context.data)}`;
  },
  'audience-condition': ({ activity, context }) =>
    activity?.audience?.condition === undefined
      ? 'its audience condition does not hold'
      : `it asks that ${conditionInWords(activity.audience.condition, context.data)}`,
  'experience-conditions': () => 'none of its experiences is for this visitor',
  outranked: ({ detail }) => `“${words(detail)}” goes first`,
  invalid: ({ detail }) => `it does not follow the schema: ${detail}`,
};

/** Why an activity lost its scope, as a marketer would say it; undefined when it won. */
export function lossInWords(
  { activityId, lostBy, detail = '' }: ActivityTrace,
  context: LossContext,
): string | undefined {
  if (lostBy === undefined) return undefined;
  const activity = context.activities.find(({ id }) => id === activityId);
  return wordings[lostBy]?.({ detail, activity, context }) ?? `${words(lostBy)} ${detail}`.trim();
}

function dated(lead: string, date: string | undefined): string {
  return date === undefined ? '' : `${lead} ${date.slice(0, 16).replace('T', ' at ')}`;
}

import type { Activity, Segment } from '../../decisioning/activity.ts';
import type { ActivityTrace, LossReason } from '../../decisioning/trace.ts';
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

const wordings: Readonly<Record<LossReason, Wording>> = {
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
  'experience-conditions': ({ activity, context }) => {
    const asked = (activity?.experiences ?? []).map(
      ({ id, condition }) => `“${words(id)}” asks that ${conditionInWords(condition, context.data)}`,
    );
    return ['none of its experiences is for this visitor', asked.join('; ')].filter(Boolean).join(': ');
  },
  'experience-weights': () => 'no experience for this visitor has a weight above 0',
  'site-status': () => 'the whole site is paused',
  'site-holdout': () => 'the visitor is held out of every activity of the site',
  'exclusion-group': ({ detail }) => `of its exclusion group the visitor takes part in “${words(detail)}”`,
  holdout: () => 'the visitor is held out of it, to compare with',
  'frequency-cap': ({ detail }) => `it has been shown as often as it may: ${detail}`,
  repeated: ({ detail }) => `“${words(detail)}” shows the same here`,
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
  return wordings[lostBy]({ detail, activity, context });
}

/** With which experience an activity won, and why with this one. */
export function winInWords({ activityId, experienceId = '' }: ActivityTrace, context: LossContext): string {
  const activity = context.activities.find(({ id }) => id === activityId);
  const experience = activity?.experiences.find(({ id }) => id === experienceId);
  const isDrawn = activity && activity.selection.type !== 'first' && activity.experiences.length > 1;
  const drawn = isDrawn ? ', drawn by weight' : '';
  const because =
    experience?.condition === undefined ? '' : `, as ${conditionInWords(experience.condition, context.data)}`;
  return `with “${words(experienceId)}”${drawn}${because}`;
}

function dated(lead: string, date: string | undefined): string {
  return date === undefined ? '' : `${lead} ${date.slice(0, 16).replace('T', ' at ')}`;
}

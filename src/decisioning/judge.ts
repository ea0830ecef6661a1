import type { Activity, Experience, Proposition } from './activity.ts';
import { isHeldOut } from './allocation.ts';
import { type Chooser, chooseExperience, previewExperience } from './choose-experience.ts';
import type { Extensions } from './extensions.ts';
import { toProposition } from './proposition.ts';
import { missedSchedule } from './schedule.ts';
import { holds } from './segments.ts';
import type { Loss, LossReason } from './trace.ts';

/** How often an activity was displayed: in this visit, on this day, ever. */
export interface Displays {
  readonly session: number;
  readonly day: number;
  readonly visitor: number;
}

/** What someone who checks a site wants to see. */
export interface Preview {
  readonly activityId: string;
  /** @default the one that the activity's selection chooses */
  readonly experienceId?: string;
}

/** What activities are judged by. */
export interface Circumstances extends Chooser {
  /** The manifest's. */
  readonly generation: number | undefined;
  readonly displays: Readonly<Record<string, Displays>> | undefined;
  readonly preview: Preview | undefined;
  readonly extensions: Extensions | undefined;
  /** Why nothing is shown on this site. */
  readonly siteLoss: LossReason | undefined;
  /** By exclusion group, the id of the activity that the visitor takes part in. */
  readonly members: ReadonlyMap<string, string>;
}

/** An activity that has won a place in its scope. */
export interface Win {
  readonly experience: Experience;
  readonly proposition: Proposition;
}

/** What a scope shows already, by rank, and how much it takes. */
export interface Places {
  readonly taken: readonly Win[];
  readonly max: number;
}

/** Tries the rules on one activity. */
export function judge(activity: Activity, circumstances: Circumstances, places: Places): Win | Loss {
  const { siteLoss, preview, conditions, generation } = circumstances;
  if (siteLoss) return { lostBy: siteLoss };
  // The manifest's schema lets no malformed activity through; callers with a manifest of their own may not have asked it.
  try {
    const isPreview = preview?.activityId === activity.id;
    const loss = isPreview ? undefined : missedRule(activity, circumstances);
    if (loss) return loss;
    const experience = isPreview
      ? previewExperience(activity, preview.experienceId, circumstances)
      : chooseExperience(activity, circumstances);
    if ('lostBy' in experience) return experience;
    return (
      missedPlace(experience, places) ?? {
        experience,
        proposition: toProposition({ activity, experience, generation, isPreview }),
      }
    );
  } catch (error) {
    const detail = String(error);
    conditions.report(`Activity "${activity.id}" is malformed: ${detail}; check the manifest against its schema`);
    return { lostBy: 'invalid', detail };
  }
}

/** The first rule by which the visitor is not shown this activity. */
function missedRule(activity: Activity, circumstances: Circumstances): Loss | undefined {
  const { id, status, audience, exclusionGroup, holdout, frequencyCap } = activity;
  const { data, conditions, extensions, members, visitorId, displays } = circumstances;
  if (status !== 'live') return { lostBy: 'status', detail: status };
  const missed = missedSchedule(activity, data.now, extensions);
  if (missed === 'unreadable') conditions.report(`Activity "${id}": its schedule cannot be read`);
  if (missed) return { lostBy: 'schedule', detail: missed };
  const missing = audience?.segments?.find((segment) => data.segments[segment] !== true);
  if (missing !== undefined) return { lostBy: 'audience-segments', detail: missing };
  if (!holds(audience?.condition, data, conditions, () => `Activity "${id}"`)) return { lostBy: 'audience-condition' };
  const member = exclusionGroup === undefined ? id : members.get(exclusionGroup);
  if (member !== id) return { lostBy: 'exclusion-group', ...(member !== undefined && { detail: member }) };
  if (isHeldOut(holdout, visitorId, id, activity.seed ?? circumstances.seed)) return { lostBy: 'holdout' };
  if (frequencyCap && displays && Object.hasOwn(displays, id)) {
    const { count, per } = frequencyCap;
    if ((displays[id]?.[per] ?? 0) >= count) return { lostBy: 'frequency-cap', detail: `${count} per ${per}` };
  }
  return undefined;
}

/** Why the scope has no place for an experience. */
function missedPlace({ items }: Experience, { taken, max }: Places): Loss | undefined {
  const last = taken.at(-1);
  if (!last) return undefined;
  const loseTo = (lostBy: LossReason, { proposition }: Win): Loss => ({
    lostBy,
    detail: proposition.scopeDetails.activity.id,
  });
  if (taken.length >= max) return loseTo('outranked', last);
  // Experiences of two activities may well be the same offer.
  const content = JSON.stringify(items);
  const same = items.length > 0 && taken.find(({ experience }) => JSON.stringify(experience.items) === content);
  return same ? loseTo('repeated', same) : undefined;
}

import type { Activity, Experience, Proposition } from './activity.ts';
import { type Chooser, chooseExperience } from './choose-experience.ts';
import type { DecideOptions } from './decide.ts';
import type { Limits } from './limits.ts';
import { toProposition } from './proposition.ts';
import { missedSchedule } from './schedule.ts';
import { holds } from './segments.ts';
import type { Loss, LossReason } from './trace.ts';

/** What someone who checks a site wants to see. */
export interface Preview {
  readonly activityId: string;
  /** @default the one that the activity's selection chooses, as where the activity has none of this id */
  readonly experienceId?: string;
}

/** What activities are judged by. */
export interface Circumstances extends Chooser {
  readonly manifest: DecideOptions['manifest'];
  readonly preview: Preview | undefined;
  /** Why nothing is shown on this site. */
  readonly siteLoss: LossReason | undefined;
  readonly limits: Limits | undefined;
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
  const { siteLoss, preview, conditions } = circumstances;
  if (siteLoss) return { lostBy: siteLoss };
  // The manifest's schema lets no malformed activity through; callers with a manifest of their own may not have asked it.
  try {
    const isPreview = preview?.activityId === activity.id;
    const loss = isPreview ? undefined : missedRule(activity, circumstances);
    if (loss) return loss;
    const named = isPreview && activity.experiences.find(({ id }) => id === preview.experienceId);
    const experience = named || chooseExperience(activity, circumstances);
    if ('lostBy' in experience) return experience;
    return (
      missedPlace(experience, places) ?? {
        experience,
        proposition: toProposition({ activity, experience }, circumstances),
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
  const { id, status, audience } = activity;
  const { data, conditions, extensions, limits } = circumstances;
  if (status !== 'live') return { lostBy: 'status', detail: status };
  const missed = missedSchedule(activity, data.now, extensions);
  if (missed === 'unreadable') conditions.report(`Activity "${id}": its schedule cannot be read`);
  if (missed) return { lostBy: 'schedule', detail: missed };
  const missing = audience?.segments?.find((segment) => data.segments[segment] !== true);
  if (missing !== undefined) return { lostBy: 'audience-segments', detail: missing };
  if (!holds(audience?.condition, data, conditions, () => `Activity "${id}"`)) return { lostBy: 'audience-condition' };
  return limits?.missed(activity);
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

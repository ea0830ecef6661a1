import type { Activity, Experience } from './activity.ts';
import { bucketOf, pickByWeight } from './allocation.ts';
import { type ConditionData, type Conditions, holds } from './segments.ts';
import type { Loss } from './trace.ts';

/** What a learner chooses among. */
export interface Choice {
  readonly activity: Activity;
  /** Those whose condition holds; at least one. */
  readonly experiences: readonly Experience[];
  /** What conditions are evaluated over. */
  readonly data: ConditionData;
  readonly visitorId: string;
}

/** A learner: gives the id of one of the experiences, or undefined to have one drawn by weight. */
export type Select = (choice: Choice) => string | undefined;

/** What an experience is chosen by. */
export interface Chooser {
  readonly data: ConditionData;
  readonly conditions: Conditions;
  readonly visitorId: string;
  /** The manifest's. */
  readonly seed: string;
  readonly select: Select | undefined;
}

/** The experience that the activity's selection chooses of those whose condition holds, or why there is none. */
export function chooseExperience(activity: Activity, chooser: Chooser): Experience | Loss {
  const { id, experiences, selection } = activity;
  const { data, conditions } = chooser;
  const qualifies = (experience: Experience): boolean =>
    holds(experience.condition, data, conditions, () => `Activity "${id}", experience "${experience.id}"`);
  if (selection.type === 'first') return experiences.find(qualifies) ?? { lostBy: 'experience-conditions' };
  const candidates = experiences.filter(qualifies);
  if (candidates.length === 0) return { lostBy: 'experience-conditions' };
  return draw(activity, candidates, chooser) ?? { lostBy: 'experience-weights' };
}

function draw(activity: Activity, experiences: readonly Experience[], chooser: Chooser): Experience | undefined {
  const { data, conditions, visitorId, seed, select } = chooser;
  if (activity.selection.type === 'learned' && select) {
    try {
      const chosen = select({ activity, experiences, data, visitorId });
      const experience = experiences.find(({ id }) => id === chosen);
      if (experience) return experience;
    } catch (error) {
      conditions.report(`Activity "${activity.id}": its learner failed, so it was split: ${error}`);
    }
  }
  return pickByWeight(experiences, bucketOf(visitorId, activity.id, activity.seed ?? seed));
}

/** The experience that a preview names; without a name, the one that is chosen. */
export function previewExperience(
  activity: Activity,
  experienceId: string | undefined,
  chooser: Chooser,
): Experience | Loss {
  if (experienceId === undefined) return chooseExperience(activity, chooser);
  const named = activity.experiences.find(({ id }) => id === experienceId);
  return named ?? { lostBy: 'experience-conditions', detail: experienceId };
}

import type { Activity, Experience } from './activity.ts';
import type { Select } from './draw.ts';
import type { Extensions } from './extensions.ts';
import { type ConditionData, type Conditions, holds } from './segments.ts';
import type { Loss } from './trace.ts';

/** What an experience is chosen by. */
export interface Chooser {
  readonly data: ConditionData;
  readonly conditions: Conditions;
  readonly visitorId: string;
  /** The manifest's. */
  readonly seed: string;
  readonly select: Select | undefined;
  readonly extensions: Extensions | undefined;
}

/** The experience that the activity's selection chooses of those whose condition holds, or why there is none. */
export function chooseExperience(activity: Activity, chooser: Chooser): Experience | Loss {
  const { id, experiences, selection } = activity;
  const { data, conditions, visitorId, extensions } = chooser;
  const candidates = experiences.filter((experience) =>
    holds(experience.condition, data, conditions, () => `Activity "${id}", experience "${experience.id}"`),
  );
  const [first] = candidates;
  if (!first) return { lostBy: 'experience-conditions' };
  if (selection.type === 'first') return first;
  const choice = { activity, experiences: candidates, data, visitorId };
  return extensions?.draw(choice, { ...chooser, ...conditions }) ?? { lostBy: 'experience-weights' };
}

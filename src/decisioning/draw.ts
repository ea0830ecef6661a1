import type { Activity, Experience } from './activity.ts';
import { bucketOf, pickByWeight } from './allocation.ts';
import type { ConditionData } from './segments.ts';

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

export interface DrawOptions {
  /** The manifest's. */
  readonly seed: string;
  readonly select: Select | undefined;
  readonly report: (problem: string) => void;
}

/** The experience that the selection `learned` or `split` gives; undefined if none has a weight. */
export function draw(choice: Choice, { seed, select, report }: DrawOptions): Experience | undefined {
  const { activity, experiences, visitorId } = choice;
  if (activity.selection.type === 'learned' && select) {
    try {
      const chosen = select(choice);
      const experience = experiences.find(({ id }) => id === chosen);
      if (experience) return experience;
    } catch (error) {
      report(`Activity "${activity.id}": its learner failed, so it was split: ${error}`);
    }
  }
  return pickByWeight(experiences, bucketOf(visitorId, activity.id, activity.seed ?? seed));
}

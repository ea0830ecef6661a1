import type { Activity } from './activity.ts';
import { isHeldOut, membersByGroup } from './allocation.ts';
import type { Loss } from './trace.ts';

/** How often an activity was displayed: in this visit, on this day, ever. */
export interface Displays {
  readonly session: number;
  readonly day: number;
  readonly visitor: number;
}

/** What the limits of one decision go by. */
export interface LimitsOptions {
  /** The site's. */
  readonly holdout: number | undefined;
  /** The manifest's. */
  readonly seed: string;
  readonly activities: readonly Activity[];
  readonly visitorId: string;
  /** By activity id. */
  readonly displays: Readonly<Record<string, Displays>> | undefined;
  /** Whether an activity is live and in schedule: the others take no visitors from their exclusion group. */
  readonly isRunning: (activity: Activity) => boolean;
}

/** What keeps an activity from a visitor who qualifies for it. */
export interface Limits {
  /** Whether the visitor is held out of the whole site. */
  readonly isHeldOutOfSite: boolean;
  /** The first limit that keeps the visitor from an activity: its exclusion group, its holdout, its frequency cap. */
  missed(activity: Activity): Loss | undefined;
}

/** The limits for one visitor at one time. */
export function createLimits(options: LimitsOptions): Limits {
  const { holdout: siteHoldout, seed, activities, visitorId, displays, isRunning } = options;
  const grouped = activities.filter((activity) => activity.exclusionGroup !== undefined && isRunning(activity));
  const members = membersByGroup(grouped, visitorId, seed);
  return {
    isHeldOutOfSite: isHeldOut(siteHoldout, visitorId, '', seed),
    missed({ id, exclusionGroup, holdout, frequencyCap, seed: own = seed }) {
      const member = exclusionGroup === undefined ? id : (members.get(exclusionGroup) ?? id);
      if (member !== id) return { lostBy: 'exclusion-group', detail: member };
      if (isHeldOut(holdout, visitorId, id, own)) return { lostBy: 'holdout' };
      if (frequencyCap && displays && Object.hasOwn(displays, id)) {
        const { count, per } = frequencyCap;
        if ((displays[id]?.[per] ?? 0) >= count) return { lostBy: 'frequency-cap', detail: `${count} per ${per}` };
      }
      return undefined;
    },
  };
}

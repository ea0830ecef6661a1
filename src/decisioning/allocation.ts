import type { Activity, Experience } from './activity.ts';
import { murmurHash3 } from './murmur-hash.ts';

const buckets = 10_000;

function hashOf(visitorId: string, name: string, seed: string): number {
  return murmurHash3(`${visitorId}\n${name}\n${seed}`);
}

/**
 * The bucket of a visitor in an activity: an integer from 0 to 9,999, evenly spread, the same on every device for the same
 * visitor id, and independent from that of another activity or seed.
 */
export function bucketOf(visitorId: string, activityId: string, seed = ''): number {
  return Math.floor((hashOf(visitorId, activityId, seed) / 2 ** 32) * buckets);
}

/** Whether a visitor is one of the share `holdout` that is held out of `name`, by a draw of its own. */
export function isHeldOut(holdout: number | undefined, visitorId: string, name: string, seed: string): boolean {
  return typeof holdout === 'number' && bucketOf(visitorId, name, `${seed}/holdout`) < Math.round(holdout * buckets);
}

/**
 * By exclusion group, the one of `activities` that a visitor takes part in: that with the highest hash (rendezvous
 * hashing), so where an activity joins or leaves a group only its own visitors move.
 */
export function membersByGroup(
  activities: readonly Activity[],
  visitorId: string,
  seed: string,
): ReadonlyMap<string, string> {
  const highest = new Map<string, number>();
  const members = new Map<string, string>();
  for (const { id, exclusionGroup } of activities) {
    if (exclusionGroup === undefined) continue;
    const hash = hashOf(visitorId, id, `${seed}/group`);
    if (hash <= (highest.get(exclusionGroup) ?? -1)) continue;
    highest.set(exclusionGroup, hash);
    members.set(exclusionGroup, id);
  }
  return members;
}

/** The experience whose share of the weights `bucket` falls into; undefined if no weight is above 0. */
export function pickByWeight(experiences: readonly Experience[], bucket: number): Experience | undefined {
  const weightOf = ({ weight = 1 }: Experience): number => weight;
  const total = experiences.reduce((sum, experience) => sum + weightOf(experience), 0);
  let below = 0;
  return experiences.find((experience) => {
    below += weightOf(experience);
    return bucket < Math.round((below / total) * buckets);
  });
}

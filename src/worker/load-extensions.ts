import type { Activity } from '../decisioning/activity.ts';
import type { Extensions } from '../decisioning/extensions.ts';
import { missingChunk } from '../errors.ts';
import type { Manifest } from '../registry/manifest.ts';
import { usesOtherOperators } from '../xdm/condition.ts';
import { conditionsOf } from './services-needed.ts';

/** Fetches what a plain activity does without, for a manifest that has others. */
export async function loadExtensions(manifest: Manifest): Promise<Extensions | undefined> {
  const { holdout, segments, activities } = manifest;
  const isPlain = (activity: Activity): boolean =>
    activity.selection.type === 'first' &&
    [activity.schedule?.timeZone, activity.holdout, activity.exclusionGroup, activity.frequencyCap].every(
      (field) => field === undefined,
    );
  const isNeeded = holdout || !activities.every(isPlain) || conditionsOf(segments, activities).some(usesOtherOperators);
  return isNeeded ? (await import('../decisioning/extensions.ts').catch(missingChunk)).extensions : undefined;
}

import type { Activity } from '../../decisioning/activity.ts';
import type { PreviewTarget } from '../../registry/preview-link.ts';
import { words } from './words.ts';

/**
 * What an address asks to be shown, and why it is not.
 * @param activities of the manifest; undefined where that has not come.
 */
export function previewInWords(
  { activityId, experienceId }: PreviewTarget,
  activities: readonly Activity[] | undefined,
): { readonly what: string; readonly problem?: string } {
  const what = experienceId === undefined ? words(activityId) : `${words(experienceId)}, of ${words(activityId)}`;
  if (!activities) return { what };
  const activity = activities.find(({ id }) => id === activityId);
  if (!activity)
    return { what, problem: `There is no activity “${activityId}”, so nothing is changed: correct the address.` };
  if (experienceId === undefined || activity.experiences.some(({ id }) => id === experienceId)) return { what };
  const problem = `“${activityId}” has no experience “${experienceId}”, so the one that it selects is shown: correct the address.`;
  return { what, problem };
}

import { counted } from '../authoring/counted.ts';
import type { Manifest } from '../registry/manifest.ts';

/** What marketers have in a manifest: `2 segments, 1 activity`, and whether any of it shows. */
export function rulesInWords({ segments, activities, status }: Manifest): string {
  const counts = `${counted(segments.length, 'segment')}, ${counted(activities.length, 'activity', 'activities')}`;
  return status === 'paused' ? `${counts}; paused` : counts;
}

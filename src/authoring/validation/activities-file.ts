import * as v from 'valibot';
import { activitySchema, segmentSchema, siteEntries } from '../../decisioning/activity.ts';

/** What marketers keep apart from a manifest. All of it may be left out, and then stays as it was published before. */
export const activitiesSchema = v.object({
  segments: v.exactOptional(v.array(segmentSchema)),
  activities: v.exactOptional(v.array(activitySchema)),
  ...siteEntries,
});

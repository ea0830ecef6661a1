import * as v from 'valibot';
import { activitySchema, segmentSchema } from '../../decisioning/activity.ts';

/** What marketers keep apart from a manifest: its segments, if they are here, and its activities. */
export const activitiesSchema = v.object({
  segments: v.exactOptional(v.array(segmentSchema)),
  activities: v.array(activitySchema),
});

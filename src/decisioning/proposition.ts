import type { Activity, Experience, Proposition } from './activity.ts';
import type { Circumstances } from './judge.ts';
import { scheduleOf } from './schedule.ts';

/** The proposition that offers `experience` of `activity`. */
export function toProposition(
  { activity, experience }: { readonly activity: Activity; readonly experience: Experience },
  {
    manifest: { generation, segments },
    preview,
    extensions,
  }: Pick<Circumstances, 'manifest' | 'preview' | 'extensions'>,
): Proposition {
  const parts = [generation ?? 0, activity.scope, activity.id, experience.id];
  const id = parts.map(encodeURIComponent).join('/');
  return {
    id,
    scope: activity.scope,
    scopeDetails: {
      decisionProvider: 'EDGEWISE',
      activity: { id: activity.id },
      experience: { id: experience.id },
      characteristics: {
        ...(generation !== undefined && { generation }),
        selection: activity.selection.type,
        ...(preview?.activityId === activity.id && { preview: true }),
        ...(activity.frequencyCap && { capped: true }),
        ...(activity.schedule?.end && { until: scheduleOf(activity, extensions).until }),
        // Any path that begins so, wherever it stands: what is taken for the page's by mistake is a decision that no other page gets.
        ...(JSON.stringify([activity, segments]).includes('"page.') && { page: true }),
      },
    },
    items: experience.items.map((item, index) => ({ ...item, id: `${id}/${index}` })),
  };
}

import type { Activity, Experience, Proposition } from './activity.ts';

interface PropositionOptions {
  readonly activity: Activity;
  readonly experience: Experience;
  readonly generation: number | undefined;
  readonly isPreview: boolean;
}

/** The proposition that offers `experience` of `activity`. */
export function toProposition({ activity, experience, generation, isPreview }: PropositionOptions): Proposition {
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
        ...(isPreview && { preview: true }),
      },
    },
    items: experience.items.map((item, index) => ({ ...item, id: `${id}/${index}` })),
  };
}

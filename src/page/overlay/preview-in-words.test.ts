import { expect, it } from 'vitest';
import type { Activity } from '../../decisioning/activity.ts';
import { previewInWords } from './preview-in-words.ts';

const hero: Activity = {
  id: 'hero-keen',
  scope: 'hero',
  priority: 1,
  status: 'preview',
  selection: { type: 'first' },
  experiences: [{ id: 'today', items: [] }],
};

it('says what a preview shows', () => {
  expect(previewInWords({ activityId: 'hero-keen' }, [hero])).toEqual({ what: 'Hero keen' });
  const what = 'Today, of Hero keen';
  expect(previewInWords({ activityId: 'hero-keen', experienceId: 'today' }, [hero])).toEqual({ what });
  expect(previewInWords({ activityId: 'hero-keen', experienceId: 'today' }, undefined)).toEqual({ what });
});

it('says of what the manifest does not have that it is not shown', () => {
  expect(previewInWords({ activityId: 'hero-kean', experienceId: 'today' }, [hero]).problem).toBe(
    'There is no activity “hero-kean”, so nothing is changed: correct the address.',
  );
  expect(previewInWords({ activityId: 'hero-keen', experienceId: 'toady' }, [hero]).problem).toBe(
    '“hero-keen” has no experience “toady”, so the one that it selects is shown: correct the address.',
  );
});

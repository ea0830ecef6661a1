import { describe, expect, it } from 'vitest';
import type { Activity } from '../decisioning/activity.ts';
import { extensions } from '../decisioning/extensions.ts';
import { activity } from '../decisioning/testing/explain.ts';
import { parseManifest } from '../registry/manifest.ts';
import { createTestManifest } from '../registry/testing/manifest.ts';
import { loadExtensions } from './load-extensions.ts';

const plain = { ...parseManifest(createTestManifest(1, [])), segments: [], activities: [] };
const condition = { starts_with: [{ var: 'page.path' }, '/sale/'] };

describe('loadExtensions', () => {
  it.each<[string, Partial<Activity>]>([
    ['a split', { selection: { type: 'split' } }],
    ['a learner', { selection: { type: 'learned' } }],
    ['a time zone', { schedule: { start: '2026-11-27T00:00', timeZone: 'Europe/Berlin' } }],
    ['a holdout', { holdout: 0.1 }],
    ['an exclusion group', { exclusionGroup: 'offers' }],
    ['a frequency cap', { frequencyCap: { count: 1, per: 'day' } }],
    ['an operator of its own in an audience', { audience: { condition } }],
    ['one in a rank', { rankBy: condition }],
    ['one in a goal', { goal: { condition } }],
    ['one in an experience', { experiences: [{ id: 'a', condition, items: [] }] }],
  ])('brings them for an activity with %s', async (_, change) => {
    const activities = [activity(), activity({ id: 'other', ...change })];
    expect(await loadExtensions({ ...plain, activities })).toBe(extensions);
  });

  it('brings them for a site that holds visitors out, and for a segment with an operator of its own', async () => {
    expect(await loadExtensions({ ...plain, holdout: 0.1 })).toBe(extensions);
    expect(await loadExtensions({ ...plain, segments: [{ id: 'sale', name: 'Sale', condition }] })).toBe(extensions);
  });

  it('fetches nothing for a manifest that does without', async () => {
    const audience = { segments: ['keen'], condition: { '==': [{ var: 'page.path' }, '/'] } };
    const schedule = { start: '2026-11-27T00:00:00Z' };
    expect(await loadExtensions({ ...plain, activities: [activity({ audience, schedule })] })).toBeUndefined();
  });
});

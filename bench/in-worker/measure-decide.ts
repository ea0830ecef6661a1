import type { Activity, Segment } from '../../src/decisioning/activity.ts';
import { decide } from '../../src/decisioning/decide-extended.ts';
import type { Report } from './worker.ts';

const now = 1_700_000_000_000;
const scopeCount = 5;

/** Segments over a score, and activities with five conditions each, as a shop has them: lists, splits, holdouts, groups, caps, ranks, schedules. */
function createManifest(count: number): { segments: Segment[]; activities: Activity[] } {
  const segments = Array.from({ length: 5 }, (_, index) => ({
    id: `segment-${index}`,
    name: `Segment ${index}`,
    condition: { '>=': [{ var: 'scores.intent.probability' }, index / 5] },
  }));
  return { segments, activities: Array.from({ length: count }, (_, index) => createActivity(index)) };
}

function createActivity(index: number): Activity {
  const conditions = [
    { '>=': [{ var: 'scores.intent.probability' }, (index % 10) / 20] },
    { '<': [{ date_diff: ['day', { var: 'profile.lastOrder' }, { var: 'now' }] }, 30 + (index % 7)] },
    { '==': [{ var: 'profile.homeAddress.countryCode' }, 'DE'] },
    { '>': [{ var: 'session.pageViews' }, index % 3] },
    index % 4 === 0
      ? { matches: [{ var: 'page.path' }, '^/product/[a-z-]+'] }
      : { in: ['/product/', { var: 'page.path' }] },
  ];
  return {
    id: `activity-${index}`,
    scope: `scope-${index % scopeCount}`,
    priority: index % 17,
    status: 'live',
    schedule: { start: '2023-01-01T00:00', end: '2024-01-01T00:00', timeZone: 'Europe/Berlin' },
    audience: { segments: [`segment-${index % 3}`], condition: { and: conditions } },
    holdout: 0.05,
    frequencyCap: { count: 3, per: 'day' },
    selection: { type: index % 2 === 0 ? 'split' : 'first' },
    experiences: [
      { id: 'a', weight: 1, items: [] },
      { id: 'b', weight: 1, items: [] },
    ],
    ...(index % 5 === 0 && { exclusionGroup: `group-${index % 2}` }),
    ...(index % 3 === 0 && { rankBy: { var: 'scores.affinity.tea' } }),
  };
}

/** Median of one decision over all scopes, one of them a list, with every reason given: `decide50`, `decide500`. */
export async function measureDecide(): Promise<Report> {
  const report: Record<string, number> = {};
  for (const count of [50, 500]) {
    const manifest = createManifest(count);
    const displays = Object.fromEntries(
      manifest.activities.map(({ id }, index) => [id, { session: 0, day: index % 5, visitor: index % 9 }]),
    );
    const context = {
      scores: { intent: { probability: 0.7 }, churn: { probability: 0.2 }, affinity: { tea: 0.4 } },
      profile: { homeAddress: { countryCode: 'DE' }, lastOrder: '2023-11-01T09:00:00Z' },
      session: { pageViews: 4 },
      page: { path: '/product/heron-kettle.html' },
      displays,
    };
    const scopes = Array.from({ length: scopeCount }, (_, index) => ({
      scope: `scope-${index}`,
      max: index === 0 ? 3 : 1,
    }));
    const once = () => decide({ manifest, context, visitorId: 'visitor', scopes, now, explain: true });
    const batch = count === 50 ? 20 : 2;
    const times: number[] = [];
    for (let round = 0; round < 60; round++) {
      const began = performance.now();
      for (let index = 0; index < batch; index++) once();
      times.push((performance.now() - began) / batch);
    }
    // The first third compiles.
    const warm = times.slice(20).sort((left, right) => left - right);
    report[`decide${count}`] = warm[warm.length >> 1] ?? Number.NaN;
  }
  return report;
}

import type { Activity, Segment } from '../../src/decisioning/activity.ts';
import { decide } from '../../src/decisioning/decide.ts';
import type { Report } from './worker.ts';

const conditions = 5;

/** Activities of five scopes, each with five conditions over scores, profile, session and page. */
function createManifest(count: number): { segments: Segment[]; activities: Activity[] } {
  const segments = Array.from({ length: 5 }, (_, index) => ({
    id: `segment-${index}`,
    name: `Segment ${index}`,
    condition: { '>=': [{ var: 'scores.intent.probability' }, index / 5] },
  }));
  const activities = Array.from({ length: count }, (_, index): Activity => {
    const all = [
      { '>=': [{ var: 'scores.intent.probability' }, (index % 10) / 20] },
      { '<': [{ var: 'scores.churn.probability' }, 0.9] },
      { '==': [{ var: 'profile.homeAddress.countryCode' }, 'DE'] },
      { '>': [{ var: 'session.pageViews' }, index % 3] },
      { in: ['/product/', { var: 'page.path' }] },
    ].slice(0, conditions);
    return {
      id: `activity-${index}`,
      scope: `scope-${index % 5}`,
      priority: index % 17,
      status: 'live',
      audience: { segments: [`segment-${index % 3}`], condition: { and: all } },
      selection: { type: 'first' },
      experiences: [{ id: 'offer', items: [] }],
    };
  });
  return { segments, activities };
}

/** Median of one decision over all scopes with every reason given: `decide50`, `decide500`. */
export async function measureDecide(): Promise<Report> {
  const context = {
    scores: { intent: { probability: 0.7 }, churn: { probability: 0.2 } },
    profile: { homeAddress: { countryCode: 'DE' } },
    session: { pageViews: 4 },
    page: { path: '/product/heron-kettle.html' },
  };
  const scopes = Array.from({ length: 5 }, (_, index) => `scope-${index}`);
  const report: Record<string, number> = {};
  for (const count of [50, 500]) {
    const manifest = createManifest(count);
    const once = () =>
      decide({ manifest, context, visitorId: 'visitor', scopes, now: 1_700_000_000_000, explain: true });
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

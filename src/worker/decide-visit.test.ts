import { describe, expect, it, vi } from 'vitest';
import type { Displays } from '../decisioning/limits.ts';
import { activity } from '../decisioning/testing/explain.ts';
import { parseManifest } from '../registry/manifest.ts';
import { createTestManifest } from '../registry/testing/manifest.ts';
import type { Visitor } from '../visitor/visitor.ts';
import type { JsonLogic } from '../xdm/condition.ts';
import type { ExperienceEvent } from '../xdm/event.ts';
import type { Profile } from '../xdm/profile.ts';
import { type DecideVisitOptions, decideVisit } from './decide-visit.ts';
import type { Services } from './services.ts';
import { testPage as page } from './testing/host-options.ts';

it('loads the services that scopes need while the visitor is read', async () => {
  const reading = new Promise<never>(() => {});
  const load = vi.fn(async () => {});
  const services = { manifest: createTestManifest(1, []), load } as Partial<Services> as Services;
  const read = () => reading;
  const visitor = { events: read, profile: read, visitorId: read } as Partial<Visitor> as Visitor;
  const inForce = Promise.resolve({ services, source: 'network' as const });
  const options = { inForce, visitor, displaysFor: async () => undefined, clock: () => 0 };
  void decideVisit({ scopes: ['hero'], page }, options as Partial<DecideVisitOptions> as DecideVisitOptions);
  await vi.waitFor(() => expect(load).toHaveBeenCalled());
});

const now = Date.parse('2026-03-01T12:00:00Z');
const at = (minutesAgo: number, eventType: string): ExperienceEvent => ({
  _id: `${eventType} ${minutesAgo}`,
  timestamp: new Date(now - minutesAgo * 60_000).toISOString(),
  eventType,
});

interface Given {
  readonly scopes?: readonly string[];
  readonly condition?: JsonLogic;
  readonly segment?: JsonLogic;
  readonly events?: readonly ExperienceEvent[];
  readonly profile?: Profile;
  readonly profileOverrides?: Profile;
  readonly displays?: Readonly<Record<string, Displays>>;
  /** What the services `intent` and `churn` score, or what they throw, and what they write. */
  readonly predict?: (id: string, profile: Profile) => { readonly score: number; readonly profile: Profile };
}

/** Decides the hero, for which there is one offer, with `condition`, at most once a day. */
async function decideOffer(given: Given) {
  const { scopes = ['hero'], condition = true, segment = false, events = [], profile = {}, displays } = given;
  const predict = given.predict ?? (() => ({ score: 0, profile }));
  const service = { version: '1', graph: {}, models: {} };
  const offer = activity({ audience: { condition }, frequencyCap: { count: 1, per: 'day' } });
  const manifest = {
    ...parseManifest(createTestManifest(1, [])),
    services: { intent: service, churn: service },
    segments: [{ id: 'keen', name: 'Keen', condition: segment }],
    activities: [offer],
  };
  const services: Partial<Services> = {
    manifest,
    load: async () => {},
    async predict(id, visit) {
      const { score, profile: written } = predict(id, visit.profile);
      const facts = { features: {}, durationMs: 0, executionProvider: 'js', serviceVersion: '1' } as const;
      return { prediction: { ...facts, scores: { probability: score } }, profile: written };
    },
  };
  const visitor: Partial<Visitor> = {
    events: async () => events,
    profile: async () => profile,
    visitorId: async () => 'visitor-1',
  };
  const enrich = vi.fn<DecideVisitOptions['enrich']>();
  const failures: unknown[] = [];
  const { profileOverrides } = given;
  const decision = await decideVisit(
    { scopes, page, ...(profileOverrides && { profileOverrides }) },
    {
      manifestUrl: 'https://shop.example/manifest.json',
      inForce: Promise.resolve({ services: services as Services, source: 'network' }),
      visitor: visitor as Visitor,
      displaysFor: async () => displays,
      enrich,
      now: () => now,
      clock: () => 0,
      onFailure: (error) => failures.push(error),
      onProblem: (problem) => failures.push(problem),
    },
  );
  const [loss] = decision.traces[0]?.activities ?? [];
  return { decision, wins: decision.propositions.length === 1, lostBy: loss?.lostBy, enrich, failures };
}

const isAt = (path: string, value: JsonLogic): JsonLogic => ({ '===': [{ var: path }, value] });

describe('what a visit is decided by', () => {
  const events = [
    at(90, 'a'),
    at(20, 'web.webpagedetails.pageViews'),
    at(10, 'b'),
    at(0, 'decisioning.propositionDisplay'),
  ];

  it.each<[JsonLogic]>([
    [isAt('event.eventType', 'b')],
    [isAt('session.events', 2)],
    [isAt('session.durationSeconds', 1200)],
    [isAt('session.isFirst', false)],
    [isAt('page.path', '/')],
    [isAt('profile.tier', 'gold')],
    [isAt('now', now)],
  ])('is %j: what the visitor did, not what was displayed', async (condition) => {
    expect(await decideOffer({ condition, events, profile: { tier: 'gold' } })).toMatchObject({
      wins: true,
      failures: [],
    });
  });

  it('is how often what was displayed', async () => {
    const offer = { session: 0, day: 1, visitor: 1 };
    expect(await decideOffer({ displays: { offer } })).toMatchObject({ wins: false, lostBy: 'frequency-cap' });
  });

  it('is the scores that conditions read, without those of a service that failed, of which it tells', async () => {
    const predict = (id: string, profile: Profile) => {
      if (id === 'churn') throw new Error('churn failed');
      return { score: 0.9, profile };
    };
    const reads = (id: string): JsonLogic => ({ '>': [{ var: `scores.${id}.probability` }, 0.5] });
    const { wins, failures, decision } = await decideOffer({
      condition: { and: [reads('intent'), { '!': [reads('churn')] }] },
      predict,
    });
    expect(wins).toBe(true);
    expect(failures).toEqual([new Error('churn failed')]);
    expect(Object.keys(decision.predictions)).toEqual(['intent']);
  });
});

describe('what is kept of a decision', () => {
  const condition = isAt('scores.intent.probability', 0.9);
  const predict = (_: string, profile: Profile) => ({ score: 0.9, profile: { ...profile, seen: true } });

  it('is what services wrote', async () => {
    const { enrich } = await decideOffer({ condition, predict, profile: { tier: 'gold' } });
    expect(enrich).toHaveBeenCalledExactlyOnceWith({ tier: 'gold', seen: true }, { keen: false }, now);
  });

  it('is the standing of segments, once it changes', async () => {
    const { enrich, decision } = await decideOffer({ segment: true });
    expect(enrich).toHaveBeenCalledExactlyOnceWith({}, { keen: true }, now);
    expect(decision.segments).toEqual(['keen']);
    const membership = { status: 'realized', lastQualificationTime: '2026-01-01T00:00:00.000Z' } as const;
    const profile = { segmentMembership: { edgewise: { keen: membership } } };
    expect((await decideOffer({ segment: true, profile })).enrich).not.toHaveBeenCalled();
    expect((await decideOffer({})).decision.segments).toEqual([]);
  });

  it('is no standing of segments where nothing asked for the scores that they go by', async () => {
    const membership = { status: 'realized', lastQualificationTime: '2026-01-01T00:00:00.000Z' } as const;
    const profile = { segmentMembership: { edgewise: { keen: membership } } };
    const given = { segment: condition, profile, predict: () => ({ score: 0, profile }) };
    expect((await decideOffer({ ...given, scopes: ['unknown'] })).enrich).not.toHaveBeenCalled();
    expect((await decideOffer(given)).enrich).toHaveBeenCalledExactlyOnceWith(profile, { keen: false }, now);
  });

  it('is nothing of what was only tried on the visitor', async () => {
    const profileOverrides = { tier: 'gold' };
    const tried = await decideOffer({
      condition: { and: [condition, isAt('profile.tier', 'gold')] },
      segment: true,
      predict,
      profileOverrides,
    });
    expect(tried.wins).toBe(true);
    expect(tried.enrich).not.toHaveBeenCalled();
  });
});

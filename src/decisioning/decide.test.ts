import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Activity, htmlContentItem } from './activity.ts';
import { decide } from './decide-extended.ts';
import { activity, explain, losses, now, winners } from './testing/explain.ts';

describe('decide', () => {
  it('gives a proposition in the shape of the Web SDK', () => {
    const items = [{ schema: htmlContentItem, data: { content: '<p>10 % off</p>' } } as const];
    const { propositions } = explain({ activities: [activity({ experiences: [{ id: 'discount', items }] })] });
    expect(propositions).toEqual([
      {
        id: '3/hero/offer/discount',
        scope: 'hero',
        scopeDetails: {
          decisionProvider: 'EDGEWISE',
          activity: { id: 'offer' },
          experience: { id: 'discount' },
          characteristics: { generation: 3, selection: 'first' },
        },
        items: [{ id: '3/hero/offer/discount/0', schema: htmlContentItem, data: { content: '<p>10 % off</p>' } }],
      },
    ]);
  });

  it('gives ids that no two decisions share, whatever their names are', () => {
    const id = (scope: string, activityId: string) =>
      explain({ activities: [activity({ scope, id: activityId })], scopes: [scope] }).propositions[0]?.id;
    expect(id('a/b', 'c')).not.toBe(id('a', 'b/c'));
  });

  it('leaves out the generation of a manifest that has none', () => {
    const { propositions } = decide({
      manifest: { segments: [], activities: [activity()] },
      context: {},
      visitorId: 'visitor-1',
      scopes: ['hero'],
      now,
    });
    expect(propositions[0]?.scopeDetails.characteristics).toEqual({ selection: 'first' });
  });

  it('tells of a decision that the page itself may have had a say in, by the activity or a segment', () => {
    const reads = (path: string) => ({ '==': [{ var: path }, '/sale'] });
    const isOfPage = (change: Partial<Activity>, segmentPath = 'profile.path') => {
      const segments = [{ id: 'some', name: 'Some', condition: { '!': reads(segmentPath) } }];
      const { propositions } = explain({ activities: [activity(change)], segments });
      return propositions[0]?.scopeDetails.characteristics.page;
    };
    expect(isOfPage({})).toBeUndefined();
    expect(isOfPage({ audience: { condition: { '!': reads('profile.page') } } })).toBeUndefined();
    expect(isOfPage({ audience: { condition: { '!': reads('page.path') } } })).toBe(true);
    expect(isOfPage({ rankBy: { var: 'page.query.rank' } })).toBe(true);
    expect(isOfPage({ experiences: [{ id: 'a', condition: { '!': reads('page.path') }, items: [] }] })).toBe(true);
    expect(isOfPage({ audience: { segments: ['some'] } }, 'page.path')).toBe(true);
  });

  it('tells when the schedule of what it decided ends, in whatever time zone', () => {
    const untilOf = (schedule: Activity['schedule']) =>
      explain({ activities: [activity({ ...(schedule && { schedule }) })] }).propositions[0]?.scopeDetails
        .characteristics.until;
    expect(untilOf({ end: '2100-01-01T01:00:00+01:00' })).toBe(Date.UTC(2100, 0, 1));
    expect(untilOf({ end: '2100-01-01T01:00', timeZone: 'Europe/Berlin' })).toBe(Date.UTC(2100, 0, 1));
    expect(untilOf({ start: '2020-01-01T00:00:00Z' })).toBeUndefined();
    expect(untilOf(undefined)).toBeUndefined();
  });

  it('gives no traces unless asked', () => {
    const decision = decide({
      manifest: { segments: [], activities: [activity()] },
      context: {},
      visitorId: 'visitor-1',
      scopes: ['hero'],
      now,
    });
    expect(decision.traces).toEqual([]);
    expect(decision.propositions).toHaveLength(1);
  });

  it('answers each scope once, in the order asked, and traces those without an activity too', () => {
    const activities = [activity({ id: 'a' }), activity({ id: 'b', scope: 'cart' })];
    const { propositions, traces } = explain({ activities, scopes: ['cart', 'nowhere', 'hero', 'cart'] });
    expect(propositions.map(({ scope }) => scope)).toEqual(['cart', 'hero']);
    expect(traces.map(({ scope }) => scope)).toEqual(['cart', 'nowhere', 'hero']);
    expect(traces[1]).toEqual({ scope: 'nowhere', activities: [] });
  });

  describe('kill switch', () => {
    it('gives the default content everywhere, in a preview too', () => {
      const given = { activities: [activity()], site: { status: 'paused' } as const };
      expect(losses(given)).toEqual([['offer', 'site-status', undefined]]);
      expect(winners({ ...given, preview: { activityId: 'offer' } })).toEqual({});
    });
  });

  describe('preview', () => {
    const hidden = activity({
      id: 'hidden',
      priority: -9,
      status: 'preview',
      audience: { condition: false },
      schedule: { end: '2020-01-01T00:00:00Z' },
      holdout: 1,
      frequencyCap: { count: 1, per: 'visitor' },
      exclusionGroup: 'offers',
      experiences: [
        { id: 'a', items: [] },
        { id: 'b', condition: false, items: [] },
      ],
    });
    const given = {
      activities: [activity(), hidden],
      context: { displays: { hidden: { session: 1, day: 1, visitor: 1 } } },
      site: { holdout: 1 },
    };

    it('shows an activity before all others, whoever it is for', () => {
      expect(winners({ ...given, preview: { activityId: 'hidden' } })).toEqual({ hero: 'hidden/a' });
      expect(winners({ ...given, site: {} })).toEqual({ hero: 'offer/only' });
    });

    it('shows the experience that it names, and says in the proposition that it is one', () => {
      const preview = { activityId: 'hidden', experienceId: 'b' };
      expect(winners({ ...given, preview })).toEqual({ hero: 'hidden/b' });
      expect(explain({ ...given, preview }).propositions[0]?.scopeDetails.characteristics).toEqual({
        generation: 3,
        selection: 'first',
        preview: true,
        capped: true,
        until: Date.UTC(2020, 0, 1),
      });
    });

    it('of an experience that is not there shows the one that is chosen', () => {
      expect(winners({ ...given, preview: { activityId: 'hidden', experienceId: 'z' } })).toEqual({ hero: 'hidden/a' });
    });
  });

  describe('other operators', () => {
    it.each([
      { after: [{ var: 'now' }, '2026-01-01'] },
      { sem_ver: [{ var: 'page.version' }, '^', '2.0.0'] },
      { matches: [{ var: 'page.path' }, '^/product/[a-z-]+$'] },
      { starts_with: [{ var: 'page.path' }, '/product'] },
      { ends_with: [{ var: 'page.path' }, 'kettle'] },
    ])('%j', (condition) => {
      const context = { page: { path: '/product/heron-kettle', version: '2.4.1' } };
      expect(winners({ activities: [activity({ audience: { condition } })], context })).toEqual({ hero: 'offer/only' });
      // Where the page says nothing of it, it does not hold, and nobody is to blame.
      const { problems } = explain({ activities: [activity({ audience: { condition } })] });
      expect(problems).toEqual([]);
    });
  });

  describe('is total', () => {
    it('a condition with an unknown operator is false, and reported once', () => {
      const condition = { explode: [1] };
      const segments = [{ id: 'odd', name: 'Odd', condition }];
      const activities = [
        activity({ id: 'a', audience: { condition } }),
        activity({ id: 'b', experiences: [{ id: 'x', condition, items: [] }] }),
        activity({ id: 'c', priority: -1 }),
      ];
      const { problems, propositions, segments: results } = explain({ activities, segments, scopes: ['hero', 'hero'] });
      expect(results).toEqual({ odd: false });
      expect(propositions.map(({ scopeDetails }) => scopeDetails.activity.id)).toEqual(['c']);
      expect(problems).toEqual([
        expect.stringMatching(/^Segment "odd": .*explode/),
        expect.stringMatching(/^Activity "a": .*explode/),
        expect.stringMatching(/^Activity "b", experience "x": .*explode/),
      ]);
    });

    it('a malformed activity loses, is reported, and spoils no other', () => {
      const malformed = JSON.parse('{"id":"broken","scope":"hero","priority":9,"status":"live","selection":null}');
      const given = { activities: [malformed, activity()] };
      expect(winners(given)).toEqual({ hero: 'offer/only' });
      expect(losses(given)?.[0]?.slice(0, 2)).toEqual(['broken', 'invalid']);
      expect(explain(given).problems).toEqual([expect.stringMatching(/^Activity "broken" is malformed/)]);
    });

    it('what has no id is left out and reported', () => {
      const manifest = JSON.parse('{"segments":[{"id":{"toString":1}}],"activities":[null,{"scope":"hero"}]}');
      const decision = decide({ manifest, context: {}, visitorId: 'visitor-1', scopes: ['hero'], now });
      expect(decision.problems).toEqual([
        expect.stringMatching(/^Segment 0 has no id/),
        expect.stringMatching(/^Activity 0 has no id/),
        expect.stringMatching(/^Activity 1 has no id/),
      ]);
    });

    it('decides over ten megabytes of activities, for a thousand slots', () => {
      const filler = [{ schema: htmlContentItem, data: { content: 'x'.repeat(400) } }] as const;
      const activities = Array.from({ length: 20_000 }, (_, index) =>
        activity({
          id: `activity-${index}`,
          scope: `scope-${index % 1_000}`,
          priority: index % 7,
          audience: { condition: { '>': [{ var: 'session.pageViews' }, index % 3] } },
          experiences: [{ id: 'only', items: [...filler] }],
        }),
      );
      expect(JSON.stringify(activities).length).toBeGreaterThan(10_000_000);
      const scopes = Array.from({ length: 1_000 }, (_, index) => `scope-${index}`);
      const { propositions, traces } = explain({ activities, scopes, context: { session: { pageViews: 9 } } });
      expect(propositions).toHaveLength(1_000);
      expect(traces.reduce((sum, trace) => sum + trace.activities.length, 0)).toBe(20_000);
    });

    it('ends whatever conditions loop over, and says so once for each', () => {
      const many = Array.from({ length: 3_000 }, (_, index) => index);
      const doubling = { cat: [{ var: 'accumulator' }, { var: 'accumulator' }] };
      const loops = [
        { map: [many, { map: [many, { map: [many, true] }] }] },
        { reduce: [many, doubling, 'x'] },
        { reduce: [many, { merge: [{ var: 'accumulator' }, { var: 'accumulator' }] }, [1]] },
        { some: [many, { matches: ['a'.repeat(2_000), '(a|a)*b'] }] },
      ];
      const looping = Array.from({ length: 2 * loops.length }, (_, index) =>
        activity({ id: `loop-${index}`, priority: 9, audience: { condition: loops[index % loops.length] ?? null } }),
      );
      const { propositions, problems } = explain({ activities: [...looping, activity()] });
      expect(propositions.map(({ scopeDetails }) => scopeDetails.activity.id)).toEqual(['offer']);
      expect(problems).toEqual(looping.map(({ id }) => `Activity "${id}": it takes too many steps`));
    });

    it('refuses paths to prototypes, and leaves them as they are', () => {
      const condition = { or: [{ var: 'profile.__proto__.isAdmin' }, { var: 'page.constructor.prototype' }] };
      const activities = [activity({ audience: { condition } })];
      const context = JSON.parse('{"profile":{"__proto__":{"isAdmin":true}},"page":{},"displays":{"__proto__":{}}}');
      expect(losses({ activities, context })).toEqual([['offer', 'audience-condition', undefined]]);
      expect(explain({ activities, context }).problems).toEqual([expect.stringContaining('is refused')]);
      const named = JSON.parse('{"id":"__proto__","name":"Odd","condition":true}');
      expect(Object.hasOwn(explain({ activities: [], segments: [named] }).segments, '__proto__')).toBe(true);
      expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined();
    });

    it('never throws on any JSON, and gives the same again', () => {
      const anyJson = fc.jsonValue({ maxDepth: 4 });
      const nearActivity = fc.record(
        {
          id: fc.oneof(fc.constant('a'), anyJson),
          scope: fc.constant('hero'),
          priority: anyJson,
          status: fc.constant('live'),
          schedule: anyJson,
          audience: fc.oneof(anyJson, fc.record({ segments: anyJson, condition: anyJson })),
          selection: fc.oneof(fc.constantFrom({ type: 'first' }, { type: 'split' }), anyJson),
          holdout: anyJson,
          exclusionGroup: anyJson,
          frequencyCap: fc.oneof(anyJson, fc.record({ count: anyJson, per: anyJson })),
          rankBy: anyJson,
          seed: anyJson,
          experiences: fc.oneof(
            anyJson,
            fc.array(fc.oneof(anyJson, fc.record({ id: anyJson, weight: anyJson, items: anyJson }))),
          ),
        },
        { requiredKeys: ['scope', 'status'] },
      );
      const manifest = fc.oneof(
        anyJson,
        fc.record({ generation: anyJson, segments: anyJson, activities: anyJson }),
        fc.record({
          status: anyJson,
          holdout: anyJson,
          seed: anyJson,
          segments: fc.array(fc.oneof(anyJson, fc.record({ id: anyJson, condition: anyJson }))),
          activities: fc.array(fc.oneof(anyJson, nearActivity)),
        }),
      );
      const anyScopes = fc.oneof(
        anyJson,
        fc.constant(['hero']),
        fc.array(fc.record({ scope: fc.constant('hero'), max: anyJson })),
      );
      fc.assert(
        fc.property(manifest, anyJson, anyScopes, (anyManifest, context, scopes) => {
          // Through JSON text, as it would come: a manifest of no type at all.
          const options = JSON.parse(
            JSON.stringify({ manifest: anyManifest, context, scopes, visitorId: 'v', now, explain: true }),
          );
          const decision = decide(options);
          expect(decide(options)).toEqual(decision);
          expect(() => JSON.stringify(decision)).not.toThrow();
        }),
        { numRuns: 500 },
      );
    });
  });

  it('leaves manifest and context as they were', () => {
    const activities = [activity({ id: 'a' }), activity({ id: 'b', priority: 5 })];
    const before = structuredClone(activities);
    explain({ activities });
    expect(activities).toEqual(before);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Activity, htmlContentItem, type Segment } from './activity.ts';
import { type DecideOptions, decide } from './decide.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const intent = { '>': [{ var: 'scores.purchase-intent.probability' }, 0.5] };

function activity(changes: Partial<Activity> = {}): Activity {
  return {
    id: 'offer',
    scope: 'hero',
    priority: 0,
    status: 'live',
    selection: { type: 'first' },
    experiences: [{ id: 'only', items: [] }],
    ...changes,
  };
}

interface Given {
  readonly activities: readonly Activity[];
  readonly segments?: readonly Segment[];
  readonly context?: DecideOptions['context'];
  readonly scopes?: readonly string[];
}

function explain({ activities, segments = [], context = {}, scopes = ['hero'] }: Given) {
  return decide({
    manifest: { generation: 3, segments, activities },
    context,
    visitorId: 'visitor-1',
    scopes,
    now,
    explain: true,
  });
}

/** `activity/experience` by scope. */
function winners(given: Given) {
  const { propositions } = explain(given);
  return Object.fromEntries(
    propositions.map(({ scope, scopeDetails }) => [scope, `${scopeDetails.activity.id}/${scopeDetails.experience.id}`]),
  );
}

function losses(given: Given) {
  const [trace] = explain(given).traces;
  return trace?.activities.map(({ activityId, lostBy, detail }) => [activityId, lostBy, detail]);
}

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

  describe('rank', () => {
    it('the higher priority wins, of equals the first in the manifest', () => {
      const activities = [
        activity({ id: 'low', priority: -1 }),
        activity({ id: 'first', priority: 5 }),
        activity({ id: 'second', priority: 5 }),
      ];
      expect(winners({ activities })).toEqual({ hero: 'first/only' });
      expect(losses({ activities })).toEqual([
        ['first', undefined, undefined],
        ['second', 'outranked', 'first'],
        ['low', 'outranked', 'first'],
      ]);
    });

    it('the next in rank wins when a higher one loses', () => {
      const activities = [activity({ id: 'high', priority: 9, status: 'paused' }), activity({ id: 'low' })];
      expect(winners({ activities })).toEqual({ hero: 'low/only' });
    });
  });

  describe('status', () => {
    it.each(['preview', 'paused'] as const)('%s loses', (status) => {
      expect(losses({ activities: [activity({ status })] })).toEqual([['offer', 'status', status]]);
    });
  });

  describe('schedule', () => {
    it.each([
      ['starts now', { start: '2026-03-01T13:00:00+01:00' }, undefined],
      ['starts in a millisecond', { start: '2026-03-01T12:00:00.001Z' }, 'not-started'],
      ['ends in a millisecond', { end: '2026-03-01T12:00:00.001Z' }, undefined],
      ['ends now', { end: '2026-03-01T14:00+02:00' }, 'ended'],
      ['is under way', { start: '2026-02-01T00:00:00Z', end: '2026-04-01T00:00:00Z' }, undefined],
      ['has neither', {}, undefined],
      ['has a date of no calendar', { start: '2026-99-01T00:00:00Z' }, 'unreadable'],
    ])('that %s', (_, schedule, detail) => {
      expect(losses({ activities: [activity({ schedule })] })).toEqual([['offer', detail && 'schedule', detail]]);
    });
  });

  describe('audience', () => {
    const segments: Segment[] = [
      { id: 'buyer', name: 'Likely buyer', condition: intent },
      { id: 'known', name: 'Known', condition: { '!!': [{ var: 'profile.email' }] } },
      { id: 'known-buyer', name: 'Both', condition: { and: [{ var: 'segments.buyer' }, { var: 'segments.known' }] } },
      { id: 'too-early', name: 'Refers to what comes later', condition: { var: 'segments.last' } },
      { id: 'last', name: 'Everyone', condition: true },
    ];
    const context = { scores: { 'purchase-intent': { probability: 0.8 } }, profile: { email: 'a@example.com' } };

    it('segments are evaluated in order, over those before them', () => {
      expect(explain({ activities: [], segments, context }).segments).toEqual({
        buyer: true,
        known: true,
        'known-buyer': true,
        'too-early': false,
        last: true,
      });
    });

    it.each([
      [['buyer'], undefined],
      [['buyer', 'known'], undefined],
      [['buyer', 'too-early'], 'too-early'],
      [['no-such-segment'], 'no-such-segment'],
      [['constructor'], 'constructor'],
      [[], undefined],
    ])('of segments %j: the visitor has to be in all', (required, missing) => {
      const given = { activities: [activity({ audience: { segments: required } })], segments, context };
      expect(losses(given)).toEqual([['offer', missing && 'audience-segments', missing]]);
    });

    it.each([
      ['scores', intent],
      ['segments', { var: 'segments.known-buyer' }],
      ['profile', { in: ['@example', { var: 'profile.email' }] }],
      ['event', { '==': [{ var: 'event.eventType' }, 'commerce.productListAdds'] }],
      ['session', { '>=': [{ var: 'session.pageViews' }, 2] }],
      ['page', { '==': [{ var: 'page.path' }, '/cart'] }],
      ['now', { '===': [{ var: 'now' }, now] }],
      ['nothing: a literal', true],
    ])('conditions see %s', (_, condition) => {
      const event = { _id: 'e', timestamp: '2026-03-01T12:00:00Z', eventType: 'commerce.productListAdds' };
      const given = {
        activities: [activity({ audience: { condition } })],
        segments,
        context: { ...context, event, session: { pageViews: 2 }, page: { path: '/cart' } },
      };
      expect(winners(given)).toEqual({ hero: 'offer/only' });
    });

    it('a condition that does not hold loses', () => {
      const activities = [activity({ audience: { condition: intent } })];
      expect(losses({ activities })).toEqual([['offer', 'audience-condition', undefined]]);
    });
  });

  describe('selection', () => {
    const experiences = [
      { id: 'for-buyers', condition: intent, items: [] },
      { id: 'for-all', items: [] },
      { id: 'never-reached', items: [] },
    ];

    it.each([
      [0.9, 'for-buyers'],
      [0.1, 'for-all'],
    ])('first: at a score of %d, %s', (probability, expected) => {
      const given = {
        activities: [activity({ experiences })],
        context: { scores: { 'purchase-intent': { probability } } },
      };
      expect(winners(given)).toEqual({ hero: `offer/${expected}` });
    });

    it('an activity none of whose experiences holds loses', () => {
      const activities = [activity({ experiences: [{ id: 'a', condition: false, items: [] }] })];
      expect(losses({ activities })).toEqual([['offer', 'experience-conditions', undefined]]);
    });

    it.each(['split', 'learned'] as const)('%s is decided as first, and the trace says so', (type) => {
      const given = { activities: [activity({ experiences, selection: { type } })] };
      expect(winners(given)).toEqual({ hero: 'offer/for-all' });
      expect(explain(given).traces[0]?.activities).toEqual([
        { activityId: 'offer', experienceId: 'for-all', notApplied: ['selection'] },
      ]);
    });

    it('the trace names all that is not applied', () => {
      const whole = activity({ holdout: 0.1, exclusionGroup: 'offers', frequencyCap: { count: 1, per: 'day' } });
      expect(explain({ activities: [whole] }).traces[0]?.activities[0]?.notApplied).toEqual([
        'holdout',
        'exclusionGroup',
        'frequencyCap',
      ]);
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
          selection: fc.oneof(fc.constant({ type: 'first' }), anyJson),
          experiences: fc.oneof(anyJson, fc.array(fc.oneof(anyJson, fc.record({ id: anyJson, items: anyJson })))),
        },
        { requiredKeys: ['scope', 'status'] },
      );
      const manifest = fc.oneof(
        anyJson,
        fc.record({ generation: anyJson, segments: anyJson, activities: anyJson }),
        fc.record({
          segments: fc.array(fc.oneof(anyJson, fc.record({ id: anyJson, condition: anyJson }))),
          activities: fc.array(fc.oneof(anyJson, nearActivity)),
        }),
      );
      fc.assert(
        fc.property(manifest, anyJson, fc.oneof(anyJson, fc.constant(['hero'])), (anyManifest, context, scopes) => {
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

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type Activity, htmlContentItem, type Segment } from './activity.ts';
import { bucketOf } from './allocation.ts';
import type { DecideOptions } from './decide.ts';
import { decide } from './decide-extended.ts';

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
  readonly scopes?: DecideOptions['scopes'];
  readonly site?: Partial<DecideOptions['manifest']>;
  readonly visitorId?: string;
  readonly preview?: DecideOptions['preview'];
  readonly select?: DecideOptions['select'];
}

function explain({
  activities,
  segments = [],
  context = {},
  scopes = ['hero'],
  site,
  visitorId = 'visitor-1',
  preview,
  select,
}: Given) {
  return decide({
    manifest: { generation: 3, segments, activities, ...site },
    context,
    visitorId,
    scopes,
    now,
    explain: true,
    preview,
    select,
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

    describe.each(['split', 'learned'] as const)('%s', (type) => {
      const selection = { type };
      /** Weights 1, 1, 2: buckets 0 to 2,499, 2,500 to 4,999 and the rest. */
      const thirds = [
        { id: 'a', items: [] },
        { id: 'b', weight: 1, items: [] },
        { id: 'c', weight: 2, items: [] },
      ];

      it("draws by weight and the visitor's bucket", () => {
        for (let visitor = 0; visitor < 200; visitor++) {
          const visitorId = `visitor-${visitor}`;
          const bucket = bucketOf(visitorId, 'offer', 'spring');
          const expected = bucket < 2_500 ? 'a' : bucket < 5_000 ? 'b' : 'c';
          const split = activity({ selection, experiences: thirds, seed: 'spring' });
          expect(winners({ activities: [split], visitorId })).toEqual({ hero: `offer/${expected}` });
          // Without a seed of its own it has the manifest's.
          const given = {
            activities: [activity({ selection, experiences: thirds })],
            site: { seed: 'spring' },
            visitorId,
          };
          expect(winners(given)).toEqual({ hero: `offer/${expected}` });
        }
      });

      it('draws among those whose condition holds', () => {
        const given = {
          activities: [
            activity({
              selection,
              experiences: [
                { ...thirds[0], id: 'a', condition: false, items: [] },
                { id: 'b', items: [] },
              ],
            }),
          ],
        };
        expect(winners(given)).toEqual({ hero: 'offer/b' });
      });

      it('loses if none has a weight, or none qualifies', () => {
        const losing = (change: object) =>
          losses({ activities: [activity({ selection, experiences: [{ id: 'a', items: [], ...change }] })] });
        expect(losing({ weight: 0 })).toEqual([['offer', 'experience-weights', undefined]]);
        expect(losing({ condition: false })).toEqual([['offer', 'experience-conditions', undefined]]);
      });
    });

    describe('learned', () => {
      const learned = activity({
        selection: { type: 'learned' },
        experiences: [
          { id: 'a', weight: 1, items: [] },
          { id: 'b', weight: 0, items: [] },
          { id: 'c', weight: 0, condition: false, items: [] },
        ],
      });

      it('asks the hook to choose among those that qualify', () => {
        const select = vi.fn(() => 'b');
        expect(winners({ activities: [learned], select })).toEqual({ hero: 'offer/b' });
        expect(select).toHaveBeenCalledExactlyOnceWith(
          expect.objectContaining({
            activity: learned,
            experiences: learned.experiences.slice(0, 2),
            visitorId: 'visitor-1',
          }),
        );
      });

      it.each([
        ['nothing', () => undefined],
        ['one that does not qualify', () => 'c'],
      ])('splits where the hook chooses %s', (_, select) => {
        expect(winners({ activities: [learned], select })).toEqual({ hero: 'offer/a' });
      });

      it('splits, and says so, where the hook fails', () => {
        const select = () => {
          throw new Error('no state');
        };
        expect(winners({ activities: [learned], select })).toEqual({ hero: 'offer/a' });
        expect(explain({ activities: [learned], select }).problems).toEqual([
          expect.stringMatching(/"offer".*no state/),
        ]);
      });

      it('is asked for nothing else', () => {
        const select = vi.fn(() => 'b');
        explain({ activities: [{ ...learned, selection: { type: 'split' } }], select });
        expect(select).not.toHaveBeenCalled();
      });
    });
  });

  describe('schedule in a time zone', () => {
    const at = (schedule: Activity['schedule'], instant: string) =>
      decide({
        manifest: { segments: [], activities: [activity({ ...(schedule && { schedule }) })] },
        context: {},
        visitorId: 'visitor-1',
        scopes: ['hero'],
        now: Date.parse(instant),
      }).propositions.length === 1;

    it('reads local dates in it', () => {
      const schedule = { start: '2026-11-27T00:00', end: '2026-11-28T00:00', timeZone: 'America/New_York' };
      expect(at(schedule, '2026-11-27T04:59:59Z')).toBe(false);
      expect(at(schedule, '2026-11-27T05:00:00Z')).toBe(true);
      expect(at(schedule, '2026-11-28T04:59:59Z')).toBe(true);
      expect(at(schedule, '2026-11-28T05:00:00Z')).toBe(false);
    });

    it.each([
      ['a local date without a zone', { start: '2026-01-01T00:00' }],
      ['a zone of no map', { start: '2026-01-01T00:00', timeZone: 'Moon/Tranquility' }],
    ])('%s never holds, and is reported', (_, schedule) => {
      const given = { activities: [activity({ schedule })] };
      expect(losses(given)).toEqual([['offer', 'schedule', 'unreadable']]);
      expect(explain(given).problems).toEqual(['Activity "offer": its schedule cannot be read']);
    });
  });

  describe('lists', () => {
    const content = (text: string) => [{ schema: htmlContentItem, data: { content: text } }] as const;
    const offers = ['a', 'b', 'c', 'd'].map((id, index) =>
      activity({ id, priority: 9 - index, experiences: [{ id: 'only', items: [...content(id)] }] }),
    );
    const ids = (given: Given) => explain(given).propositions.map(({ scopeDetails }) => scopeDetails.activity.id);

    it('gives as many propositions as the slot takes, by rank', () => {
      expect(ids({ activities: offers, scopes: [{ scope: 'hero', max: 3 }] })).toEqual(['a', 'b', 'c']);
      expect(ids({ activities: offers, scopes: [{ scope: 'hero', max: 9 }] })).toEqual(['a', 'b', 'c', 'd']);
      expect(ids({ activities: offers, scopes: [{ scope: 'hero' }] })).toEqual(['a']);
      expect(losses({ activities: offers, scopes: [{ scope: 'hero', max: 3 }] })?.at(-1)).toEqual([
        'd',
        'outranked',
        'c',
      ]);
    });

    it('takes the largest number where a scope is asked for twice', () => {
      expect(
        ids({ activities: offers, scopes: ['hero', { scope: 'hero', max: 2 }, { scope: 'hero', max: -1 }] }),
      ).toEqual(['a', 'b']);
    });

    it('does not repeat an experience', () => {
      const again = activity({ id: 'again', priority: 8.5, experiences: [{ id: 'other', items: [...content('a')] }] });
      const given = { activities: [...offers, again], scopes: [{ scope: 'hero', max: 3 }] };
      expect(ids(given)).toEqual(['a', 'b', 'c']);
      expect(losses(given)?.[1]).toEqual(['again', 'repeated', 'a']);
    });
  });

  describe('rankBy', () => {
    const rankBy = (id: string, expression: Activity['rankBy'], priority = 0) =>
      activity({ id, priority, ...(expression !== undefined && { rankBy: expression }) });
    const context = { scores: { affinity: { tea: 0.2, coffee: 0.7, none: null } } };
    const order = (activities: Activity[]) =>
      explain({ activities, context }).traces[0]?.activities.map(({ activityId }) => activityId);

    it('puts the higher number first among equal priorities', () => {
      const activities = [
        rankBy('unranked', undefined),
        rankBy('tea', { var: 'scores.affinity.tea' }),
        rankBy('no-number', { var: 'scores.affinity.none' }),
        rankBy('coffee', { var: 'scores.affinity.coffee' }),
        rankBy('urgent', -5, 1),
      ];
      expect(order(activities)).toEqual(['urgent', 'coffee', 'tea', 'unranked', 'no-number']);
    });

    it('that fails ranks last, and is reported', () => {
      const activities = [rankBy('broken', { nope: 1 }), rankBy('tea', { var: 'scores.affinity.tea' })];
      expect(order(activities)).toEqual(['tea', 'broken']);
      expect(explain({ activities }).problems).toEqual([`Activity "broken", rankBy: operator 'nope' is unknown`]);
    });
  });

  describe('holdout', () => {
    it('holds back its share of those who qualify, who see the next in rank', () => {
      for (let visitor = 0; visitor < 200; visitor++) {
        const visitorId = `visitor-${visitor}`;
        const given = { activities: [activity({ holdout: 0.3 }), activity({ id: 'next', priority: -1 })], visitorId };
        const isHeldOut = bucketOf(visitorId, 'offer', '/holdout') < 3_000;
        expect(losses(given)?.[0]).toEqual(['offer', isHeldOut ? 'holdout' : undefined, undefined]);
        expect(winners(given)).toEqual({ hero: isHeldOut ? 'next/only' : 'offer/only' });
      }
    });

    it('of 0 and 1 holds back nobody and everybody', () => {
      expect(losses({ activities: [activity({ holdout: 0 })] })).toEqual([['offer', undefined, undefined]]);
      expect(losses({ activities: [activity({ holdout: 1 })] })).toEqual([['offer', 'holdout', undefined]]);
    });

    it('of the site gives the default content everywhere', () => {
      const activities = [activity(), activity({ id: 'cart', scope: 'cart' })];
      const given = { activities, scopes: ['hero', 'cart'], site: { holdout: 1 } };
      expect(winners(given)).toEqual({});
      expect(explain(given).traces.flatMap((trace) => trace.activities.map(({ lostBy }) => lostBy))).toEqual([
        'site-holdout',
        'site-holdout',
      ]);
    });
  });

  describe('exclusion group', () => {
    const grouped = (id: string, changes: Partial<Activity> = {}) =>
      activity({ id, scope: id, exclusionGroup: 'offers', ...changes });
    const scopes = ['a', 'b', 'c', 'd'];
    const takesPartIn = (activities: Activity[], visitorId: string) =>
      Object.keys(winners({ activities, scopes, visitorId }));

    it('has each visitor take part in exactly one activity, and moves only those of one that leaves', () => {
      const three = ['a', 'b', 'c'].map((id) => grouped(id));
      const without = [
        grouped('a'),
        grouped('b', { status: 'paused' }),
        grouped('c'),
        activity({ id: 'd', scope: 'd' }),
      ];
      const seen = new Set<string>();
      for (let visitor = 0; visitor < 100; visitor++) {
        const [before, ...others] = takesPartIn(three, `visitor-${visitor}`);
        expect(others).toEqual([]);
        const after = takesPartIn(without, `visitor-${visitor}`);
        expect(after).toHaveLength(2);
        if (before !== 'b') expect(after[0]).toBe(before);
        seen.add(String(before));
      }
      expect([...seen].sort()).toEqual(['a', 'b', 'c']);
    });

    it('counts no activity whose time has not come', () => {
      const activities = [grouped('a', { schedule: { start: '2027-01-01T00:00:00Z' } }), grouped('b')];
      for (let visitor = 0; visitor < 20; visitor++)
        expect(takesPartIn(activities, `visitor-${visitor}`)).toEqual(['b']);
    });

    it('is named with the activity that the visitor takes part in', () => {
      const activities = [grouped('a', { scope: 'hero' }), grouped('b', { scope: 'hero' })];
      const [member, other] =
        bucketOf('visitor-1', 'a', '/group') > bucketOf('visitor-1', 'b', '/group') ? ['a', 'b'] : ['b', 'a'];
      expect(losses({ activities })).toContainEqual([other, 'exclusion-group', member]);
    });
  });

  describe('frequency cap', () => {
    it.each([
      [{ session: 2, day: 9, visitor: 9 }, 'session', undefined],
      [{ session: 3, day: 3, visitor: 3 }, 'session', '3 per session'],
      [{ session: 0, day: 3, visitor: 3 }, 'day', '3 per day'],
      [{ session: 0, day: 0, visitor: 2 }, 'visitor', undefined],
      [{ session: 0, day: 0, visitor: 4 }, 'visitor', '3 per visitor'],
    ] as const)('of 3, after %j, per %s', (displays, per, detail) => {
      const given = {
        activities: [activity({ frequencyCap: { count: 3, per } })],
        context: { displays: { offer: displays } },
      };
      expect(losses(given)).toEqual([['offer', detail && 'frequency-cap', detail]]);
    });

    it('knows no displays of an activity named like a member of Object', () => {
      const given = {
        activities: [activity({ id: 'constructor', frequencyCap: { count: 1, per: 'day' } })],
        context: { displays: {} },
      };
      expect(winners(given)).toEqual({ hero: 'constructor/only' });
    });
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
      const looping = Array.from({ length: 20 }, (_, index) =>
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

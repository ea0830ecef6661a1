import { describe, expect, it } from 'vitest';
import type { Activity, Segment } from './activity.ts';
import { bucketOf } from './allocation.ts';
import { decide } from './decide-extended.ts';
import { activity, explain, intent, losses, now, winners } from './testing/explain.ts';

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
    ['starts on a date of no calendar', { start: '2026-99-01T00:00:00Z' }, 'unreadable'],
    ['ends on a date of no calendar', { end: '2026-02-01T99:00:00Z' }, 'unreadable'],
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
    const without = [grouped('a'), grouped('b', { status: 'paused' }), grouped('c'), activity({ id: 'd', scope: 'd' })];
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
    for (let visitor = 0; visitor < 20; visitor++) expect(takesPartIn(activities, `visitor-${visitor}`)).toEqual(['b']);
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

  it('bounds no activity that has none, nor where no displays are known', () => {
    const displays = { offer: { session: 9, day: 9, visitor: 9 } };
    expect(winners({ activities: [activity()], context: { displays } })).toEqual({ hero: 'offer/only' });
    const capped = activity({ frequencyCap: { count: 1, per: 'visitor' } });
    expect(winners({ activities: [capped] })).toEqual({ hero: 'offer/only' });
  });

  it('knows no displays of an activity named like a member of Object', () => {
    const given = {
      activities: [activity({ id: 'constructor', frequencyCap: { count: 1, per: 'day' } })],
      context: { displays: {} },
    };
    expect(winners(given)).toEqual({ hero: 'constructor/only' });
  });
});

import { describe, expect, it } from 'vitest';
import { type Activity, htmlContentItem } from './activity.ts';
import { activity, explain, type Given, losses, winners } from './testing/explain.ts';

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

  it.each([Number.NaN, '3', 0, null])('gives one to a slot that takes %s', (max) => {
    expect(ids({ activities: offers, scopes: [{ scope: 'hero', max: max as number }] })).toEqual(['a']);
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

  it('gives a place to each that leaves the default content, to be compared with', () => {
    const controls = ['one', 'two'].map((id) => activity({ id }));
    expect(ids({ activities: controls, scopes: [{ scope: 'hero', max: 3 }] })).toEqual(['one', 'two']);
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

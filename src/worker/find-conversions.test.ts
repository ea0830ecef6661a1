import { describe, expect, it } from 'vitest';
import { evaluateExpression, type JsonLogic } from '../xdm/condition.ts';
import type { ExperienceEvent } from '../xdm/event.ts';
import { findConversions, type Goal } from './find-conversions.ts';

const isPurchase: JsonLogic = { '==': [{ var: 'event.eventType' }, 'commerce.purchases'] };

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

const display = (seconds: number, activityId = 'hero'): ExperienceEvent => ({
  _id: `display of ${activityId} at ${seconds}`,
  timestamp: at(seconds),
  eventType: 'decisioning.propositionDisplay',
  _experience: { decisioning: { propositions: [{ scopeDetails: { activity: { id: activityId } } }] } },
});

const purchase = (seconds: number): ExperienceEvent => ({
  _id: `purchase at ${seconds}`,
  timestamp: at(seconds),
  eventType: 'commerce.purchases',
});

/** The conversions of the last event, as `display → event`. */
function convert(
  log: readonly ExperienceEvent[],
  goals: Readonly<Record<string, Goal>>,
  again: readonly string[] = [],
) {
  const problems: string[] = [];
  const conversions = findConversions({
    activities: [{ id: 'without a goal' }, ...Object.entries(goals).map(([id, goal]) => ({ id, goal }))],
    log,
    events: [...log.slice(-1), ...again.map((_id) => ({ _id }))],
    evaluate: evaluateExpression,
    onProblem: (problem) => problems.push(problem),
  });
  return { pairs: conversions.map(({ display: { _id }, event }) => `${_id} → ${event._id}`), problems };
}

describe('a conversion', () => {
  it('is an event that matches the goal after a display', () => {
    const { pairs } = convert([display(0), purchase(60)], { hero: { condition: isPurchase } });
    expect(pairs).toEqual(['display of hero at 0 → purchase at 60']);
  });

  it('needs a display, of this activity, before the event', () => {
    const goals = { hero: { condition: isPurchase } };
    expect(convert([purchase(60)], goals).pairs).toEqual([]);
    expect(convert([display(0, 'cart'), purchase(60)], goals).pairs).toEqual([]);
    expect(convert([purchase(60), display(61)], goals, ['purchase at 60']).pairs).toEqual([]);
  });

  it('needs an event that matches', () => {
    const look = { ...purchase(60), eventType: 'commerce.productViews' };
    expect(convert([display(0), look], { hero: { condition: isPurchase } }).pairs).toEqual([]);
  });

  it('counts within the window, its last second included, and for a week where none is given', () => {
    const hour = { hero: { condition: isPurchase, window: 3600 } };
    expect(convert([display(0), purchase(3600)], hour).pairs).toHaveLength(1);
    expect(convert([display(0), purchase(3601)], hour).pairs).toEqual([]);
    const week = { hero: { condition: isPurchase } };
    expect(convert([display(0), purchase(604_800)], week).pairs).toHaveLength(1);
    expect(convert([display(0), purchase(604_801)], week).pairs).toEqual([]);
  });

  it('goes to the last display, once', () => {
    const goals = { hero: { condition: isPurchase } };
    const log = [display(0), display(10), purchase(20)];
    expect(convert(log, goals).pairs).toEqual(['display of hero at 10 → purchase at 20']);
    expect(convert([...log, purchase(30)], goals).pairs).toEqual([]);
    expect(convert([...log, display(25), purchase(30)], goals).pairs).toEqual([
      'display of hero at 25 → purchase at 30',
    ]);
  });

  it('goes to a display, whatever was clicked in it since', () => {
    const click = { ...display(5), _id: 'click', eventType: 'decisioning.propositionInteract' };
    expect(convert([display(0), click, purchase(10)], { hero: { condition: isPurchase } }).pairs).toEqual([
      'display of hero at 0 → purchase at 10',
    ]);
  });

  it('counts for each activity by itself', () => {
    const goals = { hero: { condition: isPurchase }, cart: { condition: isPurchase } };
    expect(convert([display(0), display(1, 'cart'), purchase(20)], goals).pairs).toEqual([
      'display of hero at 0 → purchase at 20',
      'display of cart at 1 → purchase at 20',
    ]);
  });

  it('may be a click on the proposition itself', () => {
    const click = { ...display(5), _id: 'click', eventType: 'decisioning.propositionInteract' };
    const goal = { condition: { '==': [{ var: 'event.eventType' }, click.eventType] } };
    expect(convert([display(0), click], { hero: goal }).pairs).toEqual(['display of hero at 0 → click']);
  });

  it('is none where the condition is not valid, which is told', () => {
    const { pairs, problems } = convert([display(0), purchase(1)], { hero: { condition: { exec: [] } } });
    expect(pairs).toEqual([]);
    expect(problems).toContain('Goal of activity "hero": operator \'exec\' is unknown');
  });

  it('is not misled by displays of another shape', () => {
    const strange = { ...display(0), _experience: { decisioning: { propositions: 'none' } } };
    expect(convert([strange, purchase(1)], { hero: { condition: isPurchase } }).pairs).toEqual([]);
  });
});

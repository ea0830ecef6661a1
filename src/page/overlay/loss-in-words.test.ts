import { describe, expect, it } from 'vitest';
import type { Activity } from '../../decisioning/activity.ts';
import type { ActivityTrace } from '../../decisioning/trace.ts';
import { type LossContext, lossInWords, winInWords } from './loss-in-words.ts';

const activity: Activity = {
  id: 'black-friday',
  scope: 'hero',
  priority: 1,
  status: 'live',
  schedule: { start: '2026-11-27T00:00:00+01:00', end: '2026-11-30T00:00:00+01:00' },
  audience: { condition: { '>': [{ var: 'scores.intent.probability' }, 0.5] } },
  selection: { type: 'first' },
  experiences: [{ id: 'half-price', condition: { var: 'segments.keen' }, items: [] }],
};
const context: LossContext = {
  activities: [activity],
  segments: [{ id: 'keen', name: 'Keen on it', condition: { '>': [{ var: 'scores.intent.probability' }, 0.4] } }],
  data: { scores: { intent: { probability: 0.25 } } },
};
const say = (trace: Omit<ActivityTrace, 'activityId'>, within = context) =>
  lossInWords({ activityId: 'black-friday', ...trace }, within);

describe('lossInWords', () => {
  it('has nothing to say of the one that won', () => {
    expect(say({ experienceId: 'half-price' })).toBeUndefined();
  });

  it.each<[Omit<ActivityTrace, 'activityId'>, string]>([
    [{ lostBy: 'status', detail: 'preview' }, 'it is not live yet: only a preview shows it'],
    [{ lostBy: 'status', detail: 'paused' }, 'it is paused'],
    [{ lostBy: 'schedule', detail: 'not-started' }, 'it has not started yet, it does on 2026-11-27 at 00:00'],
    [{ lostBy: 'schedule', detail: 'ended' }, 'its time is over, it ended on 2026-11-30 at 00:00'],
    [{ lostBy: 'schedule', detail: 'unreadable' }, 'its schedule cannot be read'],
    [
      { lostBy: 'audience-segments', detail: 'keen' },
      'the visitor is not in “Keen on it”, which asks that intent (now 0.25) is more than 0.4',
    ],
    [{ lostBy: 'audience-segments', detail: 'gone' }, 'the visitor is not in its segment gone'],
    [{ lostBy: 'audience-condition' }, 'it asks that intent (now 0.25) is more than 0.5'],
    [
      { lostBy: 'experience-conditions' },
      'none of its experiences is for this visitor: “Half price” asks that the visitor is in the segment keen',
    ],
    [{ lostBy: 'experience-weights' }, 'no experience for this visitor has a weight above 0'],
    [{ lostBy: 'site-status' }, 'the whole site is paused'],
    [{ lostBy: 'site-holdout' }, 'the visitor is held out of every activity of the site'],
    [
      { lostBy: 'exclusion-group', detail: 'summer-sale' },
      'of its exclusion group the visitor takes part in “Summer sale”',
    ],
    [{ lostBy: 'holdout' }, 'the visitor is held out of it, to compare with'],
    [{ lostBy: 'frequency-cap', detail: '3 per session' }, 'it has been shown as often as it may: 3 per session'],
    [{ lostBy: 'repeated', detail: 'summer-sale' }, '“Summer sale” shows the same here'],
    [{ lostBy: 'outranked', detail: 'summer-sale' }, '“Summer sale” goes first'],
    [{ lostBy: 'invalid', detail: 'TypeError' }, 'it does not follow the schema: TypeError'],
  ])('says %j', (trace, said) => {
    expect(say(trace)).toBe(said);
  });

  it('goes by ids where the manifest could not be read', () => {
    const nothing = { activities: [], segments: [], data: {} };
    expect(say({ lostBy: 'audience-condition' }, nothing)).toBe('its audience condition does not hold');
    expect(say({ lostBy: 'schedule', detail: 'ended' }, nothing)).toBe('its time is over');
    expect(say({ lostBy: 'experience-conditions' }, nothing)).toBe('none of its experiences is for this visitor');
  });
});

describe('winInWords', () => {
  const won = { activityId: 'black-friday', experienceId: 'half-price' };

  it('says with what, and why with this one', () => {
    expect(winInWords(won, context)).toBe('with “Half price”, as the visitor is in the segment keen');
    const split: Activity = {
      ...activity,
      selection: { type: 'split' },
      experiences: [
        { id: 'half-price', items: [] },
        { id: 'two-for-one', items: [] },
      ],
    };
    expect(winInWords(won, { ...context, activities: [split] })).toBe('with “Half price”, drawn by weight');
    expect(winInWords(won, { ...context, activities: [] })).toBe('with “Half price”');
  });
});

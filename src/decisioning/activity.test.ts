import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  activitySchema,
  domAction,
  htmlContentItem,
  itemSchema,
  jsonContentItem,
  redirectItem,
  segmentSchema,
} from './activity.ts';

const minimal = {
  id: 'hero-offer',
  scope: 'hero',
  priority: 10,
  status: 'live',
  selection: { type: 'first' },
  experiences: [{ id: 'gold', items: [{ schema: htmlContentItem, data: { content: '<p>Gold</p>' } }] }],
};
const full = {
  ...minimal,
  rankBy: { var: 'scores.purchase-intent.probability' },
  schedule: { start: '2026-11-27T00:00:00+01:00', end: '2026-11-28T00:00', timeZone: 'Europe/Berlin' },
  audience: { segments: ['likely-buyer'], condition: { '>': [{ var: 'scores.purchase-intent.probability' }, 0.5] } },
  holdout: 0.1,
  exclusionGroup: 'offers',
  frequencyCap: { count: 3, per: 'day' },
  seed: 'spring',
  goal: { condition: { '==': [{ var: 'event.eventType' }, 'commerce.purchases'] }, window: 86_400 },
  selection: { type: 'learned' },
  experiences: [{ id: 'gold', weight: 2, condition: true, items: [] }],
};

describe('activitySchema', () => {
  it('takes an activity with the fewest fields and one with all, as they are', () => {
    expect(v.parse(activitySchema, minimal)).toEqual(minimal);
    expect(v.parse(activitySchema, full)).toEqual(full);
  });

  it('tolerates fields that it does not know', () => {
    expect(v.parse(activitySchema, { ...minimal, owner: 'Ada', audience: { places: [] } })).toEqual({
      ...minimal,
      audience: {},
    });
  });

  it('lets a condition through that is not JSON Logic: one bad rule spoils no manifest', () => {
    expect(v.is(activitySchema, { ...minimal, audience: { condition: { nonsense: [1] } } })).toBe(true);
  });

  it.each([
    ['id', { id: '' }],
    ['goal.window', { goal: { condition: true, window: -1 } }],
    ['scope', { scope: 7 }],
    ['priority', { priority: '10' }],
    ['status', { status: 'on' }],
    ['schedule.start', { schedule: { start: '2026-11-27' } }],
    ['schedule.end', { schedule: { end: 'tomorrow' } }],
    ['audience.segments.0', { audience: { segments: [1] } }],
    ['holdout', { holdout: 1.5 }],
    ['frequencyCap.count', { frequencyCap: { count: 0, per: 'day' } }],
    ['frequencyCap.count', { frequencyCap: { count: 101, per: 'day' } }],
    ['frequencyCap.per', { frequencyCap: { count: 1, per: 'year' } }],
    ['selection.type', { selection: { type: 'best' } }],
    ['experiences', { experiences: [] }],
    ['experiences.0.weight', { experiences: [{ id: 'a', weight: -1, items: [] }] }],
    ['experiences.0.items.0.schema', { experiences: [{ id: 'a', items: [{ schema: 'x', data: {} }] }] }],
  ])('names %s when it is wrong', (path, change) => {
    const result = v.safeParse(activitySchema, { ...minimal, ...change });
    expect(result.issues?.map((issue) => v.getDotPath(issue))).toEqual([path]);
  });

  it('can be published as a JSON Schema', () => {
    expect(toJsonSchema(activitySchema)).toMatchObject({ type: 'object', properties: { scope: { type: 'string' } } });
  });
});

describe('itemSchema', () => {
  it.each([
    { schema: htmlContentItem, data: { content: '<p></p>', format: 'text/html' } },
    { schema: jsonContentItem, data: { content: { discount: 10 } } },
    { schema: domAction, data: { type: 'setText', selector: '#title', content: 'Hello', prehidingSelector: '#title' } },
    { schema: domAction, data: { type: 'hide', selector: '#title' } },
    { schema: redirectItem, data: { content: '/sale.html' } },
  ])('takes $data, with every field of its data', (item) => {
    expect(v.parse(itemSchema, item)).toEqual(item);
  });

  it.each([
    { schema: htmlContentItem, data: { content: { html: '' } } },
    { schema: jsonContentItem, data: {} },
    { schema: domAction, data: { type: 'setText' } },
  ])('refuses $data', (item) => {
    expect(v.is(itemSchema, item)).toBe(false);
  });
});

describe('segmentSchema', () => {
  it('refuses an id that no path can address', () => {
    const segment = { name: 'Likely buyer', condition: true };
    expect(v.is(segmentSchema, { ...segment, id: 'likely-buyer' })).toBe(true);
    expect(v.is(segmentSchema, { ...segment, id: 'likely.buyer' })).toBe(false);
  });
});

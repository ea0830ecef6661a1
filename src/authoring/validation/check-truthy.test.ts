import { expect, it } from 'vitest';
import { found, foundIn, score, segments } from './testing/found.ts';

const foundOf = (condition: unknown) => foundIn({ audience: { condition } });
const place = 'error activities.0.audience.condition';
const keen = 'a text stands where a condition belongs, and holds for everyone; write { "var": "segments.keen" }';
const operator = 'and holds for everyone; write an operator, such as { ">": [{ "var": "…" }, 1] }';

it.each<[unknown, string]>([
  ['segments.keen', `: ${keen}`],
  ['scores.intent.probability > 0.5', `: a text stands where a condition belongs, ${operator}`],
  [[{ '>': [score, 0.5] }], `: a list stands where a condition belongs, ${operator}`],
  [{ and: ['segments.keen', { '>': [score, 0.5] }] }, `.and.0: ${keen}`],
  [{ or: [{ '>': [score, 0.5] }, 'keen'] }, `.or.1: a text stands where a condition belongs, ${operator}`],
  [{ and: [{ '>': [score, 0.5] }, { or: [[{ var: 'segments.keen' }]] }] }, `.and.1.or.0: a list stands where`],
  [{ if: [{ '>': [score, 0.5] }, 'segments.keen', false] }, `.if.1: ${keen}`],
])('finds a text or a list in the place of a condition: %j', (condition, problem) => {
  expect(foundOf(condition)).toEqual([expect.stringContaining(place + problem)]);
});

it.each(['!', '!!'])('finds one that stands behind %s without a list', (name) => {
  expect(foundOf({ [name]: 'segments.keen' })).toContain(`${place}.${name}: ${keen}`);
});

it('finds one in the condition of a segment', () => {
  const condition = { and: ['segments.calm', true] };
  expect(found({ segments: [...segments, { id: 'both', name: 'Both', condition }] })).toEqual([
    'error segments.2.condition.and.0: a text stands where a condition belongs, and holds for everyone; write { "var": "segments.calm" }',
  ]);
});

it.each<object>([
  { and: [{ var: 'segments.keen' }, true] },
  { '==': [{ or: [{ var: 'profile.tier' }, 'none'] }, 'gold'] },
  { '>': [{ if: [{ var: 'segments.keen' }, { var: 'profile.visits' }, 0] }, 3] },
  { in: [{ var: 'profile.tier' }, ['gold', 'silver']] },
])('takes a value where one belongs: %j', (condition) => {
  expect(foundOf(condition)).toEqual([]);
});

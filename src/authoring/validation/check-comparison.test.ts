import { expect, it } from 'vitest';
import { foundIn, score } from './testing/found.ts';

const foundOf = (condition: object) => foundIn({ audience: { condition } });
const place = 'error activities.0.audience.condition';

it.each([
  ['>', [score, 0, 5], '0,5 is two values; a decimal is written with a point, 0.5'],
  ['<', [score, 0, 25], '0,25 is two values; a decimal is written with a point, 0.25'],
  ['<', [0, 5, score], '0,5 is two values; a decimal is written with a point, 0.5'],
  ['<=', [0, 2, score, 1], '0,2 is two values; a decimal is written with a point, 0.2'],
  ['>', [score], '> takes 2 values, and has 1'],
  ['==', [score, 'a', 'b'], '== takes 2 values, and has 3'],
  ['<', [score], '< takes 2 or 3 values, and has 1'],
])('finds a comparison of other values than are meant: %s of %j', (name, args, problem) => {
  expect(foundOf({ [name]: args })).toEqual([`${place}.${name}: ${problem}`]);
});

it.each([
  ['>', 'scores.intent.probability', 0.5],
  ['!=', 'event.eventType', 'commerce.purchases'],
  ['!=', 'profile.loyalty tier', 'gold'],
])('finds a variable that is written as a text: %s of %s', (name, variable, value) => {
  expect(foundOf({ [name]: [variable, value] })).toContain(
    `${place}.${name}: "${variable}" is a text here; read it by { "var": "${variable}" }`,
  );
});

it('takes a text that is like the name of a variable, and one that is none', () => {
  expect(foundOf({ '==': [{ var: 'event.eventType' }, 'page.view'] })).toEqual([]);
  expect(foundOf({ '!=': ['a.b', 'c'] })).toEqual([]);
});

it('takes a value between two others, and two that are written out', () => {
  expect(foundOf({ '<': [0.2, score, 0.8] })).toEqual([]);
  expect(foundOf({ '<=': [{ var: 'session.pageViews' }, 3, { var: 'session.events' }] })).toEqual([]);
  expect(foundOf({ '==': [1, 1] })).toEqual([]);
});

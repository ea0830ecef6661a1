import { describe, expect, it } from 'vitest';
import { found, foundIn, manifest, score } from './testing/found.ts';

const problems = (condition: object) =>
  foundIn({ audience: { condition } }).map((problem) =>
    problem.replace(/activities.0.audience.condition\.[^:]+: /, ''),
  );
const session = (name: string) => ({ var: `session.${name}` });
const path = { var: 'page.path' };
const part = (unit: string) => ({ date_part: [unit, { var: 'now' }, 'Europe/Berlin'] });

describe('checkKinds', () => {
  it.each<[object, string]>([
    [{ '>': [session('durationSeconds'), 'long'] }, 'session.durationSeconds is a number; compare it with one'],
    [{ '===': [session('pageViews'), '3'] }, 'session.pageViews is a number; compare it with one, without quotes'],
    [{ '==': [session('isFirst'), 'true'] }, 'session.isFirst is true or false; write either without quotes'],
    [{ '>': [path, 5] }, 'page.path is an address, which no number is equal to, before or after'],
  ])('finds %j, which never holds', (condition, problem) => {
    expect(problems(condition)).toEqual([expect.stringContaining(`error ${problem}`)]);
  });

  it.each<object>([
    { '>': [session('pageViews'), '3'] },
    { '==': [session('isFirst'), 1] },
    { '==': [session('events'), ''] },
    { '<': [1, session('events'), 9] },
    { '===': [session('isFirst'), true] },
    { '!==': [session('pageViews'), '3'] },
    { '==': [{ var: 'event.pageViews' }, 'many'] },
    { some: [{ var: 'event.productListItems' }, { '==': [session('isFirst'), 'true'] }] },
  ])('takes %j', (condition) => {
    expect(problems(condition)).toEqual([]);
  });
});

describe('checkHolders', () => {
  it.each<[object, string]>([
    [
      { '>': [{ var: 'scores.intent' }, 0.6] },
      'scores.intent is no value, it holds them by name; read one, such as scores.intent.probability',
    ],
    [
      { in: ['keen', { var: 'segments' }] },
      'segments is no value, it holds them by name; read one, such as segments.keen',
    ],
    [
      { '==': [{ var: 'page.query' }, 'utm_source=x'] },
      'page.query is no value, it holds them by name; read one, such as page.query.utm_source',
    ],
  ])('finds %j', (condition, problem) => {
    expect(problems(condition)).toEqual([`error ${problem}`]);
  });

  it.each<object>([
    { '!=': [{ var: 'scores.intent' }, null] },
    { '!!': { var: 'scores.intent' } },
    { in: ['x', { var: 'page.query.tags' }] },
    { '==': [{ var: 'page.query.page' }, 'x'] },
    { '>': [{ var: 'scores.intent.probability' }, 0.6] },
  ])('takes %j', (condition) => {
    expect(problems(condition)).toEqual([]);
  });
});

describe('checkHolders, of scores that a self-check found to be lists', () => {
  const selfCheck = [{ input: { events: [], now: 0 }, scores: { probability: [0.2, 0.8] } }];
  const services = { intent: { ...manifest.services.intent, selfCheck } };
  const problemsOf = (condition: object) =>
    found({ ...manifest, services, segments: [{ id: 'keen', name: 'Keen', condition }] });

  it('finds one that is compared with a number, which never holds', () => {
    const message =
      'scores.intent.probability is a list, as of the probabilities of all classes; read one, such as scores.intent.probability.1';
    expect(problemsOf({ '>': [score, 0.6] })).toEqual([`error segments.0.condition.>: ${message}`]);
  });

  it.each<object>([
    { '>': [{ var: 'scores.intent.probability.1' }, 0.6] },
    { in: [0.2, score] },
    { '!=': [score, null] },
    { some: [score, { '>': [{ var: '' }, 0.5] }] },
  ])('takes %j', (condition) => {
    expect(problemsOf(condition)).toEqual([]);
  });
});

describe('checkDateParts', () => {
  it.each<[object, string]>([
    [{ '==': [part('weekday'), 0] }, 'date_part gives weekday from 1 to 7 (1 is Monday)'],
    [{ in: [part('weekday'), [0, 6]] }, 'date_part gives weekday from 1 to 7 (1 is Monday)'],
    [{ '==': [part('weekday'), 'Monday'] }, 'date_part gives weekday from 1 to 7 (1 is Monday)'],
    [{ '===': [24, part('hour')] }, 'date_part gives hour from 0 to 23'],
  ])('finds %j', (condition, problem) => {
    expect(problems(condition)).toEqual([`error ${problem}`]);
  });

  it.each<object>([
    { in: [part('weekday'), [6, 7]] },
    { in: [part('weekday'), '67'] },
    { '==': [part('weekday'), '7'] },
    { '==': [part('year'), 2026] },
    { '<': [part('hour'), 24] },
    { '==': [part('hour'), { var: 'profile.hour' }] },
  ])('takes %j', (condition) => {
    expect(problems(condition)).toEqual([]);
  });

  it('knows no part of a date by a name that every object has', () => {
    expect(problems({ '==': [part('constructor'), 1] })).toEqual([expect.stringContaining('date_part')]);
  });
});

describe('checkIn', () => {
  it('warns of a list that comes before the text', () => {
    expect(problems({ in: [['/a', '/b'], path] })).toContainEqual(
      'warning in takes a value and then the list, or the text, that it is in; here the list comes first',
    );
    expect(problems({ in: ['/a', path] })).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import type { Activity } from '../decisioning/activity.ts';
import { activity } from '../decisioning/testing/explain.ts';
import { parseManifest } from '../registry/manifest.ts';
import { createTestManifest } from '../registry/testing/manifest.ts';
import type { JsonLogic } from '../xdm/condition.ts';
import { servicesNeeded } from './services-needed.ts';

const service = { version: '1', graph: {}, models: {} };
const plain = {
  ...parseManifest(createTestManifest(1, [])),
  services: { intent: service, churn: service },
  segments: [],
};
const reads = (path: string): JsonLogic => ({ '>': [{ var: path }, 0.5] });
const needed = (change: Partial<Activity>, segments: JsonLogic[] = [], scopes = ['hero']) =>
  servicesNeeded(
    {
      ...plain,
      segments: segments.map((condition, index) => ({ id: `${index}`, name: '', condition })),
      activities: [activity(change)],
    },
    scopes,
  );

it.each<[string, Partial<Activity>, JsonLogic[], string[]]>([
  ['nothing', {}, [], []],
  ['a score in an audience', { audience: { condition: reads('scores.churn.probability') } }, [], ['churn']],
  ['a score in a rank', { rankBy: { var: 'scores.churn.probability' } }, [], ['churn']],
  ['a score in a goal', { goal: { condition: reads('scores.churn.probability') } }, [], ['churn']],
  [
    'scores in experiences',
    {
      experiences: ['intent', 'churn'].map((id) => ({ id, condition: reads(`scores.${id}.probability`), items: [] })),
    },
    [],
    ['intent', 'churn'],
  ],
  ['a score in a segment, named or not', {}, [reads('scores.intent.probability')], ['intent']],
  ['whether a score is missing', { audience: { condition: { missing: ['scores.intent.x'] } } }, [], ['intent']],
  ['all scores at once', { rankBy: { var: 'scores' } }, [], ['intent', 'churn']],
  ['all that conditions see', { rankBy: { var: '' } }, [], ['intent', 'churn']],
  ['what a service is named like', { audience: { condition: reads('profile.churn') } }, [], []],
  ['a score of no service', { rankBy: { var: 'scores.other.probability' } }, [], []],
])('an activity that reads %s', (_, change, segments, expected) => {
  expect(needed(change, segments)).toEqual(expected);
});

it.each(['profile._edgewise.scores.churn.risk.value', 'profile.segmentMembership.edgewise.keen.status', 'profile'])(
  'an activity that reads %s needs the services that write into the profile',
  (path) => {
    const graph = { nodes: [{ id: 'write', op: 'profile-writer' }] };
    const services = { intent: service, churn: { ...service, graph } };
    const change = { audience: { condition: reads(path) } };
    expect(servicesNeeded({ ...plain, services, activities: [activity(change)] }, ['hero'])).toEqual(['churn']);
  },
);

it('needs no service for a scope that has no activity, nor for what other scopes read', () => {
  const rankBy = { var: 'scores.churn.probability' };
  expect(needed({ scope: 'cart', rankBy })).toEqual([]);
  expect(needed({}, [reads('scores.intent.probability')], ['cart'])).toEqual([]);
});

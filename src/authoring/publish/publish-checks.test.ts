import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Activity } from '../../decisioning/activity.ts';
import type { Problem } from '../validation/problem.ts';
import type { ServiceSource } from './check-service.ts';
import { deleteService } from './delete-service.ts';
import { type PublishOptions, publish } from './publish.ts';
import { columns, graphOver } from './testing/views-graph.ts';

let outDir: string;
beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'edgewise-publish-'));
});
afterEach(() => rm(outDir, { recursive: true }));

const service: ServiceSource = { version: '1', graph: graphOver({ columns }), models: {} };
const activity: Activity = {
  id: 'hero',
  scope: 'hero',
  priority: 1,
  status: 'live',
  selection: { type: 'first' },
  experiences: [{ id: 'offer', items: [] }],
};
const keen = { id: 'keen', name: 'Keen', condition: { '>': [{ var: 'scores.interest.views' }, 1] } };
const showing = (content: string): Activity => ({
  ...activity,
  experiences: [
    {
      id: 'offer',
      items: [{ schema: 'https://ns.adobe.com/personalization/html-content-item', data: { content } }],
    },
  ],
});

/** Publishes; gives what it was told of, a sentence each. */
async function problemsOf(options: object): Promise<string[]> {
  const told: Problem[] = [];
  await publish({ outDir, onProblem: (problem) => told.push(problem), ...options });
  return told.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
}

describe('the checks of publish', () => {
  it.each<[string, object, string]>([
    [
      'an audience that is a list',
      { activities: [{ ...activity, audience: [] }] },
      'The manifest is not valid at activities.0.audience: it is a list; give an object with segments, condition',
    ],
    [
      'a condition that can never hold, and tells how many more errors there are',
      { activities: [{ ...activity, audience: { condition: false } }, activity] },
      'The manifest is not valid at activities.0.audience.condition: the condition can never hold; and 1 more error',
    ],
    [
      'a segment that is not among those given',
      { segments: [keen], activities: [{ ...activity, audience: { segments: ['kean'] } }] },
      `The manifest is not valid at activities.0.audience.segments.0: there is no segment "kean"; did you mean 'keen'?`,
    ],
    [
      'a holdout in percent',
      { holdout: 10 },
      'The manifest is not valid at holdout: it is 10; give a share of 1, 0.1 for 10 %',
    ],
    [
      'a graph that asks events for what none has',
      {
        services: {
          interest: {
            ...service,
            graph: graphOver({ columns: [{ ...columns[0], where: { '==': [{ var: 'evnt.x' }, 1] } }] }),
          },
        },
      },
      `The manifest is not valid at services.interest.graph.nodes.0.params.columns.0.where.==.0.var: there is no "evnt" to read; did you mean 'event'?`,
    ],
    [
      'a param that there is not',
      { services: { interest: { ...service, graph: graphOver({ columns, colums: [] }) } } },
      `Service "interest": Graph node 'visit' (xdm-to-frame), params.colums: there is no such param; did you mean 'columns'?`,
    ],
  ])('refuse %s, and write nothing', async (_, options, message) => {
    await expect(problemsOf(options)).rejects.toMatchObject({ name: 'EdgewiseError', message });
    expect(await readdir(outDir)).toEqual([]);
  });

  it('tell of what may be meant, by its path in the manifest', async () => {
    expect(
      await problemsOf({
        services: { interest: { ...service, graph: graphOver({ columns }, { 'a.b': 'row[:,0]' }) } },
        activities: [showing('<p>Hi {{ name }}</p><script>hi()</script>')],
      }),
    ).toEqual([
      'warning services.interest.graph.outputs.a.b: no condition can read a score whose name holds . [ or ]; rename it',
      expect.stringMatching(/^warning activities\.0\.experiences\.0\.items\.0\.data\.content: .*<script>/),
      expect.stringMatching(/^warning activities\.0\.experiences\.0\.items\.0\.data\.content: .*\{\{ name \}\}/),
    ]);
  });

  it('tell of what rules refer to that is not published, whoever published the rules', async () => {
    const missing = 'error segments.0.condition.>.0.var: there is no service "interest" to give a score; there is none';
    expect(await problemsOf({ segments: [keen], activities: [activity] })).toEqual([missing]);
    expect(await problemsOf({ status: 'paused' })).toEqual([missing]);
    expect(await problemsOf({ services: { interest: service } })).toEqual([]);
    const told: Problem[] = [];
    await deleteService(outDir, 'interest', { onProblem: (problem) => told.push(problem) });
    expect(told).toMatchObject([{ severity: 'error', path: 'segments.0.condition.>.0.var' }]);
  });

  it.each<[string, unknown, string]>([
    ['a function', () => true, 'it is a function, which JSON does not hold; give a plain value'],
    [
      'a number that JSON lacks',
      { '>': [{ var: 'now' }, Number.NaN] },
      'it is NaN, which JSON does not hold; give a plain value',
    ],
    ['a bigint', { '>': [{ var: 'now' }, 10n] }, 'it is a bigint, which JSON does not hold; give a plain value'],
    [
      'what was never set',
      { '>': [{ var: 'now' }, undefined] },
      'it is undefined, which JSON does not hold; give a plain value',
    ],
    ['a Set', { in: ['a', new Set(['a'])] }, 'it is a Set, which JSON does not hold; give a plain value'],
    ['a promise', Promise.resolve(true), 'it is a Promise, which JSON does not hold; give a plain value'],
  ])('refuse %s in a condition, which would be lost on the way', async (_, condition, sentence) => {
    const options = { activities: [{ ...activity, audience: { condition } }] } as Partial<PublishOptions>;
    await expect(problemsOf(options)).rejects.toMatchObject({
      code: 'manifest-invalid',
      message: expect.stringMatching(/^The manifest is not valid at activities\.0\.audience\.condition\S*: /),
    });
    await expect(problemsOf(options)).rejects.toMatchObject({ message: expect.stringContaining(sentence) });
  });

  it('refuse rules that hold themselves', async () => {
    const condition: Record<string, unknown> = {};
    condition.and = [condition];
    await expect(problemsOf({ activities: [{ ...activity, audience: { condition } }] })).rejects.toMatchObject({
      code: 'manifest-invalid',
      message:
        'The manifest is not valid at activities.0.audience.condition.and.0: it holds itself; give a plain value',
    });
  });

  it('take a date for its text, and a field without a value for none', async () => {
    const start = new Date('2026-11-27T00:00:00Z');
    const options = { activities: [{ ...activity, audience: undefined, schedule: { start } }] };
    expect(await problemsOf(options)).toEqual([]);
    expect((await publish({ outDir })).activities).toEqual([
      { ...activity, schedule: { start: '2026-11-27T00:00:00.000Z' } },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Profile } from '../../xdm/profile.ts';
import { compileGraph } from '../graph.ts';
import type { GraphOptions } from '../operator.ts';
import { contextOf, frameOf, now } from '../testing/fixtures.ts';

const timestamp = new Date(now).toISOString();
const options: GraphOptions = {
  sessions: {},
  frame: { p: 'float64', label: 'string' },
  serviceId: 'intent',
  serviceVersion: '1.2.0',
};

async function write(params: object, { p = 0.8, profile = {} as Profile, rows = 1 } = {}): Promise<Profile> {
  const definition = { nodes: [{ id: 'w', op: 'profile-writer', params }], outputs: {} };
  const frame = frameOf({ p: ['float64', Array(rows).fill(p)], label: ['string', Array(rows).fill('buyer')] });
  return (await compileGraph(definition, options).run(contextOf({ frame, profile }))).profile;
}

const likely = {
  scores: { probability: 'frame.p[0]' },
  segments: [{ id: 'likely', score: 'probability', threshold: 0.5 }],
};

describe('profile-writer', () => {
  it('stores scores under service and name and leaves the rest of the profile alone', async () => {
    const other = { value: 1, serviceVersion: '1', timestamp };
    const profile: Profile = {
      person: { age: 3 },
      _edgewise: { scores: { intent: { other }, churn: { risk: other } } },
    };
    const written = await write({ scores: { probability: 'frame.p', label: 'frame.label' } }, { profile });
    const stamp = { serviceVersion: '1.2.0', timestamp };
    expect(written).toEqual({
      person: { age: 3 },
      _edgewise: {
        scores: {
          intent: { other, probability: { value: 0.8, ...stamp }, label: { value: 'buyer', ...stamp } },
          churn: { risk: other },
        },
      },
    });
    expect(written.person).toBe(profile.person);
    expect(profile._edgewise?.scores?.intent).toEqual({ other });
  });

  it('takes the service from its params first', async () => {
    const written = await write({ serviceId: 'elsewhere', scores: { p: 'frame.p' } });
    expect(Object.keys(written._edgewise?.scores ?? {})).toEqual(['elsewhere']);
  });

  it('realizes a segment at its threshold, and exits it below', async () => {
    const realized = await write(likely, { p: 0.5 });
    expect(realized.segmentMembership).toEqual({
      edgewise: { likely: { status: 'realized', lastQualificationTime: timestamp } },
    });
    const exited = await write(likely, { p: 0.49, profile: realized });
    expect(exited.segmentMembership?.edgewise?.likely?.status).toBe('exited');
  });

  it('keeps the time of qualification while the status stays', async () => {
    const before = { status: 'realized', lastQualificationTime: '2020-01-01T00:00:00.000Z' } as const;
    const profile = { segmentMembership: { edgewise: { likely: before }, other: {} } };
    const written = await write(likely, { profile });
    expect(written.segmentMembership).toBe(profile.segmentMembership);
  });

  it('never exits a segment that was not realized', async () => {
    expect((await write(likely, { p: 0.1 })).segmentMembership).toBeUndefined();
  });

  it('decides a segment by a condition over scores and profile', async () => {
    const condition = { and: [{ '>': [{ var: 'scores.p' }, 0.5] }, { '==': [{ var: 'profile.tier' }, 'gold'] }] };
    const params = { scores: { p: 'frame.p' }, segments: [{ id: 'vip', condition }] };
    expect((await write(params, { profile: { tier: 'gold' } })).segmentMembership?.edgewise?.vip?.status).toBe(
      'realized',
    );
    expect((await write(params, { profile: { tier: 'iron' } })).segmentMembership).toBeUndefined();
  });

  it('lets later writers see what earlier ones wrote', async () => {
    const nodes = [
      { id: 'second', op: 'profile-writer', inputs: ['first'], params: { scores: { b: 'frame.p' } } },
      { id: 'first', op: 'profile-writer', inputs: ['profile'], params: { scores: { a: 'frame.p' } } },
    ];
    const { profile } = await compileGraph({ nodes, outputs: {} }, options).run(
      contextOf({ frame: frameOf({ p: ['float64', [1]], label: ['string', ['']] }) }),
    );
    expect(Object.keys(profile._edgewise?.scores?.intent ?? {})).toEqual(['a', 'b']);
  });

  it('refuses several values for one score', async () => {
    await expect(write({ scores: { p: 'frame.p' } }, { rows: 2 })).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringMatching(
        /^Graph node 'w' \(profile-writer\): 'frame.p' has several values; .*'frame.p\[0\]'/,
      ),
    });
  });

  it.each([
    [{ scores: { p: 'frame' } }, /params.scores.p: 'frame' is frame of \d parts; name one/],
    [{ scores: { p: 'events' } }, /params.scores.p: 'events' is events of \d parts; name one/],
    [{ ...likely, segments: [{ id: 's' }] }, /params.segments.0.condition: it is missing/],
    [{ ...likely, segments: [{ id: 's', score: 'probability' }] }, /params.segments.0.threshold: /],
    [
      { ...likely, segments: [{ id: 's', score: 'toString', threshold: 1 }] },
      /params.segments.0.score: 'toString' is not among scores/,
    ],
    [
      { ...likely, segments: [{ id: 's', condition: { nope: 1 } }] },
      /params.segments.0.condition: operator 'nope' is unknown/,
    ],
    [{ ...likely, segments: [{ id: '__proto__', condition: true }] }, /params.segments.0.id: /],
  ])('refuses %j', async (params, message) => {
    await expect(write(params)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });

  it('refuses to write without a service', () => {
    const definition = { nodes: [{ id: 'w', op: 'profile-writer', params: { scores: {} } }], outputs: {} };
    expect(() => compileGraph(definition, { sessions: {} })).toThrow(/params.serviceId: it is missing/);
  });
});

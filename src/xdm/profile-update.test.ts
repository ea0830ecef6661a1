import { describe, expect, it } from 'vitest';
import { mergeProfile, withSegments } from './profile-update.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

describe('mergeProfile', () => {
  it('lays objects over each other and replaces everything else', () => {
    const base = { person: { name: 'Ada', tags: [1] }, _edgewise: { scores: { a: {} } } };
    expect(mergeProfile(base, { person: { tags: [2] }, plan: 'gold' })).toEqual({
      person: { name: 'Ada', tags: [2] },
      plan: 'gold',
      _edgewise: { scores: { a: {} } },
    });
  });

  it('does not reach a prototype through the name of a field', () => {
    const merged = mergeProfile({}, JSON.parse('{"constructor":{"prototype":{"polluted":1}}}'));
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(Object.hasOwn(merged, 'constructor')).toBe(true);
  });
});

describe('withSegments', () => {
  it('notes a segment that is realised, and later its exit', () => {
    const joined = withSegments({}, { keen: true, cold: false }, now);
    expect(joined.segmentMembership).toEqual({
      edgewise: { keen: { status: 'realized', lastQualificationTime: '2026-03-01T12:00:00.000Z' } },
    });
    const left = withSegments(joined, { keen: false, cold: false }, now + 1000);
    expect(left.segmentMembership?.edgewise?.keen).toEqual({
      status: 'exited',
      lastQualificationTime: '2026-03-01T12:00:01.000Z',
    });
  });

  it('leaves a profile alone in which nothing changed', () => {
    const profile = withSegments({}, { keen: true }, now);
    expect(withSegments(profile, { keen: true }, now + 1)).toBe(profile);
  });
});

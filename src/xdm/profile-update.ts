import type { Profile, SegmentMembership } from './profile.ts';
import { isRecord } from './record.ts';

/** `patch` laid over `base`, object by object; anything that is not an object replaces what was there. */
export function mergeProfile(base: Profile, patch: Profile): Profile {
  return mergeRecords(base, patch) as Profile;
}

function mergeRecords(base: Readonly<Record<string, unknown>>, patch: Readonly<Record<string, unknown>>): object {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    const below = Object.hasOwn(base, key) ? base[key] : undefined;
    merged[key] = isRecord(below) && isRecord(value) ? mergeRecords(below, value) : value;
  }
  return merged;
}

/**
 * The profile with each segment's standing, as XDM's `segmentMembership.edgewise`; the same object when nothing changed.
 * The time of qualification stays while the status does, and one who was never in a segment has not left it.
 * @param now milliseconds since 1970.
 */
export function withSegments(profile: Profile, segments: Readonly<Record<string, boolean>>, now: number): Profile {
  const before = new Map(Object.entries(profile.segmentMembership?.edgewise ?? {}));
  const changed: Record<string, SegmentMembership> = {};
  for (const [id, isMember] of Object.entries(segments)) {
    const status = isMember ? 'realized' : 'exited';
    if (status === (before.get(id)?.status ?? 'exited')) continue;
    changed[id] = { status, lastQualificationTime: new Date(now).toISOString() };
  }
  if (Object.keys(changed).length === 0) return profile;
  return mergeProfile(profile, { segmentMembership: { edgewise: changed } });
}

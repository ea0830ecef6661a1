import { describe, expect, it } from 'vitest';
import { compareManifests, isSameSite } from './compare-manifests.ts';
import type { KeptManifest } from './kept-manifest.ts';

const manifest: KeptManifest = {
  manifestVersion: 1,
  generation: 1,
  publishedAt: '2026-01-05T10:00:00Z',
  mirrors: [],
  services: {},
  segments: [{ id: 'keen', name: 'Keen', condition: true }],
  activities: [],
};
/** As a script without types may give it. */
const any = (value: unknown) => value as never;

describe('compareManifests', () => {
  it('tells what differs but for what changes with every publication', () => {
    const later = { ...manifest, generation: 2, publishedAt: '2026-01-06T10:00:00Z' };
    expect(isSameSite(compareManifests(manifest, later))).toBe(true);
    const [keen] = manifest.segments;
    const changed = { ...later, holdout: 0.1, segments: [{ ...keen, id: 'keen', name: 'Eager', condition: true }] };
    const difference = compareManifests(manifest, changed);
    expect(difference.segments).toEqual({ added: [], removed: [], changed: { keen: ['name'] } });
    expect(difference.site.added).toEqual(['holdout']);
    expect(isSameSite(difference)).toBe(false);
  });

  it.each([
    ['nothing', undefined, 'undefined'],
    ['a publication with the manifest in it', { manifest }, 'an object'],
  ])('refuses %s in the place of a manifest', (_, given, shown) => {
    expect(() => compareManifests(manifest, any(given))).toThrow(
      expect.objectContaining({
        code: 'input-invalid',
        message: `compareManifests takes two manifests, each the manifest of what readPublication gives, and was given ${shown}.`,
      }),
    );
  });

  it('gives what isSameSite takes alone', () => {
    for (const given of [null, manifest, {}])
      expect(() => isSameSite(any(given))).toThrow(
        expect.objectContaining({
          code: 'input-invalid',
          message: expect.stringMatching(/^isSameSite takes what compareManifests gives and was given /),
        }),
      );
  });
});

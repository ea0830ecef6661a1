import { describe, expect, it } from 'vitest';
import { profileValues, withOverride } from './profile-values.ts';

describe('profileValues', () => {
  it('lists what a visitor has, without what Edgewise keeps there itself', () => {
    const profile = {
      loyalty: { tier: 'gold', points: 12 },
      sizes: ['M'],
      segmentMembership: { edgewise: {} },
      _edgewise: { scores: {} },
    };
    expect(profileValues(profile)).toEqual([
      { path: 'loyalty.tier', value: 'gold' },
      { path: 'loyalty.points', value: 12 },
      { path: 'sizes', value: ['M'] },
    ]);
  });
});

describe('withOverride', () => {
  it.each([
    ['loyalty.tier', 'silver', { loyalty: { points: 1, tier: 'silver' } }],
    [' profile.loyalty.tier ', ' "007" ', { loyalty: { points: 1, tier: '007' } }],
    ['loyalty.points', '2', { loyalty: { points: 2 } }],
    ['newsletter', 'true', { loyalty: { points: 1 }, newsletter: true }],
    ['sizes', '["M"]', { loyalty: { points: 1 }, sizes: ['M'] }],
  ])('lays %j = %j over the others', (path, text, overrides) => {
    expect(withOverride({ loyalty: { points: 1 } }, path, text)).toEqual(overrides);
  });

  it.each(['', 'a..b', '__proto__.x', 'list[*]'])('refuses the path %j', (path) => {
    expect(() => withOverride({}, path, '1')).toThrow(/can't be written/);
  });
});

import { describe, expect, it } from 'vitest';
import { semVer } from './semantic-version.ts';

describe('semVer', () => {
  it('orders versions as semver.org does', () => {
    const ordered =
      '1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.9.0 1.10.0 2.0.0'.split(
        ' ',
      );
    for (const [index, left] of ordered.entries()) {
      for (const [other, right] of ordered.entries()) {
        expect([left, right, semVer(left, '<', right)]).toEqual([left, right, index < other]);
        expect([left, right, semVer(left, '>=', right)]).toEqual([left, right, index >= other]);
        expect([left, right, semVer(left, '=', right)]).toEqual([left, right, index === other]);
        expect([left, right, semVer(left, '!=', right)]).toEqual([left, right, index !== other]);
      }
    }
  });

  it.each([
    ['1.2.3', '=', 'v1.2.3+build.5', true],
    ['1.2', '=', '1.2.0', true],
    ['2', '>', '1.9.9', true],
    ['1.2.3', '<=', '1.2.3', true],
    ['1.9.0', '^', '1.0.0', true],
    ['2.0.0', '^', '1.9.0', false],
    ['1.2.9', '~', '1.2.0', true],
    ['1.3.0', '~', '1.2.0', false],
    [null, '=', '1.0.0', false],
    ['1.0.0', '<', undefined, false],
  ])('%s %s %s is %s', (left, comparison, right, expected) => {
    expect(semVer(left, comparison, right)).toBe(expected);
  });

  it.each([
    ['latest', '=', '1.0.0', 'not a semantic version'],
    ['1.2.3.4', '=', '1.0.0', 'not a semantic version'],
    [`1.0.0-${'a'.repeat(300)}`, '=', '1.0.0', 'not a semantic version'],
    ['1.0.0', 'like', '1.0.0', "not by 'like'"],
    ['1.0.0', 'constructor', '1.0.0', "not by 'constructor'"],
  ])('refuses %s %s %s', (left, comparison, right, message) => {
    expect(() => semVer(left, comparison, right)).toThrow(message);
  });
});

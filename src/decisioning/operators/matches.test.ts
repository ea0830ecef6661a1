import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRegex } from './linear-regex.ts';
import { matches } from './matches.ts';

describe('matches', () => {
  it.each([
    ['/product/heron-kettle', '^/product/[a-z-]+$', true],
    ['/products/', '^/product/', false],
    ['a.b', 'a\\.b', true],
    ['axb', 'a\\.b', false],
    ['colour', 'colou?r', true],
    ['2026-11-27', '^\\d{4}-\\d{2}-\\d{2}$', true],
    ['order 66!', '\\b66\\b', true],
    ['order666', '\\b66\\b', false],
    ['tea', '^(tea|coffee)$', true],
    ['naïve ☕', '^.{5} .$', true],
    ['🫖🫖', '^🫖{2}$', true],
    [42, '^4', true],
    ['', '', true],
  ])('%j has /%s/: %s', (text, pattern, expected) => {
    expect(matches(text, pattern)).toBe(expected);
  });

  it('ignores case when asked', () => {
    expect(matches('KETTLE', 'kettle')).toBe(false);
    expect(matches('KETTLE', '^[a-k]ettle$', 'i')).toBe(true);
    expect(matches('A', '[^a]', 'i')).toBe(false);
    expect(matches('ß', '[A-Z]', 'i')).toBe(false);
  });

  it.each([
    ['x', '((((){200}){200}){200}){200}', true],
    ['x', '((((x{0}){200}){200}){200}){200}', true],
    ['xx', '^(()x){2}$', true],
    ['x', '^(()x){2}$', false],
  ])('counts out no repetitions of nothing: %j has /%s/ is %s', (text, pattern, expected) => {
    expect(matches(text, pattern)).toBe(expected);
  });

  it('is false where there is no text', () => {
    expect(matches(null, '.*')).toBe(false);
    expect(matches(undefined, '.*')).toBe(false);
  });

  it.each([
    [['x', null], 'takes a text, a pattern'],
    [['x', 'x', 'g'], 'takes a text, a pattern'],
    [['x'.repeat(2_049), 'x'], 'at most 2048 characters'],
    [['x', 'x'.repeat(257)], 'at most 256 characters'],
    [['x', '((x{9}){9}){9}'], 'repeats too much'],
    [['x', '(x)\\1'], '\\1, which is not supported'],
    [['x', '(?=x)'], 'lookaround'],
    [['x', '(?<!x)y'], 'lookaround'],
    [['x', '(?<name>x)'], 'named group'],
    [['x', '\\p{L}'], '\\p, which is not supported'],
    [['x', '(x'], 'group that does not end'],
    [['x', 'x)'], 'ends nothing'],
    [['x', '[x'], '[ that does not end'],
    [['x', '*x'], 'means nothing'],
    [['x', 'x{2,1}'], 'wrong way round'],
    [['x', 'x{a}'], 'no repetition'],
    [['x', '[z-a]'], 'range that is none'],
    [['x', '[\\w-z]'], 'range that is none'],
    [['x', '^*'], 'repeats an assertion'],
    [['x', 'x\\'], 'ends in a \\'],
  ])('refuses %j', (values, message) => {
    expect(() => matches(values[0], values[1], ...values.slice(2))).toThrow(message);
  });

  it.each(['(a+)+$', '^(a|a)*$', '(a*)*b', '(a|aa)+$', 'a*a*a*a*a*a*a*b', '(.*)*(.*)*(.*)*x$'])(
    'reads /%s/ in time proportional to the text',
    (pattern) => {
      // A backtracking engine would not end: 2 to the power of 2,000 ways.
      expect(matches(`${'a'.repeat(2_000)}!`, pattern)).toBe(false);
    },
  );
});

describe('compileRegex', () => {
  const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('a', 'b', 'B', '1', ' ', '-', '.', '\\d', '\\w', '\\s', '\\W', '\\.', '[ab]', '[^a]', '[a-c1]'),
      fc.constantFrom('[^\\w-]', '[\\d.]', '\\b', '\\B', '^', '$', ''),
      fc.tuple(tie('pattern'), tie('pattern')).map((parts) => parts.join('')),
      fc.tuple(tie('pattern'), tie('pattern')).map((parts) => `(?:${parts.join('|')})`),
      fc
        .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '*?', '+?', '{2}', '{0,2}', '{1,}', '{0}'))
        .map(([inner, quantifier]) => `(${inner})${quantifier}`),
    ),
  }));
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', 'c', '1', ' ', '-', '.', '\n'), maxLength: 8 });

  it.each([false, true])("finds what JavaScript's own engine finds, ignoring case: %s", (ignoreCase) => {
    fc.assert(
      fc.property(pattern, text, (source, searched) => {
        expect(compileRegex(source, ignoreCase)(searched)).toBe(
          new RegExp(source, ignoreCase ? 'ui' : 'u').test(searched),
        );
      }),
      { numRuns: 5_000 },
    );
  });
});

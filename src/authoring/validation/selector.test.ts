import { describe, expect, it } from 'vitest';
import { findSelectorProblem } from './selector.ts';

// Chromium's querySelectorAll takes each of these, and throws for each of the refused.
describe('findSelectorProblem', () => {
  it.each([
    'h1',
    '  #main .content > p + p ~ a, *  ',
    'a[href], a[href^="http"], a[rel~=nofollow], a[data-x="1" i]',
    "img[alt='it is \\'so\\'']",
    'a[b="c',
    '.md\\:flex',
    '.w-1\\/2',
    '#\\31 23',
    '.ü, --a, .-a',
    '*|a, |a',
    'li:nth-child(2n + 1 of .x):NOT(:last-child, .y)',
    'li:nth-last-of-type(odd), li:nth-child(-n+3)',
    'a:has(> img, + b)',
    'a:is(), a:where(!!), a:lang(de)',
    ':root, :scope > a, &',
    'a::before, a:after, a::-webkit-foo, a:-webkit-autofill',
  ])('takes %s', (selector) => {
    expect(findSelectorProblem(selector)).toBeUndefined();
  });

  it.each([
    ['#1a', 'a name begins with no digit; write [id="1a"]'],
    ['div .2col', 'a name begins with no digit; write [class~="2col"]'],
    ['a[data-id=1]', 'an attribute is written [name] or [name="value"]'],
    ['a[b!="c"]', 'an attribute is written [name] or [name="value"]'],
    ['h1 >', 'its end is missing'],
    ['h1,', 'its end is missing'],
    ['> h1', '"> h1" is no part of one'],
    ['$("h1")', '"$("h1")" is no part of one'],
    ['h1 {', '"{" is no part of one'],
    ['.w-1/2', '"/2" is no part of one'],
    ['a:not()', '")" is no part of one'],
    ['li:nth-child(first)', '"first)" is no part of one'],
  ])('refuses %s', (selector, reason) => {
    expect(findSelectorProblem(selector)).toEqual({
      isSure: true,
      message: `no browser reads the selector: ${reason}`,
    });
  });

  it.each([
    ['h1:contains("Sale")', 'browsers know no ":contains" of a selector; a colon in a name is written \\\\:'],
    ['.md:flex', 'browsers know no ":flex" of a selector; a colon in a name is written \\\\:'],
    ['li:nth-chlid(2)', 'browsers know no ":nth-chlid" of a selector; did you mean \'nth-child\'?'],
  ])('is not sure of %s', (selector, message) => {
    expect(findSelectorProblem(selector)).toEqual({ isSure: false, message });
  });

  it('ends in time for what is nested or repeated without end', () => {
    for (const part of [':not(', ':is(', '(', '[', '"', 'a ', '\\']) findSelectorProblem(part.repeat(100_000));
    expect(findSelectorProblem(':not('.repeat(999))).toMatchObject({ isSure: true });
  });
});

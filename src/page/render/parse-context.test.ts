import { expect, it } from 'vitest';
import { parseContext } from './parse-context.ts';

it.each([
  ['<p>x</p>', []],
  ['x <td>', []],
  [' <!-- a -- b > --> <!----><TD class="x">', ['table', 'tbody', 'tr']],
  ['<!-- <p> --><path d="M0 0"/>', ['svg']],
  ['<!-- never closed <td>', []],
])('parses %j in %j', (html, expected) => {
  expect(parseContext(html)).toEqual(expected);
});

it('looks through many comments once', () => {
  expect(parseContext(`${'<!-- a -->\n'.repeat(30)}text`)).toEqual([]);
});

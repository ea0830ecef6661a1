import { describe, expect, it } from 'vitest';
import { readJson } from './json-document.ts';

describe('readJson', () => {
  it.each([
    ['// shop\n{}', 1, 1, "Unexpected character '/' found; JSON has no comments, take it out"],
    ['{ "a": 1,\n}', 2, 1, "Unexpected token '}' found; take out the comma before it"],
    ['["a",]', 1, 6, "Unexpected token ']' found; take out the comma before it"],
    ["{ 'a': 1 }", 1, 3, "Unexpected character ''' found; texts stand between straight double quotes"],
    ['{ “a”: 1 }', 1, 3, "Unexpected character '“' found; texts stand between straight double quotes"],
    ['{\u00a0"a": 1 }', 1, 2, "Unexpected character '\u00a0' found; it is no plain space, write one"],
    [
      '{ "a": "<p class="x">" }',
      1,
      19,
      `Unexpected character 'x' found; a quote within a text is written \\", or one is missing`,
    ],
    ['{ "a": 1\n"b": 2 }', 2, 1, 'Unexpected token String found; is a comma missing before it?'],
    ['{ "a" [1] }', 1, 7, "Unexpected token '[' found; is a colon missing before it?"],
    ['{ "a": "x" "b": 1 }', 1, 12, 'Unexpected token String found; is a comma missing before it?'],
    ['["a", "b" "c"]', 1, 11, 'Unexpected token String found; is a comma missing before it?'],
    ['[{ "a": 1 } { "b": 2 }]', 1, 13, "Unexpected token '{' found; is a comma missing before it?"],
    [' \n', 1, 1, 'Unexpected end of input found; it is empty'],
    ['{ "a": [{ "b": "}" }\n', 1, 21, 'Unexpected end of input found; a ] is missing'],
    ['[1', 1, 3, 'Unexpected end of input found; a ] is missing'],
    ['{ "a":', 1, 7, 'Unexpected end of input found; a } is missing'],
    ['{ "a": "b }\\"', 1, 14, 'Unexpected end of input found; a " is missing'],
    ['{ "a": [1, 2 }', 1, 14, "Unexpected token '}' found; a ] is missing before it"],
    ['{ "a": 1 }\n}', 2, 1, "Unexpected token '}' found; take it out, for nothing is open"],
    ['{ "a": 0,25 }', 1, 10, 'Unexpected token Number found; a decimal is written with a point'],
    ['{ "a": "\\d+" }', 1, 9, "Unexpected character 'd' found; a backslash within a text is written \\\\"],
    ['{ "a": live }', 1, 8, "Unexpected character 'l' found; texts and names stand between straight double quotes"],
    ['{ a: 1 }', 1, 3, "Unexpected character 'a' found; texts and names stand between straight double quotes"],
    ['[true false]', 1, 7, 'Unexpected token Boolean found; is a comma missing before it?'],
    ['{ "a" null }', 1, 7, 'Unexpected token Null found; is a colon missing before it?'],
    ['{ true: 1 }', 1, 3, 'Unexpected token Boolean found; texts and names stand between straight double quotes'],
    ['{ "a": True }', 1, 8, "Unexpected character 'T' found; write true"],
    ['{ "a": ; }', 1, 8, "Unexpected character ';' found"],
    ['{ "a": "<h1>Sale</h1>\n<p>Now</p>" }', 1, 22, 'there is a line break within a text; write \\n'],
    ['{ "a": "<h1>Sale</h1>\r\n<p>Now</p>" }', 1, 22, 'there is a line break within a text; write \\n'],
    ['{\r\n "a": "\\"x\ty" }', 2, 11, 'there is a tab within a text; write \\t'],
    ['[" \u0001"]', 1, 4, 'there is a control character within a text; write \\u0001'],
  ])('tells where %j is no JSON, and what to do about it', (text, line, column, message) => {
    expect(readJson(text)).toEqual({ line, column, message: `it is not JSON: ${message}` });
  });
});

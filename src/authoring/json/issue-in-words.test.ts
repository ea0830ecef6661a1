import * as v from 'valibot';
import { expect, it } from 'vitest';
import { issueInWords } from './issue-in-words.ts';

const said = (schema: v.GenericSchema, value: unknown) => v.safeParse(schema, value).issues?.map(issueInWords);

it.each<[string, v.GenericSchema, unknown, string]>([
  [
    'a number without end',
    v.pipe(v.number(), v.finite()),
    Number.POSITIVE_INFINITY,
    'it is Infinity; give a finite number',
  ],
  ['a number that is not among those', v.picklist([-1, 0, 1]), 2, 'it is 2; give -1, 0, 1'],
  [
    'a number that is not above 0',
    v.pipe(v.number(), v.minValue(Number.MIN_VALUE)),
    0,
    'it is 0; give a number above 0',
  ],
  [
    'one of several kinds',
    v.union([v.picklist(['sqrt', 'log2']), v.number()]),
    'x',
    'it is "x"; give sqrt, log2 or a number',
  ],
  ['a word or an object', v.union([v.literal('balanced'), v.object({})]), 'x', 'it is "x"; give balanced or an object'],
  ['a word or a truth value', v.union([v.literal('auto'), v.boolean()]), 'x', 'it is "x"; give auto or true or false'],
  [
    'an object that is none of several',
    v.union([
      v.strictObject({ columns: v.record(v.string(), v.picklist(['a', 'b'])) }),
      v.strictObject({ type: v.string() }),
    ]),
    { columns: { views: {} } },
    'columns.views: it is an object; give a, b',
  ],
  ['a function', v.function(), 1, 'it is 1; give a function'],
])('says what is wrong with %s', (_, schema, value, sentence) => {
  expect(said(schema, value)).toEqual([sentence]);
});

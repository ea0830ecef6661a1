import { boolean, exactOptional, integer, number, picklist, pipe, strictObject, string } from 'valibot';
import { chooseColumns, frameInput, planColumns } from '../column-plan.ts';
import type { ColumnType } from '../frame.ts';
import { defineOperator, frames } from '../operator.ts';
import { nameSchema, namesSchema } from '../params.ts';

interface Params {
  readonly pattern?: string;
  readonly index: number;
  readonly case: boolean;
}

interface StringOperation {
  /** Of the result. */
  readonly type: ColumnType;
  readonly takesPattern?: boolean;
  of(text: string, params: Params): unknown;
}

/** Each as Pandas' `Series.str` method of that name (`trim` is `strip`, `length` is `len`). */
const operations = {
  lower: { type: 'string', of: (text) => text.toLowerCase() },
  upper: { type: 'string', of: (text) => text.toUpperCase() },
  trim: { type: 'string', of: (text) => text.trim() },
  length: { type: 'int64', of: (text) => [...text].length },
  split: {
    type: 'string',
    of: (text, { pattern, index }) => (pattern ? text.split(pattern) : text.trim().split(/\s+/)).at(index),
  },
  contains: {
    type: 'bool',
    takesPattern: true,
    of: (text, { pattern = '', case: matchCase }) =>
      matchCase ? text.includes(pattern) : text.toLowerCase().includes(pattern.toLowerCase()),
  },
} satisfies Readonly<Record<string, StringOperation>>;

/**
 * Works on texts as Pandas' `Series.str`: `lower`, `upper`, `trim` (white space at both ends), `length` in characters (int64),
 * `split` at `pattern` (white space without one), of which the part at `index` is taken, and `contains` (bool) `pattern`, which is
 * plain text. Null stays null. The result replaces the column, or stands beside it as `name` where one column is named.
 */
export const stringOps = defineOperator({
  name: 'string-ops',
  inputs: frames,
  paramsSchema: strictObject({
    columns: namesSchema,
    operation: picklist(Object.keys(operations) as (keyof typeof operations)[]),
    pattern: exactOptional(string()),
    index: exactOptional(pipe(number(), integer()), 0),
    case: exactOptional(boolean(), true),
    name: exactOptional(nameSchema),
  }),
  plan(node, { columns, operation, name, ...params }) {
    const { type, takesPattern, of }: StringOperation = operations[operation];
    if (takesPattern && params.pattern === undefined) node.fail('pattern', `${operation} needs one; add it`);
    if (name !== undefined && columns.length > 1)
      node.fail('name', 'it goes with one column; leave it out or name one');
    const input = frameInput(node);
    const steps = chooseColumns(node, input, columns, ['string']).map((column) => ({
      from: column.from,
      name: name ?? column.name,
      type,
      of: (value: unknown) => (value === null ? null : of(String(value), params)),
    }));
    return planColumns(input, steps);
  },
});

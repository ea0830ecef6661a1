import { describe, expect, it } from 'vitest';
import { plain } from '../../pipeline/testing/fixtures.ts';
import { frameFromEvents, readEvents } from './read-events.ts';
import { frameFromColumns, frameFromRows } from './read-json.ts';

describe('frameFromRows', () => {
  it('has the fields of all rows for columns, as pd.DataFrame(records)', () => {
    const frame = frameFromRows([
      { a: 1, s: 'x' },
      { b: true, a: 2 },
      { a: 3, f: 0.5, s: null },
    ]);
    expect(frame.columns.map(({ type }) => type)).toEqual(['int64', 'string', 'bool', 'float64']);
    expect(plain(frame)).toEqual({
      a: [1n, 2n, 3n],
      s: ['x', null, null],
      b: [null, true, null],
      f: [null, null, 0.5],
    });
  });

  it('takes whole numbers for float64 where one is missing', () => {
    expect(plain(frameFromRows([{ a: 1 }, {}]))).toEqual({ a: [1, null] });
  });

  it('takes the types given', () => {
    const frame = frameFromRows(
      [
        { a: '5', b: 1 },
        { a: 6, b: 'x' },
      ],
      { types: { a: 'int64', b: 'string' } },
    );
    expect(plain(frame)).toEqual({ a: [5n, 6n], b: ['1', 'x'] });
  });

  it.each<[string, unknown[], object, string]>([
    [
      'values of two types',
      [{ a: 1 }, { a: 'x' }],
      {},
      `Column 'a', row 1 (counted from 0): "x" stands among values of type number; give the column's type or one type of values.`,
    ],
    [
      'an object',
      [{ a: 1 }, { a: { b: 1 } }],
      {},
      `Column 'a', row 1 (counted from 0): {"b":1} is an object, and no column holds it; give numbers, texts or truth values.`,
    ],
    [
      'a value of another type',
      [{ a: 'x' }],
      { types: { a: 'int64' } },
      `Column 'a', row 0 (counted from 0): "x" is not int64; correct it or the type.`,
    ],
    [
      'a row that is no object',
      [{ a: 1 }, 5],
      {},
      'What stands in row 1 (counted from 0) is no object of fields; give rows as [{ "column": value }].',
    ],
  ])('refuses %s', (_, rows, options, message) => {
    expect(() => frameFromRows(rows as never, options)).toThrow(
      expect.objectContaining({ code: 'input-invalid', message }),
    );
  });
});

describe('frameFromColumns', () => {
  it('takes lists by column, as pd.DataFrame(dict)', () => {
    expect(plain(frameFromColumns({ a: [1, 2], s: ['x', null] }))).toEqual({ a: [1n, 2n], s: ['x', null] });
  });

  it('refuses lists of two lengths, and what is no list', () => {
    expect(() => frameFromColumns({ a: [1], b: [] })).toThrow(/Column 'b' has 0 rows; give it 1 rows/);
    expect(() => frameFromColumns({ a: 5 } as never)).toThrow(/Column 'a' is no list/);
  });
});

describe('readEvents and frameFromEvents', () => {
  const view = {
    _id: 'e1',
    eventType: 'view',
    timestamp: '2024-01-01T00:00:00Z',
    commerce: { order: { priceTotal: 5 } },
  };

  it('reads an event a line, and makes a column of each path', () => {
    const text = `${JSON.stringify(view)}\n\n${JSON.stringify({ ...view, _id: undefined, commerce: undefined, items: [1] })}\n`;
    const events = readEvents(text);
    expect(events.map(({ _id }) => _id)).toEqual(['e1', 'line-3']);
    expect(plain(frameFromEvents(events))).toEqual({
      _id: ['e1', 'line-3'],
      eventType: ['view', 'view'],
      timestamp: [view.timestamp, view.timestamp],
      'commerce.order.priceTotal': [5, null],
    });
  });

  it.each([
    ['{"a":', 'Events, line 2: it is not JSON; write one event a line.'],
    ['[1]', 'Events, line 2: an event is an object with an eventType and a timestamp.'],
    ['{"timestamp":"2024-01-01T00:00:00Z"}', /^Events, line 2: eventType must be a non-empty string/],
    ['{"eventType":"view"}', /^Events, line 2: timestamp must be an ISO 8601 date and time with offset/],
    // As on the page: nothing says in whose time zone it is.
    ['{"eventType":"view","timestamp":"2024-01-01 10:00:00"}', /^Events, line 2: timestamp must be /],
    [JSON.stringify({ ...view, productListItems: {} }), 'Events, line 2: productListItems must be a list of objects.'],
  ])('refuses %s', (line, message) => {
    expect(() => readEvents(`${JSON.stringify(view)}\n${line}`)).toThrow(
      expect.objectContaining({ code: 'input-invalid', message: expect.stringMatching(message) }),
    );
  });
});

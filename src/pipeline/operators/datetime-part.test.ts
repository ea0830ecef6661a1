import { describe, expect, it } from 'vitest';
import { compileGraph } from '../graph.ts';
import { contextOf, event, frameOf, plain, runOperator } from '../testing/fixtures.ts';

const frame = frameOf({
  at: ['string', ['2024-02-29T23:05:07Z', '2023-12-31T00:00:00+02:00', '2024-03-31T01:30:00', 'never', null]],
  ms: ['int64', [Date.UTC(2024, 1, 29, 23), 0, null, -1, 2n ** 62n]],
  flag: ['bool', [true, true, true, true, true]],
});

describe('datetime-part', () => {
  // As pd.to_datetime(at, utc=True).dt.<part>.
  it.each([
    ['year', [2024n, 2023n, 2024n, null, null]],
    ['quarter', [1n, 4n, 1n, null, null]],
    ['month', [2n, 12n, 3n, null, null]],
    ['day', [29n, 30n, 31n, null, null]],
    ['hour', [23n, 22n, 1n, null, null]],
    ['minute', [5n, 0n, 30n, null, null]],
    ['second', [7n, 0n, 0n, null, null]],
    ['dayofweek', [3n, 5n, 6n, null, null]],
    ['dayofyear', [60n, 364n, 91n, null, null]],
  ])('%s', async (part, expected) => {
    expect(plain(await runOperator('datetime-part', { column: 'at', part }, frame))[part]).toEqual(expected);
  });

  it("follows a time zone and its daylight saving, as .dt.tz_convert('Europe/Berlin')", async () => {
    const params = { column: 'at', part: 'hour', timeZone: 'Europe/Berlin', name: 'local' };
    expect(plain(await runOperator('datetime-part', params, frame)).local).toEqual([0n, 23n, 3n, null, null]);
  });

  // Browsers make a date of 'A-1', each another, and read what has a blank for its T by the device's clock.
  it('reads texts as to-datetime does, alike on every device', async () => {
    const texts = [
      'A-1',
      'SKU 12',
      '12',
      'March 7',
      '2024-02-30',
      '2024-03-10 09:30:00',
      '2024-03-10',
      '2024-03',
      '2024',
    ];
    const read = await runOperator('datetime-part', { column: 'at', part: 'hour' }, frameOf({ at: ['string', texts] }));
    expect(plain(read).hour).toEqual([null, null, null, null, null, 9n, 0n, 0n, 0n]);
  });

  it('reads milliseconds since 1970', async () => {
    const years = await runOperator('datetime-part', { column: 'ms', part: 'year' }, frame);
    expect(plain(years).year).toEqual([2024n, 1970n, null, 1969n, null]);
  });

  it('reads the current event where its input is the events', async () => {
    const node = { id: 'hour', op: 'datetime-part', inputs: ['events'], params: { column: 'timestamp', part: 'hour' } };
    const graph = compileGraph({ nodes: [node], outputs: { hour: 'hour' } }, { sessions: {} });
    const { scores } = await graph.run(contextOf({ events: [event('a', 7200), event('b', 3600)] }));
    expect(scores.hour).toBe(11);
    await expect(graph.run(contextOf())).rejects.toThrow(/'hour' is null; fill it with fillna/);
  });

  it.each([
    [{ column: 'at', part: 'eon' }, /params.part: /],
    [{ column: 'at', part: 'hour', timeZone: 'Mars/Olympus' }, /params.timeZone: 'Mars\/Olympus' is no time zone/],
    [{ column: 'flag', part: 'hour' }, /params.column: column 'flag' is bool/],
    [{ column: 'nope', part: 'hour' }, /params.column: 'nope' is no column/],
  ])('refuses %j', async (params, message) => {
    await expect(runOperator('datetime-part', params, frame)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

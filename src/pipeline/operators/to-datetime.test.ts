import { describe, expect, it } from 'vitest';
import { frameOf, plain, runOperator } from '../testing/fixtures.ts';

const at = (iso: string) => BigInt(Date.parse(iso));
const read = async (values: unknown[], params: object = {}) =>
  plain(await runOperator('to-datetime', { columns: ['at'], ...params }, frameOf({ at: ['string', values] }))).at;

describe('to-datetime', () => {
  // As pd.to_datetime(…, utc=True) reads ISO 8601.
  it('reads ISO 8601, UTC where it has no offset', async () => {
    expect(
      await read([
        '2024-02-29',
        '2024-02-29T23:05:07Z',
        '2024-02-29 23:05',
        '2023-12-31T00:00:00.1239+02:00',
        '2024-05',
        '2024',
        null,
      ]),
    ).toEqual([
      at('2024-02-29T00:00:00Z'),
      at('2024-02-29T23:05:07Z'),
      at('2024-02-29T23:05:00Z'),
      at('2023-12-30T22:00:00.123Z'),
      at('2024-05-01T00:00:00Z'),
      at('2024-01-01T00:00:00Z'),
      null,
    ]);
  });

  it.each([
    ['%d/%m/%Y %H:%M', '03/04/2024 07:05', '2024-04-03T07:05:00Z'],
    ['%b %d, %Y %I:%M %p', 'Mar 5, 2024 12:30 AM', '2024-03-05T00:30:00Z'],
    ['%B %d %y', 'december 31 68', '2068-12-31T00:00:00Z'],
    ['%B %d %y', 'December 31 69', '1969-12-31T00:00:00Z'],
    ['%Y%m%d%%', '20240301%', '2024-03-01T00:00:00Z'],
    ['%Y-%m-%dT%H:%M:%S.%f%z', '2024-03-01T10:00:00.5-0130', '2024-03-01T11:30:00.5Z'],
    ['%H:%M', '10:30', '1900-01-01T10:30:00Z'],
    // Of twelve hours those before noon where nothing tells; of 24 hours nothing is told.
    ['%I:%M', '12:30', '1900-01-01T00:30:00Z'],
    ['%p %I:%M', 'PM 12:05', '1900-01-01T12:05:00Z'],
    ['%H:%M %p', '10:30 PM', '1900-01-01T10:30:00Z'],
    ['%d %b %Y', '5 MAY 2024', '2024-05-05T00:00:00Z'],
  ])('reads %s', async (format, text, iso) => {
    expect(await read([text], { format })).toEqual([at(iso)]);
  });

  it.each(['2024-02-30', '2023-02-29', '2024-13-01', '2024-01-01T24:00', 'Mar 5 2024', 'never', '', '2024-1-1'])(
    'refuses %j, and makes it null with coerce',
    async (text) => {
      await expect(read([text])).rejects.toMatchObject({
        code: 'input-invalid',
        message: expect.stringMatching(/^Graph node 'tested' \(to-datetime\): column 'at' holds .* which is no date/),
      });
      expect(await read([text], { errors: 'coerce' })).toEqual([null]);
    },
  );

  it.each([
    ['%I:%M', '13:30'],
    ['%I %p', '0 AM'],
    ['%B %d %Y', 'Marzo 5 2024'],
    ['%B %d %Y', 'Mar 5 2024'],
    ['%b %d %Y', 'March 5 2024'],
  ])('reads as %s no %j', async (format, text) => {
    expect(await read([text], { format, errors: 'coerce' })).toEqual([null]);
  });

  it('reads numbers in a unit since 1970', async () => {
    const frame = frameOf({ at: ['float64', [1.5, null]], day: ['int64', [1, -1]] });
    const seconds = await runOperator('to-datetime', { columns: ['at'], unit: 's' }, frame);
    expect(plain(seconds).at).toEqual([1500n, null]);
    const days = await runOperator('to-datetime', { columns: ['day'], unit: 'D' }, frame);
    expect(plain(days).day).toEqual([86_400_000n, -86_400_000n]);
  });

  it.each([
    [{ format: '%Q' }, /params.format: '%Q' has a directive twice, or one other than/],
    [{ format: '%d/%d' }, /params.format: '%d\/%d' has a directive twice/],
    [{ unit: 'year' }, /params.unit: /],
  ])('refuses %j', async (params, message) => {
    await expect(read(['2024-01-01'], params)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringMatching(message),
    });
  });
});

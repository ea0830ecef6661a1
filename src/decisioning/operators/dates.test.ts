import { describe, expect, it } from 'vitest';
import { dateOperators, instantOf } from './dates.ts';

const call = (name: string, ...values: unknown[]) => dateOperators[name]?.(...values);

describe('before and after', () => {
  it.each([
    ['2026-11-26', '2026-11-27', true],
    ['2026-11-27T00:30:00+01:00', '2026-11-27', true],
    ['2026-11-27T00:30:00+01:00', Date.parse('2026-11-26T23:30:00Z'), false],
    [null, '2026-11-27', false],
    ['2026-11-27', undefined, false],
  ])('%j comes before %j: %j', (left, right, expected) => {
    expect(call('before', left, right)).toBe(expected);
    expect(call('after', right, left)).toBe(expected);
  });

  it.each(['yesterday', '2026-11-27T10:00', '2026-13-01', true, {}])('refuse %j', (value) => {
    expect(() => call('before', value, '2026-11-27')).toThrow('is not a date');
  });
});

describe('date_diff', () => {
  it('counts units from the first date to the second', () => {
    expect(call('date_diff', 'day', '2026-11-26', '2026-11-27T12:00:00Z')).toBe(1.5);
    expect(call('date_diff', 'hour', '2026-11-27', '2026-11-26')).toBe(-24);
  });

  it('is NaN, which nothing compares with, where a date is not there', () => {
    expect(call('date_diff', 'day', null, '2026-11-27')).toBeNaN();
  });

  it('refuses a unit that it does not know', () => {
    expect(() => call('date_diff', 'fortnight', 0, 0)).toThrow('use second, minute, hour, day, week');
    expect(() => call('date_diff', 'constructor', 0, 0)).toThrow();
  });
});

describe('date_part', () => {
  it.each([
    ['hour', undefined, 23],
    ['hour', 'Asia/Tokyo', 8],
    ['day', 'Asia/Tokyo', 28],
    ['weekday', undefined, 5],
    ['weekday', 'Asia/Tokyo', 6],
    ['month', undefined, 11],
    ['year', undefined, 2026],
    ['minute', 'Asia/Kathmandu', 15],
  ])('%s in %s is %i', (part, timeZone, expected) => {
    expect(call('date_part', part, '2026-11-27T23:30:00Z', ...(timeZone ? [timeZone] : []))).toBe(expected);
  });

  it('counts Sunday as 7', () => {
    expect(call('date_part', 'weekday', '2026-11-29')).toBe(7);
  });

  it('is NaN where there is no date, and refuses a part or a zone that it does not know', () => {
    expect(call('date_part', 'hour', null)).toBeNaN();
    expect(() => call('date_part', 'century', 0)).toThrow('use year');
    expect(() => call('date_part', 'hour', 0, 'Moon/Tranquility')).toThrow();
  });
});

describe('instantOf', () => {
  it.each([
    ['2026-11-27T00:00', 'Europe/Berlin', '2026-11-26T23:00:00.000Z'],
    ['2026-07-01T00:00:30.5', 'Europe/Berlin', '2026-06-30T22:00:30.500Z'],
    ['2026-01-01T00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
    ['2026-01-01T00:00', 'Pacific/Pago_Pago', '2026-01-01T11:00:00.000Z'],
    // Clocks go from 2 to 3: the hour in between is skipped.
    ['2026-03-29T01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    // And back from 3 to 2: the hour in between comes twice.
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00.000Z'],
  ])('%s in %s is %s', (local, timeZone, expected) => {
    expect(new Date(instantOf(local, timeZone)).toISOString()).toBe(expected);
  });

  it.each([
    ['2026-11-27', 'Europe/Berlin'],
    ['2026-99-27T00:00', 'Europe/Berlin'],
    ['2026-11-27T00:00', 'Moon/Tranquility'],
    ['2026-11-27T00:00', ''],
  ])('%s in "%s" is none', (local, timeZone) => {
    expect(instantOf(local, timeZone)).toBeNaN();
  });
});

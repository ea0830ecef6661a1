import { describe, expect, it } from 'vitest';
import { EdgewiseError } from '../errors.ts';
import { normaliseEvent } from './normalise-event.ts';

const options = { now: () => Date.parse('2026-03-01T12:00:00Z'), randomId: () => 'id-1' };

describe('normaliseEvent', () => {
  it('fills in _id and timestamp', () => {
    expect(normaliseEvent({ eventType: 'commerce.productViews' }, options)).toEqual({
      _id: 'id-1',
      timestamp: '2026-03-01T12:00:00.000Z',
      eventType: 'commerce.productViews',
    });
  });

  it('keeps _id, timestamp and every other field as given', () => {
    const event = {
      _id: 'mine',
      timestamp: '2026-02-28T23:59:00+01:00',
      eventType: 'commerce.purchases',
      productListItems: [{ SKU: 'A-1', priceTotal: 49 }],
      web: { webPageDetails: { URL: 'https://shop.example/' } },
    };
    expect(normaliseEvent(event, options)).toEqual(event);
  });

  it('takes an event ahead of the clock, as one by the clock of a server is where the device is slow, for one of now', () => {
    const stamped = (timestamp: string) => normaliseEvent({ eventType: 'x', timestamp }, options).timestamp;
    expect(stamped('2026-03-01T13:00:00Z')).toBe('2026-03-01T12:00:00.000Z');
    expect(stamped('2099-01-01T00:00:00Z')).toBe('2026-03-01T12:00:00.000Z');
    expect(stamped('2026-03-01T12:01:00Z')).toBe('2026-03-01T12:01:00Z');
  });

  it('copies, so that later changes by the page stay out', () => {
    const productListItems = [{ SKU: 'A-1' }];
    const event = normaliseEvent({ eventType: 'x', productListItems }, options);
    productListItems.push({ SKU: 'B-2' });
    expect(event.productListItems).toEqual([{ SKU: 'A-1' }]);
  });

  it('leaves out what JSON leaves out', () => {
    expect(normaliseEvent({ eventType: 'x', handler: () => 1, nothing: undefined }, options)).not.toHaveProperty(
      'handler',
    );
  });

  it('takes a field named __proto__ for a field', () => {
    const event = normaliseEvent(JSON.parse('{"eventType":"x","__proto__":{"polluted":true}}'), options);
    expect(event.polluted).toBeUndefined();
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
  });

  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const refused: [string, unknown, RegExp][] = [
    ['undefined', undefined, /must be an object/],
    ['null', null, /must be an object/],
    ['a string', 'commerce.purchases', /must be an object/],
    ['a list', [{ eventType: 'x' }], /must be an object/],
    ['no eventType', {}, /field eventType/],
    ['an empty eventType', { eventType: '' }, /field eventType/],
    ['an eventType of another type', { eventType: 7 }, /field eventType/],
    ['an empty _id', { eventType: 'x', _id: '' }, /field _id/],
    ['a null _id', { eventType: 'x', _id: null }, /field _id/],
    ['a timestamp in words', { eventType: 'x', timestamp: 'yesterday' }, /field timestamp must be an ISO 8601/],
    ['a timestamp without offset', { eventType: 'x', timestamp: '2026-03-01T12:00:00' }, /field timestamp/],
    ['a timestamp that no calendar has', { eventType: 'x', timestamp: '2026-13-41T12:00:00Z' }, /field timestamp/],
    ['productListItems that are no list', { eventType: 'x', productListItems: { SKU: 'A' } }, /field productListItems/],
    [
      'a product that is no object',
      { eventType: 'x', productListItems: [{ SKU: 'A' }, 'B'] },
      /field productListItems/,
    ],
    ['a cycle', { eventType: 'x', commerce: cyclic }, /field commerce cannot be written as JSON/],
    ['a bigint', { eventType: 'x', amount: 1n }, /field amount cannot be written as JSON/],
    ['more than 32 KB', { eventType: 'x', note: 'é'.repeat(17_000) }, /field note makes the event larger/],
  ];
  it.each(refused)('refuses %s with input-invalid', (_, input, message) => {
    expect.assertions(3);
    try {
      normaliseEvent(input, options);
    } catch (error) {
      expect(error).toBeInstanceOf(EdgewiseError);
      expect(error).toHaveProperty('code', 'input-invalid');
      expect(String(error)).toMatch(message);
    }
  });
});

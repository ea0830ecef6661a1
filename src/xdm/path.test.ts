import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePath, readPath } from './path.ts';

const event = {
  commerce: { order: { priceTotal: 79, currencyCode: 'EUR' } },
  empty: null,
  productListItems: [{ SKU: 'A-1', priceTotal: 49 }, { SKU: 'B-2' }, { SKU: 'C-3', priceTotal: 30 }],
};

describe('readPath', () => {
  it.each([
    ['commerce.order.priceTotal', 79],
    ['productListItems[0].priceTotal', 49],
    ['productListItems.2.SKU', 'C-3'],
    ['productListItems[*].priceTotal', [49, 30]],
    ['productListItems.length', 3],
    ['productListItems[9].SKU', undefined],
    ['nothing[*].SKU', undefined],
    ['empty.here', undefined],
    ['commerce[*].order', undefined],
    ['commerce.order.priceTotal.cents', undefined],
    ['nothing.here', undefined],
    ['', event],
  ])('reads %s', (path, expected) => {
    expect(readPath(event, path)).toEqual(expected);
  });

  it.each(['commerce.toString', 'commerce.constructor'])('gives undefined for %s', (path) => {
    expect(readPath(event, path)).toBeUndefined();
  });

  it('refuses a prototype name even where it is an own property', () => {
    expect(readPath(JSON.parse('{"__proto__":{"admin":true}}'), '__proto__.admin')).toBeUndefined();
  });

  it('never throws, whatever the value and the path', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (value, path) => {
        readPath(value, path);
      }),
    );
  });
});

describe('parsePath', () => {
  it('takes a path apart, the same again', () => {
    const keys = ['productListItems', 12, 'name'];
    expect(parsePath('productListItems[12].name')).toEqual(keys);
    expect(parsePath('productListItems[12].name')).toEqual(keys);
  });

  it.each(['__proto__', 'a.constructor', 'constructor.prototype', 'a..b', 'a.', 'a[', 'a[x]', 'a[0]b', '[0]', '.a'])(
    'refuses %s',
    (path) => {
      expect(parsePath(path)).toBeUndefined();
    },
  );
});

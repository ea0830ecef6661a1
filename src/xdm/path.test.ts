import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePath, readPath, writePath } from './path.ts';

const event = {
  commerce: { order: { priceTotal: 79, currencyCode: 'EUR' } },
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
    ['commerce[*].order', undefined],
    ['commerce.order.priceTotal.cents', undefined],
    ['nothing.here', undefined],
    ['', event],
  ])('reads %s', (path, expected) => {
    expect(readPath(event, path)).toEqual(expected);
  });

  it.each([
    'commerce.toString',
    '__proto__',
    'commerce.constructor',
    'constructor.prototype',
    'a..b',
    'a[',
    'a[x]',
    '[0]',
    '.a',
  ])('gives undefined for %s', (path) => {
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

describe('writePath', () => {
  it('sets a value in a copy and shares the rest', () => {
    const written = writePath(event, 'commerce.order.priceTotal', 5);
    expect(written.commerce.order).toEqual({ priceTotal: 5, currencyCode: 'EUR' });
    expect(event.commerce.order.priceTotal).toBe(79);
    expect(written.productListItems).toBe(event.productListItems);
  });

  it('makes missing objects and arrays', () => {
    expect(writePath({}, 'a.b[0].c', 1)).toEqual({ a: { b: [{ c: 1 }] } });
    expect(writePath({ a: 'text' }, 'a.b', 1)).toEqual({ a: { b: 1 } });
  });

  it.each(['', '__proto__.polluted', 'a.constructor.prototype.x', 'a[*]', 'a[5]', 'a..b'])("refuses '%s'", (path) => {
    expect(() => writePath({ a: [] }, path, 1)).toThrow(expect.objectContaining({ code: 'input-invalid' }));
    expect({}).not.toHaveProperty('polluted');
  });

  it('reads back what it wrote', () => {
    const name = fc.stringMatching(/^[a-z]{1,5}$/);
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), fc.jsonValue(), (names, leaf) => {
        const path = names.join('.');
        fc.pre(parsePath(path) !== undefined);
        expect(readPath(writePath({}, path, leaf), path)).toEqual(leaf);
      }),
    );
  });
});

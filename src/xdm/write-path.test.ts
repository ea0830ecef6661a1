import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePath, readPath } from './path.ts';
import { writePath } from './write-path.ts';

const event = {
  commerce: { order: { priceTotal: 79, currencyCode: 'EUR' } },
  productListItems: [{ SKU: 'A-1' }],
};

describe('writePath', () => {
  it('sets a value in a copy and shares the rest', () => {
    const written = writePath(event, 'commerce.order.priceTotal', 5);
    expect(written.commerce.order).toEqual({ priceTotal: 5, currencyCode: 'EUR' });
    expect(event.commerce.order.priceTotal).toBe(79);
    expect(written.productListItems).toBe(event.productListItems);
    expect(writePath(event, 'productListItems[0].SKU', 'B-2').productListItems).toEqual([{ SKU: 'B-2' }]);
    expect(event.productListItems).toEqual([{ SKU: 'A-1' }]);
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

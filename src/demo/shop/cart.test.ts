import { describe, expect, it } from 'vitest';
import { addToCart, setQuantity, totalsOf, withCode } from './cart.ts';

const empty = { lines: [] };

describe('the cart', () => {
  it('adds up lines of one product and takes them out at 0', () => {
    const cart = addToCart(addToCart(empty, 'MF-105', 1), 'MF-105', 2);
    expect(cart.lines).toEqual([{ sku: 'MF-105', quantity: 3 }]);
    expect(setQuantity(cart, 'MF-105', 0).lines).toEqual([]);
  });

  it('charges delivery below the limit and none from it on', () => {
    expect(totalsOf(addToCart(empty, 'MF-105', 1))).toMatchObject({ subtotal: 34, shipping: 4.9, total: 38.9 });
    expect(totalsOf(addToCart(empty, 'MF-101', 1))).toMatchObject({ subtotal: 89, shipping: 0, total: 89 });
    expect(totalsOf(empty).total).toBe(0);
  });

  it('takes a known code off the subtotal, to the cent, and ignores another', () => {
    const cart = addToCart(empty, 'MF-102', 1);
    expect(totalsOf(withCode(cart, 'STAY10'))).toMatchObject({ discount: 5.8, total: 57.1 });
    expect(withCode(cart, 'FREE')).toBe(cart);
  });

  it('delivers free of charge by a code', () => {
    const cart = withCode(addToCart(empty, 'MF-105', 1), 'SENTFREE');
    expect(totalsOf(cart)).toMatchObject({ subtotal: 34, discount: 0, shipping: 0, total: 34 });
  });
});

import { findProduct, shop } from '../catalogue.ts';

/** What lies in the cart. */
export interface Cart {
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  /** A code that an offer gave. */
  readonly code?: string;
}

/** The sums of a cart, in euros. */
export interface CartTotals {
  readonly count: number;
  readonly subtotal: number;
  readonly discount: number;
  readonly shipping: number;
  readonly total: number;
}

/** What a code gives. */
interface Code {
  /** Share of the subtotal that it takes off. */
  readonly discount: number;
  readonly freeDelivery: boolean;
}

const codes: ReadonlyMap<string, Code> = new Map([
  ['STAY10', { discount: 0.1, freeDelivery: false }],
  ['SENTFREE', { discount: 0, freeDelivery: true }],
]);

const emptyCart: Cart = { lines: [] };
const storageKey = 'morrow-and-fen-cart';
const mostOfOne = 9;

/** The cart with `quantity` more of a product. */
export function addToCart(cart: Cart, sku: string, quantity: number): Cart {
  const before = cart.lines.find((line) => line.sku === sku)?.quantity ?? 0;
  return setQuantity(cart, sku, before + quantity);
}

/** The cart with exactly `quantity` of a product; 0 takes it out. */
export function setQuantity(cart: Cart, sku: string, quantity: number): Cart {
  const line = { sku, quantity: Math.min(quantity, mostOfOne) };
  const known = cart.lines.some((other) => other.sku === sku);
  const lines = known ? cart.lines.map((other) => (other.sku === sku ? line : other)) : [...cart.lines, line];
  return { ...cart, lines: lines.filter((other) => other.quantity > 0) };
}

/** The cart with a code, if there is such a code. */
export function withCode(cart: Cart, code: string): Cart {
  return codes.has(code) ? { ...cart, code } : cart;
}

/** Adds up a cart. Shipping is free from the shop's limit on, counted before any discount. */
export function totalsOf(cart: Cart): CartTotals {
  const count = cart.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const subtotal = cart.lines.reduce((sum, { sku, quantity }) => sum + (findProduct(sku)?.price ?? 0) * quantity, 0);
  const code = codes.get(cart.code ?? '');
  const discount = Math.round(subtotal * (code?.discount ?? 0) * 100) / 100;
  const isFree = count === 0 || subtotal >= shop.freeShippingFrom || code?.freeDelivery === true;
  const shipping = isFree ? 0 : shop.shipping;
  return { count, subtotal, discount, shipping, total: Math.round((subtotal - discount + shipping) * 100) / 100 };
}

/** The cart as the device keeps it; empty when nothing or nonsense is kept. */
export function readCart(): Cart {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null');
    if (typeof kept !== 'object' || kept === null || !('lines' in kept) || !Array.isArray(kept.lines)) return emptyCart;
    const lines = kept.lines.flatMap((line: unknown) => {
      if (typeof line !== 'object' || line === null || !('sku' in line) || !('quantity' in line)) return [];
      const { sku, quantity } = line;
      const sound = typeof sku === 'string' && findProduct(sku) && Number.isInteger(quantity) && Number(quantity) > 0;
      return sound ? [{ sku, quantity: Math.min(Number(quantity), mostOfOne) }] : [];
    });
    const code = 'code' in kept && typeof kept.code === 'string' ? kept.code : '';
    return withCode({ lines }, code);
  } catch {
    return emptyCart;
  }
}

/** Keeps the cart on the device; where storage is refused the cart lasts as long as the page. */
export function saveCart(cart: Cart): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(cart));
  } catch {}
}

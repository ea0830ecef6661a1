import type { ProductListItem } from '../xdm/event.ts';
import { type Product, shop } from './catalogue.ts';

/** A line of a commerce event; the shop's pages and the simulator share it. */
export function toProductListItem(product: Product, quantity = 1): ProductListItem {
  return {
    SKU: product.sku,
    name: product.name,
    quantity,
    priceTotal: product.price * quantity,
    currencyCode: shop.currency,
    productCategories: [{ categoryID: product.category }],
  };
}

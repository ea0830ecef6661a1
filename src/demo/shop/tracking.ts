import type { ExperienceEventInput } from '../../xdm/event.ts';
import { findProduct } from '../catalogue.ts';
import { toProductListItem } from '../product-list-item.ts';
import type { Cart } from './cart.ts';

/** Hands a call to Edgewise, now or as soon as it has loaded. */
export function callEdgewise(call: readonly [method: string, ...args: unknown[]]): void {
  // The page's head made the queue; without it, as when a blocker removed it, the shop goes on all the same.
  const queue = (window as { edgewise?: { q?: { push(call: readonly unknown[]): unknown } } }).edgewise?.q;
  queue?.push(call);
}

/** What the shop reports of its cart, as XDM commerce measures. */
export type CommerceMeasure = 'productListAdds' | 'productListRemovals' | 'checkouts' | 'purchases';

/** Tracks one commerce event with its products. */
export function trackCommerce(measure: CommerceMeasure, lines: Cart['lines'], order?: Record<string, unknown>): void {
  const event: ExperienceEventInput = {
    eventType: `commerce.${measure}`,
    commerce: { [measure]: { value: 1 }, ...(order && { order }) },
    productListItems: lines.flatMap(({ sku, quantity }) => {
      const product = findProduct(sku);
      return product ? [toProductListItem(product, quantity)] : [];
    }),
  };
  callEdgewise(['track', event]);
}

import type { VisitEvent } from './visit.ts';

const visitMs = 1_800_000;
const categories = ['none', 'brewing', 'ware', 'grinding', 'leaf'];
const meanPrice = 56;

/** The row that the demo's services score, computed by hand. */
export function computeFeatures(all: readonly VisitEvent[], now: number): Float32Array {
  const events = all.filter(({ at }) => at > now - visitMs);
  const count = (type: VisitEvent['type']): number =>
    Math.min(20, events.filter((event) => event.type === type).length);
  const views = events.filter(({ type }) => type === 'product-view');
  const adds = events.filter(({ type }) => type === 'cart-add');
  const sum = (list: readonly VisitEvent[]): number => list.reduce((total, { price = 0 }) => total + price, 0);
  const lastView = views.at(-1);
  const lastCategory = events.findLast(({ category }) => category)?.category ?? 'none';
  return Float32Array.of(
    count('page-view'),
    Math.min(20, all.filter(({ type }) => type === 'page-view').length),
    count('product-view'),
    new Set(views.map(({ sku }) => sku)).size,
    views.length > 0 ? sum(views) / views.length : meanPrice,
    count('cart-add'),
    count('cart-removal'),
    Math.min(400, sum(adds)),
    count('checkout'),
    lastView ? (now - lastView.at) / 1000 : visitMs / 1000,
    ...categories.map((category) => Number(category === lastCategory)),
  );
}

import type { Activity } from '../../decisioning/activity.ts';
import { catalogue } from '../catalogue.ts';
import { renderPick } from '../pages/product-card.ts';
import { productPath } from '../pages/product-path.ts';
import { addedToCart } from './goals.ts';
import { toItem } from './to-item.ts';

/** How many of them a product page shows. */
export const picksShown = 3;

/** One for each product, ranked by how much the visitor has looked at its kind; the product that the page is about already is left out. */
export const picks: readonly Activity[] = catalogue.map((product) => ({
  id: `pick-${product.slug}`,
  scope: 'picks',
  priority: 1,
  rankBy: { var: `scores.category-interest.${product.category}` },
  status: 'live',
  audience: { condition: { '!=': [{ var: 'page.path' }, productPath(product)] } },
  selection: { type: 'first' },
  goal: addedToCart,
  experiences: [{ id: product.slug, items: [toItem(renderPick(product))] }],
}));

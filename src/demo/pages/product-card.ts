import type { Product } from '../catalogue.ts';
import { formatPrice } from '../shop/format.ts';
import { type Html, html } from './html.ts';

/** Where a product's picture lies. */
export function pictureUrl(product: Product): string {
  return `/pictures/${product.slug}.svg`;
}

/** A product in a list: picture, name, kind and price, all one link. */
export function renderProductCard(product: Product): Html {
  return html`<li class="card">
<a href="/product/${product.slug}.html">
<img src="${pictureUrl(product)}" alt="" width="480" height="480">
<h3>${product.name}</h3>
<p class="kind">${product.kind}</p>
<p class="price">${formatPrice(product.price)}</p>
</a>
</li>
`;
}

import type { Product } from '../catalogue.ts';
import { formatPrice } from '../shop/format.ts';
import { type Html, html } from './html.ts';
import { productPath } from './product-path.ts';

/** Where a product's picture lies. */
export function pictureUrl(product: Product): string {
  return `/pictures/${product.slug}.svg`;
}

/** A product in a list: picture, name, kind and price, all one link. */
export function renderProductCard(product: Product): Html {
  return html`<li class="card">
${renderLink(product)}
</li>
`;
}

/** The same as an element of its own, for a list that is put together on the page. */
export function renderPick(product: Product): Html {
  return html`<article class="card">
${renderLink(product)}
</article>
`;
}

function renderLink(product: Product): Html {
  return html`<a href="${productPath(product)}">
<img src="${pictureUrl(product)}" alt="" width="480" height="480">
<h3>${product.name}</h3>
<p class="kind">${product.kind}</p>
<p class="price">${formatPrice(product.price)}</p>
</a>`;
}

import { picksShown } from '../activities/picks.ts';
import { catalogue, type Product, shop } from '../catalogue.ts';
import { toProductListItem } from '../product-list-item.ts';
import { formatPrice } from '../shop/format.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';
import { renderPopInSlot } from './pop-in.ts';
import { pictureUrl, renderPick } from './product-card.ts';

/** `product/<slug>.html`. */
export function renderProduct(product: Product): string {
  const others = catalogue.filter(({ category }) => category !== product.category).slice(0, picksShown);
  const delivery =
    product.price >= shop.freeShippingFrom
      ? 'Delivered free in two to three working days'
      : `Delivered in two to three working days, ${formatPrice(shop.shipping)}`;
  return renderPage({
    page: 'product',
    title: product.name,
    description: `${product.name}: ${product.kind}.`,
    preload: [pictureUrl(product)],
    calls: [
      [
        'track',
        {
          eventType: 'commerce.productViews',
          commerce: { productViews: { value: 1 } },
          productListItems: [toProductListItem(product)],
        },
      ],
    ],
    main: html`<nav class="crumbs" aria-label="You are here"><a href="/">Home</a> <span aria-hidden="true">/</span> <a href="/#range">The range</a> <span aria-hidden="true">/</span> <span aria-current="page">${product.name}</span></nav>
<article class="product">
<img class="product-picture" src="${pictureUrl(product)}" alt="${product.pictureText}" width="480" height="480">
<div class="product-copy">
<h1>${product.name}</h1>
<p class="kind">${product.kind}</p>
<p class="product-price">${formatPrice(product.price)} <span>VAT included</span></p>
<form class="buy" data-add-to-cart="${product.sku}">
<label for="quantity">Quantity</label>
<select id="quantity" name="quantity">${[1, 2, 3, 4].map((count) => html`<option>${count}</option>`)}</select>
<button class="button" type="submit">Add to cart</button>
</form>
<p class="added" role="status" data-added></p>
<ul class="assurances"><li>In stock, ready to send</li><li>${delivery}</li><li>Thirty days to send it back</li></ul>
${product.description.map((paragraph) => html`<p>${paragraph}</p>\n`)}<dl class="facts">
${product.facts.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>\n`)}</dl>
</div>
</article>
<section class="section" aria-labelledby="others-title">
<div class="section-head"><h2 id="others-title">Goes well with it</h2></div>
<edgewise-slot scope="picks" max="${picksShown}"><div class="picks">
${others.map((other) => renderPick(other))}</div></edgewise-slot>
</section>
${renderPopInSlot()}`,
  });
}

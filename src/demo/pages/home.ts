import { catalogue, shop } from '../catalogue.ts';
import { formatPrice } from '../shop/format.ts';
import { defaultHero, renderHero } from './hero.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';
import { renderPopInSlot } from './pop-in.ts';
import { renderProductCard } from './product-card.ts';

/** `index.html`. */
export function renderHome(): string {
  return renderPage({
    page: 'home',
    description: 'Kettles, teapots, grinders and cups for people who like to make it themselves.',
    preload: [`/pictures/${defaultHero.picture}.svg`],
    main: html`<edgewise-slot scope="hero">${renderHero(defaultHero)}</edgewise-slot>
<section id="range" class="section" aria-labelledby="range-title">
<div class="section-head">
<h2 id="range-title">The range</h2>
<p>Eight things, each of which we use ourselves.</p>
</div>
<ul class="cards">
${catalogue.map((product) => renderProductCard(product))}</ul>
</section>
<section class="story" aria-labelledby="story-title">
<img src="/pictures/hero-welcome.svg" alt="A tea tin, a teapot and two mugs on a table" width="960" height="640">
<div>
<h2 id="story-title">Made to be mended</h2>
<p>A handle comes loose, a lid breaks. We keep every part of everything we sell for ten years, and post it to you for the price of the stamp.</p>
<p>So we would rather sell you one kettle than three.</p>
</div>
</section>
<section id="delivery" class="section promises" aria-labelledby="delivery-title">
<h2 id="delivery-title" class="visually-hidden">Delivery and returns</h2>
<div><h3>Delivery</h3><p>Two to three working days. ${formatPrice(shop.shipping)}, and free from ${formatPrice(shop.freeShippingFrom)}.</p></div>
<div><h3>Returns</h3><p>Thirty days, also once you have tried it. We pay the way back.</p></div>
<div><h3>Warranty</h3><p>Ten years on everything that does not break by falling.</p></div>
</section>
${renderPopInSlot()}`,
  });
}

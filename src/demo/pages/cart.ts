import { defaultCartOffer, renderCartOffer } from './cart-offer.ts';
import { html } from './html.ts';
import { renderPage } from './layout.ts';

/** `cart.html`; the shop's script fills in what lies in the cart. */
export function renderCart(): string {
  return renderPage({
    page: 'cart',
    title: 'Your cart',
    description: 'What you have chosen so far.',
    main: html`<div class="cart-page">
<h1>Your cart</h1>
<edgewise-slot scope="cart-discount">${renderCartOffer(defaultCartOffer)}</edgewise-slot>
<div class="cart-columns">
<section aria-label="Items">
<ul class="lines" data-cart-lines></ul>
<div class="empty" data-cart-empty hidden>
<p>Nothing here yet.</p>
<p data-cart-code></p>
<p><a class="button" href="/#range">See the range</a></p>
</div>
<noscript><p>The cart needs JavaScript.</p></noscript>
</section>
<section class="summary" aria-labelledby="summary-title" data-cart-summary hidden>
<h2 id="summary-title">Summary</h2>
<dl data-cart-totals></dl>
<button class="button" type="button" data-checkout>Check out</button>
<p class="small">VAT included. Pay by card, transfer or on collection.</p>
</section>
</div>
<p role="status" class="visually-hidden" data-cart-status></p>
</div>
<dialog class="checkout" data-checkout-dialog aria-labelledby="checkout-title">
<form method="dialog">
<h2 id="checkout-title">Place your order</h2>
<p data-checkout-sum></p>
<p>This is a demonstration: no address is asked for, nothing is charged and nothing is sent.</p>
<div class="checkout-actions">
<button class="button" value="order">Place order</button>
<button class="button-quiet" value="back">Back to the cart</button>
</div>
</form>
</dialog>`,
  });
}

/** `404.html`. */
export function renderMissing(): string {
  return renderPage({
    page: 'missing',
    title: 'Not found',
    description: 'This page is not here.',
    main: html`<div class="cart-page">
<h1>This page is not here</h1>
<p>It may have moved, or the address has a slip in it.</p>
<p><a class="button" href="/">To the shop</a></p>
</div>`,
  });
}

import { findProduct, type Product } from '../catalogue.ts';
import { html } from '../pages/html.ts';
import { type Cart, readCart, saveCart, setQuantity, totalsOf, withCode } from './cart.ts';
import { formatPrice } from './format.ts';
import { trackCommerce } from './tracking.ts';

/** Brings the cart page to life. `onChange` is called whenever the cart has changed. */
export function startCartPage(onChange: () => void): void {
  const part = (name: string) => document.querySelector<HTMLElement>(`[data-cart-${name}]`);
  const lines = part('lines');
  const dialog = document.querySelector<HTMLDialogElement>('[data-checkout-dialog]');
  if (!lines || !dialog) return;

  const say = (text: string): void => {
    const status = part('status');
    if (status) status.textContent = text;
  };
  const show = (cart: Cart): void => {
    const empty = cart.lines.length === 0;
    lines.innerHTML = html`${cart.lines.flatMap(({ sku, quantity }) => {
      const product = findProduct(sku);
      return product ? [renderLine(product, quantity)] : [];
    })}`.markup;
    part('empty')?.toggleAttribute('hidden', !empty);
    part('summary')?.toggleAttribute('hidden', empty);
    const code = part('code');
    if (code && cart.code) code.textContent = `The code ${cart.code} is kept for you; it comes off what you choose.`;
    const totals = part('totals');
    if (totals) totals.innerHTML = renderTotals(cart);
    const sum = dialog.querySelector('[data-checkout-sum]');
    if (sum) sum.textContent = `${formatPrice(totalsOf(cart).total)} in all, delivery included.`;
  };
  const change = (cart: Cart): void => {
    saveCart(cart);
    show(cart);
    onChange();
  };

  const code = new URLSearchParams(location.search).get('code');
  if (code) saveCart(withCode(readCart(), code));
  show(readCart());

  lines.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLSelectElement)) return;
    const sku = target.dataset.sku ?? '';
    const cart = readCart();
    const more = Number(target.value) - (cart.lines.find((line) => line.sku === sku)?.quantity ?? 0);
    trackCommerce(more > 0 ? 'productListAdds' : 'productListRemovals', [{ sku, quantity: Math.abs(more) }]);
    change(setQuantity(cart, sku, Number(target.value)));
    lines.querySelector<HTMLElement>(`select[data-sku="${CSS.escape(sku)}"]`)?.focus();
    say('Quantity changed.');
  });
  lines.addEventListener('click', ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return;
    const sku = target.dataset.sku ?? '';
    const cart = readCart();
    const quantity = cart.lines.find((line) => line.sku === sku)?.quantity ?? 1;
    trackCommerce('productListRemovals', [{ sku, quantity }]);
    change(setQuantity(cart, sku, 0));
    say(`${findProduct(sku)?.name ?? 'The item'} was taken out.`);
    document.querySelector<HTMLElement>('#main h1')?.focus();
  });
  document.querySelector('[data-checkout]')?.addEventListener('click', () => {
    trackCommerce('checkouts', readCart().lines);
    dialog.returnValue = '';
    dialog.showModal();
  });
  dialog.addEventListener('close', () => {
    if (dialog.returnValue !== 'order') return;
    const cart = readCart();
    trackCommerce('purchases', cart.lines, { priceTotal: totalsOf(cart).total, currencyCode: 'EUR' });
    change({ lines: [] });
    const heading = document.querySelector<HTMLElement>('#main h1');
    if (heading) heading.textContent = 'Thank you';
    const empty = part('empty')?.querySelector('p');
    if (empty)
      empty.textContent =
        'Your order is placed. As this is a demonstration, nothing was charged and nothing will be sent.';
    say('Your order is placed.');
    heading?.focus();
  });
}

function renderLine(product: Product, quantity: number) {
  const counts = Array.from({ length: Math.max(5, quantity) }, (_, index) => index + 1);
  return html`<li class="line">
<img src="/pictures/${product.slug}.svg" alt="" width="96" height="96">
<div>
<h2><a href="/product/${product.slug}.html">${product.name}</a></h2>
<p class="kind">${product.kind}</p>
<div class="line-actions">
<select data-sku="${product.sku}" aria-label="Quantity of ${product.name}">${counts.map((count) =>
    count === quantity ? html`<option selected>${count}</option>` : html`<option>${count}</option>`,
  )}</select>
<button type="button" data-sku="${product.sku}" aria-label="Remove ${product.name}">Remove</button>
</div>
</div>
<p class="line-price">${formatPrice(product.price * quantity)}</p>
</li>`;
}

function renderTotals(cart: Cart): string {
  const { subtotal, discount, shipping, total } = totalsOf(cart);
  return html`<div><dt>Subtotal</dt><dd>${formatPrice(subtotal)}</dd></div>
${discount > 0 ? html`<div class="discount"><dt>Code ${cart.code ?? ''}</dt><dd>−${formatPrice(discount)}</dd></div>` : ''}
<div><dt>Delivery</dt><dd>${shipping > 0 ? formatPrice(shipping) : 'Free'}</dd></div>
<div class="total"><dt>Total</dt><dd>${formatPrice(total)}</dd></div>`.markup;
}

import { addToCart, readCart, saveCart, totalsOf } from './cart.ts';
import { startCartPage } from './cart-page.ts';
import { callEdgewise, trackCommerce } from './tracking.ts';

/** The number in the header. */
function showCartCount(): void {
  const { count } = totalsOf(readCart());
  for (const badge of document.querySelectorAll<HTMLElement>('[data-cart-count]')) {
    badge.textContent = String(count);
    badge.hidden = count === 0;
  }
}

function startProductPage(form: HTMLFormElement): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const sku = form.dataset.addToCart ?? '';
    const quantity = Number(new FormData(form).get('quantity')) || 1;
    saveCart(addToCart(readCart(), sku, quantity));
    trackCommerce('productListAdds', [{ sku, quantity }]);
    showCartCount();
    const said = document.querySelector('[data-added]');
    if (!said) return;
    const link = Object.assign(document.createElement('a'), { href: '/cart.html', textContent: 'See your cart' });
    // Short enough for one line on every screen, the space of which is reserved.
    said.replaceChildren('Added. ', link);
  });
}

/** The button that opens Edgewise's overlay with all that this page was told so far: the first decision comes before this script. */
function addOverlayButton(): void {
  const button = Object.assign(document.createElement('button'), {
    type: 'button',
    className: 'overlay-button',
    textContent: 'How this page decided',
  });
  button.addEventListener('click', () => {
    // Safari does not focus what is clicked, and the overlay gives the focus back.
    button.focus();
    callEdgewise(['debug', (window as { edgewiseLog?: unknown }).edgewiseLog]);
  });
  document.body.append(button);
}

document.querySelector('edgewise-slot[scope="pop-in"]')?.addEventListener('click', ({ target }) => {
  if (target instanceof Element && target.matches('[data-close]')) target.closest('.pop-in')?.remove();
});
document.querySelector<HTMLElement>('#main h1')?.setAttribute('tabindex', '-1');
const buyForm = document.querySelector<HTMLFormElement>('[data-add-to-cart]');
if (buyForm) startProductPage(buyForm);
if (document.body.dataset.page === 'cart') startCartPage(showCartCount);
showCartCount();
// Another tab may have changed the cart, and so may this one before the visitor came back.
addEventListener('storage', showCartCount);
addEventListener('pageshow', ({ persisted }) => persisted && showCartCount());
addOverlayButton();

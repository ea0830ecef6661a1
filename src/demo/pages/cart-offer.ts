import { type Html, html } from './html.ts';

/** A strip in the cart: a promise or an offer, and at most one link. */
export interface CartOffer {
  readonly title: string;
  readonly text: string;
  readonly link?: { readonly text: string; readonly href: string };
}

/** The default content of the cart-discount slot. */
export const defaultCartOffer: CartOffer = {
  title: 'Packed by hand, today',
  text: 'Ordered by three in the afternoon, it leaves our shop the same day.',
};

/** The strip's markup; default content and experiences share it, so that both fill the same space. */
export function renderCartOffer({ title, text, link }: CartOffer): Html {
  return html`<div class="offer">
<div>
<h2>${title}</h2>
<p>${text}</p>
</div>
${link ? html`<p><a class="button" href="${link.href}">${link.text}</a></p>` : ''}
</div>`;
}

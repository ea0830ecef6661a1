import { type Html, html } from './html.ts';

/** A card in the corner of the page. */
interface PopIn {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly href: string;
  /** Name of the picture without its ending. */
  readonly picture: string;
}

/** The place of the pop-in: it lies over the page, and has no default content, so that it takes no room. */
export function renderPopInSlot(): Html {
  return html`<edgewise-slot scope="pop-in" grow></edgewise-slot>`;
}

/** The card's markup; the shop's script closes it. */
export function renderPopIn({ title, text, action, href, picture }: PopIn): Html {
  return html`<aside class="pop-in" aria-label="${title}">
<img src="/pictures/${picture}.svg" alt="" width="88" height="88">
<div>
<h2>${title}</h2>
<p>${text}</p>
<p><a class="button" href="${href}">${action}</a></p>
</div>
<button type="button" class="pop-in-close" data-close aria-label="Close">×</button>
</aside>`;
}

import { shop } from '../catalogue.ts';
import { pageTitle } from '../page-title.ts';
import { formatPrice } from '../shop/format.ts';
import { type Html, html, raw } from './html.ts';

/** What a page of the shop is made of. */
export interface PageParts {
  /** The page's name in its title; the home page has none. */
  readonly title?: string;
  readonly description: string;
  readonly main: Html;
  /** Names the page to the shop's script. */
  readonly page: 'home' | 'product' | 'cart' | 'missing';
  /** Calls that wait for Edgewise, such as `track`: they run before the page's first decision. */
  readonly calls?: readonly (readonly unknown[])[];
  /** Pictures that the first screen shows. */
  readonly preload?: readonly string[];
}

/** No paint before the header is whole: its right half would move with each link that the parser brings. */
const headerFirst = '<link rel="expect" href="#main" blocking="render">';

/** Hides slots from the first paint, and reveals them when the decision budget ends even if no script ever loads. */
const slotStyle =
  'edgewise-slot:not(:defined){display:flow-root;visibility:hidden;clip-path:inset(50%);animation:edgewise-reveal 0s 100ms forwards!important}@keyframes edgewise-reveal{to{visibility:visible;clip-path:none}}';

/**
 * The queue that calls wait in until Edgewise has loaded. The first decision may come before the shop's own script,
 * so it is kept here for the overlay.
 */
const stub =
  "window.edgewise=window.edgewise||{q:[]};window.edgewiseLog=[];for(const name of ['ready','decision','filled','measured','display','interact','convert','error'])edgewise.q.push(['on',name,detail=>edgewiseLog.push([name,detail])]);";

/** The whole document of one page. */
export function renderPage({ title, description, main, page, calls = [], preload = [] }: PageParts): string {
  // `<` could otherwise end the script element from inside a string.
  const queued = calls.map((call) => `edgewise.q.push(${JSON.stringify(call).replaceAll('<', '\\u003c')});`).join('');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${pageTitle(title)}</title>
<meta name="description" content="${description}">
<meta name="theme-color" content="#fbf8f3">
${raw(headerFirst)}
<style>${raw(slotStyle)}</style>
<script>${raw(stub + queued)}</script>
<script async src="/edgewise/edgewise.js" data-manifest-url="/edgewise/manifest.json" data-reporters="dataLayer" data-preview></script>
${preload.map((href) => html`<link rel="preload" href="${href}" as="image">\n`)}<link rel="stylesheet" href="/shop.css">
<link rel="icon" href="/pictures/mark.svg" type="image/svg+xml">
<script type="module" src="/shop.js"></script>
</head>
<body data-page="${page}">
<a class="skip" href="#main">Skip to the content</a>
<header>
<p class="notice">Free delivery from ${formatPrice(shop.freeShippingFrom)} · Send it back within 30 days</p>
<div class="site-header">
<a class="wordmark" href="/"><img src="/pictures/mark.svg" alt="" width="34" height="34"><span>${shop.name}</span></a>
<nav aria-label="Main">
<a href="/#range">The range</a>
<a class="nav-wide" href="/#delivery">Delivery and returns</a>
<a class="cart-link" href="/cart.html"><svg aria-hidden="true" viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"><path d="M5.5 8.5h13l1 12h-15z"/><path d="M8.5 11V7a3.5 3.5 0 0 1 7 0v4"/></svg><span>Cart</span><span class="cart-count" data-cart-count hidden></span></a>
</nav>
</div>
</header>
<main id="main">
${main}
</main>
<footer class="site-footer">
<div>
<p class="footer-name">${shop.name}</p>
<p>${shop.tagline}, made to be used every day and mended when it needs it.</p>
</div>
<div>
<h2>The shop</h2>
<p>Open Tuesday to Saturday, 10 to 18<br>Mill Lane 4, by the old bridge</p>
</div>
<div>
<h2>A demonstration</h2>
<p>${shop.name} is made up: nothing is sold and nothing is charged. What it shows you is decided on this device by Edgewise.</p>
</div>
</footer>
</body>
</html>
`.markup;
}

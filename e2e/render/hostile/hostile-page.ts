import type { Item } from '../../../src/decisioning/activity.ts';
import type { BrowserSession } from '../../support/browser-session.ts';
import { publishItems } from '../../support/experience.ts';
import type { Site } from '../../support/fixtures.ts';
import { shopPage } from '../../support/shop-page.ts';

/** A call that tells the page that it ran; without characters that would have to be quoted anywhere. */
export const callOf = (number: number): string => `run(${number})`;

/** A file that comes before all else: `run` gathers what ran, and the page is never left by a click. */
const guard = `window.ran = [];
window.run = (number) => ran.push(number);
const runs = (address) => URL.canParse(address, location.href) && new URL(address, location.href).protocol === 'javascript:';
// WebKit follows links by any auxclick too, and those that MathML's elements are.
for (const name of ['click', 'auxclick']) addEventListener(name, (event) => {
  const link = event.target.closest?.('a, area, [href]');
  if (link && !runs(link.getAttribute('href') ?? link.getAttribute('xlink:href') ?? '')) event.preventDefault();
}, true);
addEventListener('submit', (event) => {
  const form = Element.prototype.getAttribute.call(event.target, 'action');
  if (!runs(event.submitter?.getAttribute('formaction') ?? form ?? '')) event.preventDefault();
}, true);`;

/**
 * What a visitor could do to the page: every element is clicked, hovered, focused and told of every event that a handler may wait for. Resolves once
 * what loads or fails by itself has had its turn: a picture that is asked for last has failed.
 */
const provoke = `
  const everything = [...document.querySelectorAll('*')].filter((element) => !element.closest('head'));
  const events = ['load', 'error', 'toggle', 'beforetoggle', 'focus', 'focusin', 'blur', 'mouseover', 'mousemove', 'pointerover', 'pointerenter',
    'keydown', 'input', 'paste', 'copy', 'scroll', 'wheel', 'touchstart', 'dragstart', 'begin', 'start', 'bounce',
    'invalid', 'close', 'cancel', 'auxclick', 'loadstart', 'contentvisibilityautostatechange', 'scrollend', 'pageshow', 'reset', 'formdata'];
  for (const element of everything) {
    for (const name of events) element.dispatchEvent(new Event(name, { cancelable: true }));
    element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    HTMLElement.prototype.click.call(element instanceof HTMLElement ? element : document.body);
    HTMLElement.prototype.focus.call(element instanceof HTMLElement ? element : document.body);
  }
  await new Promise((done) => {
    const last = new Image();
    last.onerror = done;
    last.src = '/missing-last';
  });
  await new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done))));`;

/** What is left in the document that would run in any of today's browsers, whether or not it has been provoked. */
const findActive = `
  const isActive = ({ name, value, ownerElement }) =>
    (name.startsWith('on') && (name in ownerElement || name in window)) || name === 'srcdoc' ||
    (!(ownerElement instanceof HTMLUnknownElement) && /^(href|xlink:href|action|formaction|data)$/.test(name) && /^[\\u0000-\\u0020]*j\\s*a\\s*v\\s*a\\s*s\\s*c\\s*r\\s*i\\s*p\\s*t\\s*:/i.test(value));
  // A form may hold an input of any name, which would stand for the form's own property.
  const attributesOf = Object.getOwnPropertyDescriptor(Element.prototype, 'attributes').get;
  const changed = [...document.querySelectorAll('edgewise-slot *, #targets *')].filter((element) => !element.hasAttribute('data-own'));
  return [...new Set(changed.flatMap((element) => [
    ...(/^(script|iframe|frame|object|embed|base|meta|link|style)$/i.test(element.localName) ? [element.outerHTML.slice(0, 120)] : []),
    ...[...attributesOf.call(element)].filter(isActive).map(({ name, value }) => element.localName + ' ' + name + '=' + value.slice(0, 80)),
  ]))];`;

/** What became of hostile content on a page. */
export interface Outcome {
  /** Numbers of the calls that ran. */
  readonly ran: readonly number[];
  /** What is left that could run. */
  readonly active: readonly string[];
  readonly leftPage: boolean;
  /** How many decisions were made, so that nothing passes because nothing happened. */
  readonly decided: number;
  /** What the page was told, but for storage that is slow to open while so much is done to the page. */
  readonly errors: readonly string[];
}

/** For the page's head: makes a browser one that cannot sanitise by itself. */
export const withoutSetHtml = '<script>delete Element.prototype.setHTML</script>';

/** Shows items in slots and on `targets`, provokes whatever could run, and tells what did. */
export async function showHostile(
  browser: BrowserSession,
  site: Site,
  items: Readonly<Record<string, readonly Item[]>>,
  targets = '',
  head = '',
): Promise<Outcome> {
  site.publish(await publishItems(items));
  site.set('/guard.js', guard);
  const slots = Object.keys(items).filter((scope) => scope !== 'page');
  const asked = 'page' in items ? `edgewise.q.push(['decide', { scopes: ['page'] }]);` : '';
  site.set('/ask.js', asked);
  const page = shopPage({ attributes: { 'data-track-page-views': 'false' } })
    .replace('<head>', `<head>${head}`)
    .replace('</head>', '<script src="/guard.js"></script></head>')
    .replace(
      '</body>',
      `<div id="targets">${targets}</div>${slots.map((scope) => `<edgewise-slot scope="${scope}">default</edgewise-slot>`).join('')}
<script src="/ask.js"></script></body>`,
    );
  site.set('/', page);
  await browser.open('about:blank');
  await browser.open(site.origin);
  return browser.evaluate<Outcome>(`
    const until = async (holds) => { while (!holds()) await new Promise((done) => setTimeout(done, 20)); };
    // The page has a slot of its own, which may be decided before all of these.
    const isDecided = (scope) => seen.decisions.some(({ scopes }) => scopes.includes(scope));
    await until(() => ${JSON.stringify(Object.keys(items))}.every(isDecided));
    await until(() => seen.filled.length >= ${slots.length});
    ${provoke}
    const active = (() => {${findActive}})();
    return { ran, active, leftPage: location.pathname !== '/' || location.origin !== ${JSON.stringify(site.origin)},
      decided: seen.decisions.length, errors: seen.errors.filter(({ code }) => code !== 'storage-unavailable').map(({ message }) => message) };`);
}

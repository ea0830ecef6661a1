import { htmlContentItem } from '../../src/decisioning/activity.ts';
import { act, publishItems } from '../support/experience.ts';
import { expect, test } from '../support/fixtures.ts';
import { inEachBrowser } from '../support/in-each-browser.ts';
import { shopPage } from '../support/shop-page.ts';

/** What libraries that many shops still have put in place of the browser's own, as code that runs in the page before Edgewise's. */
const replacements = {
  'Prototype 1.7, whose Array.from takes no function': `Array.from = (list) => [].slice.call(list);`,
  'MooTools 1.4, whose Document is a type of its own': `window.Document = function () {};
    Array.from = (item) => (item == null ? [] : Array.isArray(item) ? item : [item]);`,
};

const gatherUncaught = `window.uncaught = [];
  for (const type of ['error', 'unhandledrejection'])
    addEventListener(type, ({ message, reason }) => uncaught.push(message ?? String(reason)));`;

/** A page with a slot and a heading to be changed, whose scripts run `code` before anything of Edgewise's. */
const pageWith = (code: string): string =>
  shopPage({ attributes: { 'data-preview': '' } })
    .replace('<head>', `<head><script>${gatherUncaught}${code}</script>`)
    .replace('</body>', `<script>edgewise.q.push(['decide', { scopes: ['page'] }])</script></body>`);

const publishOffers = () =>
  publishItems({
    hero: [{ schema: htmlContentItem, data: { content: '<p>Offer</p>' } }],
    page: [act('setText', 'h1', 'Changed')],
  });

inEachBrowser((browser) => {
  for (const [name, code] of Object.entries(replacements)) {
    test(`a page with ${name}: it is decided, shown and counted all the same`, async ({ site }) => {
      site.publish(await publishOffers());
      site.set('/', pageWith(code));
      await browser.session.open(`${site.origin}/?edgewise-debug`);
      const read = `return {
        shown: ['edgewise-slot', 'h1'].map((selector) => document.querySelector(selector).innerText.trim()),
        overlay: !!document.querySelector('edgewise-overlay'),
        displayed: seen.outcomes.map(({ proposition }) => proposition.scope).sort(),
        failed: [...seen.errors.map(({ message }) => message), ...uncaught],
      };`;
      await expect
        .poll(() => browser.session.evaluate(read))
        .toEqual({ shown: ['Offer', 'Changed'], overlay: true, displayed: ['hero', 'page'], failed: [] });
    });
  }

  test('a page without IntersectionObserver: it is shown what was decided, and hears of one error', async ({
    site,
  }) => {
    site.publish(await publishOffers());
    site.set('/', pageWith('delete window.IntersectionObserver;'));
    await browser.session.open(site.origin);
    const read = `return {
      shown: ['edgewise-slot', 'h1'].map((selector) => document.querySelector(selector).innerText.trim()),
      errors: seen.errors.map(({ code }) => code),
      uncaught,
    };`;
    await expect
      .poll(() => browser.session.evaluate(read))
      .toEqual({ shown: ['Offer', 'Changed'], errors: ['engine-failed'], uncaught: [] });
  });
});

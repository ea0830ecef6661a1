import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { htmlContentItem } from '../../src/decisioning/activity.ts';
import { act, publishItems } from '../support/experience.ts';
import { expect, test } from '../support/fixtures.ts';
import { inEachBrowser } from '../support/in-each-browser.ts';
import { shopPage } from '../support/shop-page.ts';

const sources = fileURLToPath(new URL('../../src/', import.meta.url));

/** What the page's part of Edgewise, and the sanitizer, read of the document. */
async function readOfDocument(): Promise<string[]> {
  const names = new Set(['nodeType', 'implementation', 'createNodeIterator']);
  for (const folder of ['page', 'adapters']) {
    for (const path of await readdir(sources + folder, { recursive: true })) {
      if (!path.endsWith('.ts')) continue;
      const source = await readFile(`${sources}${folder}/${path}`, 'utf8');
      for (const [, name = ''] of source.matchAll(/\bdocument\.(\w+)/g)) names.add(name);
    }
  }
  return [...names];
}

/** Elements that stand for the tag on a window that has none yet. */
const namesakesOfTheTag = {
  'a form with a field named as a method': '<form id="edgewise"><input name="track"></form>',
  'a frame of another origin': '<iframe name="edgewise" src="data:text/html," hidden></iframe>',
};

/** Forms, pictures and frames stand for what the document has of their name. */
const namesakes = (name: string): string =>
  `<form name="${name}"></form><img name="${name}" alt=""><iframe name="${name}" hidden></iframe>`;

inEachBrowser((browser) => {
  test('content that takes the names of what the document has changes nothing', async ({ site }) => {
    const names = await readOfDocument();
    expect(names).toEqual(expect.arrayContaining(['title', 'createElement', 'visibilityState']));
    site.publish(
      await publishItems({
        hero: [{ schema: htmlContentItem, data: { content: '<p>Offer</p>' } }],
        page: [act('setText', 'h1', 'Changed'), act('appendHtml', '#more', 'more <b>of it</b>')],
      }),
    );
    const decide = `<script>edgewise.q.push(['decide', { scopes: ['page'] }])</script>`;
    const page = shopPage({ attributes: { 'data-preview': '' } })
      .replace('<script async', `${names.map(namesakes).join('')}<script async`)
      .replace('</body>', `<p id="more"></p>${decide}</body>`);
    site.set('/', page);
    await browser.session.open(`${site.origin}/?edgewise-debug`);
    const read = `
      const find = (selector) => Document.prototype.querySelector.call(document, selector);
      return {
        shown: [...['edgewise-slot', 'h1', '#more'].map((selector) => find(selector)?.innerText.trim())],
        overlay: !!find('edgewise-overlay'),
        displayed: seen.outcomes.map(({ proposition }) => proposition.scope).sort(),
        errors: seen.errors,
        title: seen.decisions[0]?.events[0]?.web.webPageDetails.name,
      };`;
    await expect
      .poll(() => browser.session.evaluate(read))
      .toEqual({
        shown: ['Offer', 'Changed', 'more of it'],
        overlay: true,
        displayed: ['hero', 'page'],
        errors: [],
        title: 'Shop',
      });
  });

  for (const [name, element] of Object.entries(namesakesOfTheTag)) {
    test(`${name} that takes the name of the tag changes nothing`, async ({ site }) => {
      site.publish(await publishItems({ hero: [{ schema: htmlContentItem, data: { content: '<p>Offer</p>' } }] }));
      site.set('/', shopPage().replace('<script src="/listen.js"></script>', element));
      await browser.session.open(site.origin);
      const read = `return document.querySelector('edgewise-slot').innerText.trim()`;
      await expect.poll(() => browser.session.evaluate(read)).toBe('Offer');
      expect(await browser.session.evaluate('return (await edgewise.ready).status')).toBe('complete');
    });
  }
});

import { htmlContentItem } from '../../src/decisioning/activity.ts';
import { publishItems } from '../support/experience.ts';
import { expect, test } from '../support/fixtures.ts';
import { inEachBrowser } from '../support/in-each-browser.ts';
import { manifestPath, shopPage } from '../support/shop-page.ts';
import { defaultContent } from '../support/tiny-service.ts';

const offer = 'Offer for everybody';
/** The shop's page as text in a script. */
const written = JSON.stringify(shopPage()).replaceAll('</', '<\\/');
const write = `document.open(); document.write(${written}); document.close();`;
const withoutTag = shopPage().replace(/<script async.*?<\/script>/, '');

/** Ways in which a page comes about other than by a navigation to it with its tag in it. */
const pages: Readonly<Record<string, string>> = {
  'document-write': `<!doctype html><script>document.write(${written})</script>`,
  'document-write-after-load': `<!doctype html><script>onload = () => setTimeout(() => { ${write} })</script>`,
  srcdoc: `<!doctype html><iframe></iframe><script>document.querySelector('iframe').srcdoc = ${written}</script>`,
  'frame-document-write': `<!doctype html><iframe></iframe><script>{
    const { contentDocument: document } = window.document.querySelector('iframe');
    ${write}
  }</script>`,
  // As tag managers insert it.
  'tag-after-load': `${withoutTag}<script>onload = () => setTimeout(() => {
    const tag = document.createElement('script');
    Object.assign(tag.dataset, { manifestUrl: '${manifestPath}', decisionBudgetMs: 20_000 });
    tag.src = '/edgewise/edgewise.js';
    document.head.append(tag);
  })</script>`,
};

const read = `
  const frame = document.querySelector('iframe');
  const view = frame ? frame.contentWindow : window;
  return {
    shown: view.document.querySelector('edgewise-slot')?.innerText.trim(),
    errors: view.seen?.errors,
    filled: view.seen?.filled,
  };`;

inEachBrowser((browser) => {
  test.beforeEach(async ({ site }) => {
    site.publish(await publishItems({ hero: [{ schema: htmlContentItem, data: { content: offer } }] }));
  });

  test('fills the slots of pages that are written, framed, or given the tag late', async ({ site }) => {
    for (const [path, body] of Object.entries(pages)) {
      // What a frame by srcdoc has from its page: a worker by a blob is none of its own.
      const headers = { 'content-security-policy': `worker-src 'self'` };
      site.set(`/${path}`, { body, headers });
      await browser.session.open(`${site.origin}/${path}`);
      await expect
        .poll(() => browser.session.evaluate(read), path)
        .toEqual({ shown: offer, errors: [], filled: ['hero'] });
    }
  });

  test('a slot that is moved into another document shows its default content alone, there and back', async ({
    site,
  }) => {
    await browser.session.open(site.origin);
    await expect.poll(() => browser.session.evaluate(read)).toMatchObject({ shown: offer });
    const shown = await browser.session.evaluate(`
      const slot = document.querySelector('edgewise-slot');
      const frame = document.body.appendChild(document.createElement('iframe'));
      return [frame.contentDocument, document].map(({ body }) => {
        body.append(slot);
        return slot.innerText.trim();
      });
    `);
    expect(shown).toEqual([defaultContent, defaultContent]);
  });
});

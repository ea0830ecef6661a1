import { htmlContentItem } from '../../src/decisioning/activity.ts';
import { publishItems } from '../support/experience.ts';
import { expect, type Site, test } from '../support/fixtures.ts';
import { inEachBrowser } from '../support/in-each-browser.ts';
import { shopPage } from '../support/shop-page.ts';

/** As DOMPurify does where the shop has it: a second policy of one name is refused. */
const ownPolicy = `window.own = 'none yet';
try {
  trustedTypes.createPolicy('dompurify', { createHTML: (html) => html });
  own = 'made';
} catch (error) {
  own = String(error);
}`;

/** A page whose own script makes its policy `before` the tag or once Edgewise has filled the slot. */
function serve(site: Site, allowed: string, before = true): void {
  const listen = `edgewise.q.push(['on', 'filled', () => { ${ownPolicy} }])`;
  site.set('/own.js', before ? ownPolicy : listen);
  site.set('/', {
    body: shopPage().replace('<script async', '<script src="/own.js"></script><script async'),
    headers: { 'content-security-policy': `require-trusted-types-for 'script'; trusted-types ${allowed}` },
  });
}

const read = `return {
  shown: document.querySelector('edgewise-slot').innerText.trim(),
  marked: document.querySelector('edgewise-slot b')?.textContent,
  errors: seen.errors.map(({ message }) => message),
  own: window.own,
}`;

inEachBrowser((browser) => {
  test.beforeEach(async ({ site }) => {
    const content = '<p>Offer for <b>everybody</b></p>';
    site.publish(await publishItems({ hero: [{ schema: htmlContentItem, data: { content } }] }));
  });

  for (const before of [true, false])
    test(`a shop that sanitises by a DOMPurify of its own, ${before ? 'before' : 'after'} Edgewise, and an offer have each a policy`, async ({
      site,
    }) => {
      serve(site, 'edgewise edgewise-sanitizer dompurify', before);
      await browser.session.open(site.origin);
      await expect
        .poll(() => browser.session.evaluate(read))
        .toEqual({ shown: 'Offer for everybody', marked: 'everybody', errors: [], own: 'made' });
    });

  test('an offer is text where the page forbids the policy of what sanitises it', async ({ site }) => {
    serve(site, 'edgewise dompurify');
    await browser.session.open(site.origin);
    await expect
      .poll(() => browser.session.evaluate<{ shown: string }>(read))
      .toMatchObject({ shown: expect.stringMatching(/^Offer for\s+everybody$/) });
    const { errors } = await browser.session.evaluate<{ errors: string[] }>(read);
    const sanitisesItself = await browser.session.evaluate(`return 'setHTML' in Element.prototype`);
    // Why is the browser's to say.
    const refused = expect.stringMatching(
      /^sanitizer.js could not be loaded \(\w+: .*policy.*\); serve it beside edgewise.js$/i,
    );
    expect(errors).toEqual(sanitisesItself ? [] : [refused]);
  });
});

import { createHash } from 'node:crypto';
import { htmlContentItem } from '../../src/decisioning/activity.ts';
import { publishItems } from '../support/experience.ts';
import { expect, test } from '../support/fixtures.ts';
import { inEachBrowser } from '../support/in-each-browser.ts';
import { manifestPath, shopPage } from '../support/shop-page.ts';

/** Default content that makes itself visible whatever stands around it, as carousels do. */
const carousel = `<style>.carousel { visibility: visible }</style>
<edgewise-slot scope="hero"><div class="carousel"><a href="#default">Default content</a></div></edgewise-slot>`;
const offer = '<a href="#offer">Offer</a>';

/** The link that a visitor finds in the middle of the default content's, and whether the keyboard reaches that. */
const reach = `
  const link = document.querySelector('[href="#default"]');
  const { x, y, width, height } = link.getBoundingClientRect();
  const found = document.elementFromPoint(x + width / 4, y + height / 2)?.closest('a')?.textContent ?? '';
  link.focus();
  return { found, focused: document.activeElement === link };`;

inEachBrowser((browser) => {
  test('default content that makes itself visible is out of reach while it waits, and under an experience', async ({
    site,
  }) => {
    const published = await publishItems({ hero: [{ schema: htmlContentItem, data: { content: offer } }] });
    site.publish(published);
    site.set('/', shopPage({ body: carousel }));
    const answer = site.hold(manifestPath, { body: published.document });
    await browser.session.open(site.origin);
    await expect.poll(() => browser.session.evaluate(`return !!customElements.get('edgewise-slot')`)).toBe(true);
    expect(await browser.session.evaluate(reach), 'while it waits').toEqual({ found: '', focused: false });
    answer();
    await expect.poll(() => browser.session.evaluate('return seen.filled')).toEqual(['hero']);
    expect(await browser.session.evaluate(reach), 'under an experience').toEqual({ found: 'Offer', focused: false });

    site.set('/other', shopPage({ body: carousel.replace('hero', 'other') }));
    await browser.session.open(`${site.origin}/other`);
    await expect.poll(() => browser.session.evaluate('return seen.decisions.length')).toBeGreaterThan(0);
    expect(await browser.session.evaluate(reach), 'where it stays').toEqual({
      found: 'Default content',
      focused: true,
    });
  });

  test('default content that a script brings is invisible at once, whatever the script asks the page for meanwhile', async ({
    site,
  }) => {
    await browser.session.open(site.origin);
    await expect.poll(() => browser.session.evaluate(`return !!customElements.get('edgewise-slot')`)).toBe(true);
    const visibility = await browser.session.evaluate(`
      const slot = document.createElement('edgewise-slot');
      slot.innerHTML = '<p>Default content</p>';
      document.body.getBoundingClientRect();
      document.body.append(slot);
      return getComputedStyle(slot.firstChild).visibility;`);
    expect(visibility).toBe('hidden');
  });
});

test('nothing is seen of default content that makes itself visible, from the first paint on', async ({
  page,
  site,
}) => {
  const slot = { x: 0, y: 100, width: 600, height: 100 };
  const look = async () =>
    createHash('sha256')
      .update(await page.screenshot({ clip: slot }))
      .digest('hex');
  const nothing = await look();
  site.publish(await publishItems({ hero: [{ schema: htmlContentItem, data: { content: offer } }] }));
  site.set('/', shopPage({ body: `<h1>Shop</h1><div style="position: absolute; top: 120px">${carousel}</div>` }));
  const load = site.hold('/edgewise/edgewise.js');
  const answer = site.hold(manifestPath);
  await page.goto(site.origin, { waitUntil: 'commit' });
  await page.waitForFunction(`performance.getEntriesByType('paint').length > 0`);
  expect(await look(), 'before the tag').toBe(nothing);
  load();
  await page.waitForFunction(`customElements.get('edgewise-slot')`);
  expect(await look(), 'while it waits').toBe(nothing);
  await page.evaluate('edgewise.dispose()');
  expect(await look(), 'where it stays').not.toBe(nothing);
  answer();
});

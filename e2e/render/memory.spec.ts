import { htmlContentItem } from '../../src/decisioning/activity.ts';
import { publishItems } from '../support/experience.ts';
import { expect, test } from '../support/fixtures.ts';
import { manifestPath } from '../support/shop-page.ts';

const views = 30;

/** Goes from view to view as a single-page app does, as soon as the slot of each is filled. */
const walk = `(async () => {
  window.logs = [];
  edgewise.on('decision', ({ events }) => logs.push(new WeakRef(events)));
  for (let view = 0; view < ${views}; view++) {
    history.pushState(null, '', '/products/' + view);
    const filled = new Promise((resolve) => {
      const off = edgewise.on('filled', () => resolve(off()));
    });
    document.querySelector('main').innerHTML = '<edgewise-slot scope="hero">Welcome</edgewise-slot>';
    await filled;
    // Delivery hears of it once it was painted.
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  }
  return logs.length;
})()`;

for (const [name, style] of [
  ['left before anybody could read them', ''],
  ['below the fold', 'margin-top: 5000px'],
]) {
  test(`a single-page app does not keep the decisions of slots that were ${name}`, async ({ page, site }) => {
    site.publish(await publishItems({ hero: [{ schema: htmlContentItem, data: { content: '<p>Offer</p>' } }] }));
    site.set(
      '/',
      `<!doctype html><title>Shop</title>
<script async src="/edgewise/edgewise.js" data-manifest-url="${manifestPath}" data-decision-budget-ms="20000"></script>
<main style="${style}"></main>`,
    );
    await page.goto(site.origin);
    await page.waitForFunction('window.edgewise?.decide');
    expect(await page.evaluate(walk)).toBe(views);
    await expect
      .poll(async () => {
        // What an observer of elements that are gone holds goes with a frame.
        await page.evaluate('new Promise(requestAnimationFrame)');
        await page.requestGC();
        return page.evaluate('logs.filter((log) => log.deref()).length');
      })
      .toBeLessThanOrEqual(3);
  });
}

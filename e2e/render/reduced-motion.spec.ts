import { readFileSync } from 'node:fs';
import { htmlContentItem } from '../../src/decisioning/activity.ts';
import { act, publishItems } from '../support/experience.ts';
import { expect, test } from '../support/fixtures.ts';
import { manifestPath, shopPage } from '../support/shop-page.ts';

const styleOf = (path: string): string =>
  /<style>[^`]*?<\/style>/.exec(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'))?.[0] ?? '';
/** The lines of CSS that hold slots, and what dom-actions change. */
const holdSlots = styleOf('README.md');
const holdPrices = styleOf('docs/experiences.md');
const patient = (style: string): string => style.replace('100ms', '20s');

/** What pages lay over every animation for visitors who prefer reduced motion, by how they do it. */
const resets = {
  none: '* { animation: none !important; transition: none !important }',
  short: '* { animation-duration: .01ms !important; animation-iteration-count: 1 !important }',
  past: '* { animation-delay: -1ms !important; animation-duration: 1ms !important; animation-iteration-count: 1 !important }',
};
const body = '<edgewise-slot scope="hero"><p>Default</p></edgewise-slot><p class="price">49</p>';
const decidePage = `<script>edgewise.q.push(['decide', { scopes: ['page'] }])</script>`;

test.use({ reducedMotion: 'reduce' });

for (const [name, reset] of Object.entries(resets)) {
  test(`holds and reveals as ever where animations are reset for reduced motion: ${name}`, async ({ page, site }) => {
    const resetStyle = `<style>@media (prefers-reduced-motion: reduce) { ${reset} }</style>`;
    const html = (style: string): string =>
      shopPage({ body })
        .replace(/<style.*?<\/style>/s, '')
        .replace('</title>', `</title>${resetStyle}${style}`);
    const published = await publishItems({
      hero: [{ schema: htmlContentItem, data: { content: '<p>Offer</p>' } }],
      page: [act('setText', '.price', '39')],
    });
    site.publish(published);
    const answer = site.hold(manifestPath, { body: published.document });
    site.set(
      '/',
      html(patient(holdSlots) + patient(holdPrices)).replace('<script async', `${decidePage}<script async`),
    );
    await page.goto(site.origin);
    await page.evaluate('new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)))');
    answer();
    await expect(page.getByText('Offer')).toBeVisible();
    await expect(page.locator('.price')).toHaveText('39');

    site.set('/', html(holdSlots + holdPrices).replace(/<script.*<\/script>/s, ''));
    await page.goto(site.origin);
    await expect(page.getByText('Default'), 'no script ever loads').toBeVisible();
  });
}

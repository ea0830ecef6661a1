import type { Page } from '@playwright/test';
import type { Item } from '../../src/decisioning/activity.ts';
import { act, publishItems } from '../support/experience.ts';
import { expect, type Site, test } from '../support/fixtures.ts';
import { seenOn, shopPage, visit } from '../support/shop-page.ts';

const shelf = `<main id="shelf">
<p class="price">49</p>
<p class="rich">before <b>bold</b></p>
<a class="link" href="/old">Old</a>
<picture><source srcset="/wide.svg"><img class="picture" src="/old.svg" srcset="/old.svg 1x" alt="old"></picture>
<ul class="list"><li>one</li><li>two</li><li>three</li></ul>
</main>`;

/** Shows dom-actions on a page with {@link shelf}, decided before anything else is. */
async function show(page: Page, site: Site, items: readonly Item[], body = shelf): Promise<void> {
  site.publish(await publishItems({ page: items }));
  site.set('/', shopPage().replace('</body>', `${body}</body>`));
  await page.addInitScript(
    `addEventListener('DOMContentLoaded', () => edgewise.q.push(['decide', { scopes: ['page'] }]))`,
  );
  await visit(page, site.origin);
  await expect.poll(async () => (await seenOn(page)).decisions.length).toBeGreaterThan(1);
}

/** Whether the shelf is as the page's HTML has it, whatever the order of attributes. */
const isAsServed = (page: Page): Promise<boolean> =>
  page.locator('#shelf').evaluate((element, html) => {
    const served = new DOMParser().parseFromString(html, 'text/html').querySelector('#shelf');
    return element.isEqualNode(served);
  }, shelf);

test('carries out every type of dom-action, and takes all back when it is disposed', async ({ page, site }) => {
  site.set('/new.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>');
  await show(page, site, [
    act('setText', '.price', '{{ price }} <now>', { price: 39 }),
    act('setHtml', '.rich', 'after <i>{{ word }}</i>', { word: '<b>' }),
    act('setAttribute', '.link', { href: '/new', title: 'New', class: null }),
    act('setStyle', '#shelf', { 'background-color': 'rgb(1, 2, 3)', priority: 'important' }),
    act('setImageSource', '.picture', { src: '/new.svg', width: 40, height: 20 }),
    act('rearrange', '.list', { from: 0, to: 2 }),
    act('appendHtml', '.list', '<li>four</li>'),
    act('prependHtml', '.list', '<li>zero</li>'),
    act('insertBefore', '.list', '<h2>List</h2>'),
    act('insertAfter', '.list', 'The end'),
    act('replaceHtml', '.list li:nth-child(3)', '<li>instead</li>'),
    act('move', 'picture', { left: 10, top: '2em' }),
    act('hide', '.price'),
  ]);
  expect((await seenOn(page)).errors).toEqual([]);
  const shelfNow = page.locator('#shelf');
  await expect(shelfNow.locator('.price')).toHaveText('39 <now>');
  await expect(shelfNow.locator('.price')).toBeHidden();
  await expect(shelfNow.locator('.rich')).toHaveText('after <b>');
  await expect(shelfNow.getByTitle('New')).toHaveAttribute('href', '/new');
  await expect(shelfNow).toHaveCSS('background-color', 'rgb(1, 2, 3)');
  const picture = page.getByAltText('old');
  expect(
    await picture.evaluate(({ currentSrc, width, height }: HTMLImageElement) => [
      new URL(currentSrc).pathname,
      width,
      height,
    ]),
  ).toEqual(['/new.svg', 40, 20]);
  expect(await shelfNow.locator('li:visible').allTextContents()).toEqual(['zero', 'two', 'instead', 'one', 'four']);
  await expect(shelfNow.locator('h2 + ul + span')).toHaveText('The end');
  await expect(page.locator('picture')).toHaveCSS('left', '10px');
  await page.evaluate('edgewise.dispose()');
  expect(await isAsServed(page)).toBe(true);
});

import type { Page } from '@playwright/test';
import type { Edgewise } from '../../src/page/edgewise.ts';
import { offerFor, publishItems, slot } from '../support/experience.ts';
import { expect, type Site, test } from '../support/fixtures.ts';

/** What {@link openEmpty} gives the page: makes a client of the npm package. */
declare const create: () => Edgewise;

/** Opens a page without tag or slots, on a site with an offer for `scope`. */
async function openEmpty(page: Page, site: Site, scope: string): Promise<void> {
  site.publish(await publishItems({ [scope]: [offerFor(scope)] }));
  site.set('/', '<!doctype html><title>Shop</title>');
  await page.goto(site.origin);
  await page.evaluate(async () => {
    const { createEdgewise } = await import(new URL('/edgewise/index.js', location.href).href);
    const options = { manifestUrl: '/edgewise/manifest.json', decisionBudgetMs: 20_000 };
    Object.assign(window, { create: () => createEdgewise(options) });
  });
}

test('a client that goes leaves the slots to the one that has come since', async ({ page, site }) => {
  await openEmpty(page, site, 'later');
  await page.evaluate(async () => {
    const first = create();
    create();
    await first.dispose();
  });
  await page.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), slot('later'));
  await expect(page.getByText('Offer for later')).toBeVisible();
});

test('a client made in the task in which another is disposed, as in strict mode, takes over what that one holds', async ({
  page,
  site,
}) => {
  await openEmpty(page, site, 'hero');
  await page.evaluate((html) => {
    const first = create();
    document.body.insertAdjacentHTML('beforeend', html);
    first.dispose();
    create();
  }, slot('hero'));
  await expect(page.getByText('Offer for hero')).toBeVisible();
});

test('a slot that is brought before the next client, as by a framework, waits for it', async ({ page, site }) => {
  await openEmpty(page, site, 'hero');
  await page.evaluate(async (html) => {
    await create().dispose();
    document.body.insertAdjacentHTML('beforeend', html);
    create();
  }, slot('hero'));
  await expect(page.getByText('Offer for hero')).toBeVisible();
});

test('a slot that markup brings into a running page waits for its decision, whatever the page says of its style', async ({
  page,
  site,
}) => {
  await openEmpty(page, site, 'hero');
  await page.evaluate(() => create().ready);
  await page.evaluate(() => document.body.append('Our products'));
  await page.waitForFunction(() => performance.getEntriesByType('paint')[0]);
  const visibility = await page.evaluate((html) => {
    document.body.insertAdjacentHTML('beforeend', html);
    return getComputedStyle(document.querySelector('edgewise-slot p') as Element).visibility;
  }, slot('hero'));
  expect(visibility).toBe('hidden');
  await expect(page.getByText('Offer for hero')).toBeVisible();
});

test('a slot that comes in time, where an earlier one of its scope did not wait, is not late', async ({
  page,
  site,
}) => {
  await openEmpty(page, site, 'hero');
  await page.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), slot('hero'));
  // What has not been painted waits.
  await page.waitForFunction(() => performance.getEntriesByType('paint')[0]);
  const late = await page.evaluateHandle(() => {
    const seen: boolean[] = [];
    create().on('decision', (decision) => seen.push(decision.late));
    return seen;
  });
  await expect.poll(() => late.jsonValue(), 'the visitor sees the default content already').toEqual([true]);
  const kept = () => page.evaluate(() => Object.values(sessionStorage).some((text) => text.includes('Offer for hero')));
  expect(await kept(), 'for the next page view').toBe(true);
  await page.evaluate(
    (html) =>
      document.querySelector('edgewise-slot')?.replaceWith(document.createRange().createContextualFragment(html)),
    slot('hero'),
  );
  await expect(page.getByText('Offer for hero')).toBeVisible();
  await expect.poll(() => late.jsonValue()).toEqual([true, false]);
  expect(await kept(), 'it is displayed').toBe(false);
});

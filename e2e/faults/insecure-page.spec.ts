import { type Browser, chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../scripts/browsers.ts';
import { htmlContentItem } from '../../src/decisioning/activity.ts';
import { chromiumArguments } from '../support/browser-session.ts';
import { storedEvents } from '../support/device.ts';
import { publishItems } from '../support/experience.ts';
import { expect, type Site, test } from '../support/fixtures.ts';
import { seenOn, visit } from '../support/shop-page.ts';
import { defaultContent } from '../support/tiny-service.ts';

let browser: Browser;
let insecure: Page;
let uncaught: string[];
/** The shop's address by a name that is not the visitor's own machine, where `http:` is as good as `https:`. */
const addressOf = (site: Site): string => {
  const url = new URL(site.origin);
  url.hostname = 'shop.test';
  return url.href;
};

test.beforeEach(async () => {
  const source = findBrowser('chromium');
  browser = await chromium.launch({
    ...(source?.by === 'system' && { executablePath: source.path }),
    args: [...chromiumArguments, '--host-resolver-rules=MAP shop.test 127.0.0.1'],
  });
  insecure = await browser.newPage();
  uncaught = [];
  insecure.on('pageerror', (error) => uncaught.push(String(error)));
});
test.afterEach(() => browser.close());

test('a page without https shows what rules decide', async ({ site }) => {
  site.publish(await publishItems({ hero: [{ schema: htmlContentItem, data: { content: 'Offer for everybody' } }] }));
  for (const source of ['network', 'cache']) {
    await visit(insecure, addressOf(site));
    expect(await insecure.evaluate('isSecureContext')).toBe(false);
    await expect(insecure.getByText('Offer for everybody')).toBeVisible();
    await expect.poll(async () => (await seenOn(insecure)).outcomes).toMatchObject([{ type: 'display' }]);
    expect(await seenOn(insecure)).toMatchObject({ errors: [], decisions: [{ source }] });
  }
  await expect.poll(() => storedEvents(insecure)).toHaveLength(2);
  expect(uncaught).toEqual([]);
});

test('a page without https tells that models need it, and throws nothing', async ({ site }) => {
  await visit(insecure, addressOf(site));
  await expect(insecure.getByText(defaultContent)).toBeVisible();
  await expect
    .poll(async () => (await seenOn(insecure)).errors)
    .toEqual([
      { code: 'artifact-unavailable', message: 'Artifacts cannot be verified on an insecure page; use https' },
    ]);
  expect(uncaught).toEqual([]);
});

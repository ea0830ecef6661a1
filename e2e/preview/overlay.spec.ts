import type { Page } from '@playwright/test';
import { generateKeyPair, signManifest } from '../../src/registry/sign.ts';
import { readDatabase, storedEvents } from '../support/device.ts';
import { act } from '../support/experience.ts';
import { expect, type Published, publishInMemory, test } from '../support/fixtures.ts';
import { makeActivitiesByHand } from '../support/hand-made.ts';
import { comingOffer, goldOffer, heroFor, overlay, wasLoaded, withPreviews } from '../support/previews.ts';
import {
  decideHero,
  latePage,
  lookTwice,
  manifestPath,
  type ShopPageOptions,
  seenOn,
  shopPage,
  visit,
} from '../support/shop-page.ts';
import { defaultContent, offer } from '../support/tiny-service.ts';

const tallPicture = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="150"/>';

const allowed: ShopPageOptions = { attributes: { 'data-preview': '' } };
const tab = (page: Page, name: string) => overlay(page).getByRole('tab', { name }).click();

let previews: Published;
test.beforeAll(async () => {
  previews = await publishInMemory(withPreviews);
});
test.beforeEach(({ site }) => site.publish(previews));

test.describe('where the option allows it', () => {
  test.beforeEach(({ site }) => site.set('/', shopPage(allowed)));

  test('the overlay explains the decision, follows the visit, and is not loaded unless asked for', async ({
    page,
    site,
  }) => {
    await visit(page, site.origin);
    expect(wasLoaded(site)).toBe(false);
    await visit(page, `${site.origin}/?edgewise-debug`);
    await expect(overlay(page)).toContainText('On the page: default content.');
    await expect(overlay(page)).toContainText(
      'Hero for the interested lost: the visitor is not in “Interested”, which asks that interest (now 0.002) is at least 0.5.',
    );
    await expect(overlay(page)).toContainText('Gold lost: it asks that profile loyalty tier is “gold”.');
    await expect(overlay(page)).toContainText('Coming lost: it is not live yet: only a preview shows it.');
    await lookTwice(page);
    await expect(overlay(page)).toContainText('By now it would be: Free delivery.');
    await tab(page, 'Visitor');
    await expect(overlay(page)).toContainText(/Interest 0\.881/);
    await expect(overlay(page)).toContainText('version 1 · provider js');
    await expect(overlay(page)).toContainText('Views2');
    await expect(overlay(page)).toContainText('Events so far: 4');
    await tab(page, 'Measurements');
    for (const part of ['Provider', 'Requests for Edgewise on this page view', 'Manifest', 'Scores', 'Rules'])
      await expect(overlay(page)).toContainText(part);
  });

  test('the overlay tells of misspelt attributes of the tag, and not of those that are no business of its', async ({
    page,
    site,
  }) => {
    const attributes = { 'data-preview': 'disabled', 'data-decision-budget': '50', 'data-cfasync': 'false' };
    site.set('/', shopPage({ attributes }));
    await visit(page, `${site.origin}/?edgewise-debug`);
    await expect(overlay(page)).toContainText(
      'data-decision-budget is not known; did you mean data-decision-budget-ms?',
    );
    await expect(overlay(page)).toContainText('data-preview is disabled, which counts as true; write true or false');
    await expect(overlay(page)).not.toContainText('cfasync');
  });

  test('the overlay tells of a signed manifest that the page does not check', async ({ page, site }) => {
    const { privateKey, publicKey } = await generateKeyPair();
    site.publish({ ...previews, document: JSON.stringify(await signManifest(previews.manifest, privateKey)) });
    await visit(page, `${site.origin}/?edgewise-debug`);
    await expect(overlay(page)).toContainText('this page gives no publicKey (data-public-key) to check it by');
    site.set('/', shopPage({ attributes: { ...allowed.attributes, 'data-public-key': publicKey } }));
    await visit(page, `${site.origin}/?edgewise-debug`);
    await expect(overlay(page)).toContainText('On the page: default content.');
    await expect(overlay(page)).not.toContainText('publicKey');
  });

  test('the overlay tells of a slot whose scope no activity has', async ({ page, site }) => {
    const body = '<edgewise-slot scope="her0"></edgewise-slot><edgewise-slot scope="hero"></edgewise-slot>';
    site.set('/', shopPage({ ...allowed, body }));
    await visit(page, `${site.origin}/?edgewise-debug`);
    await expect(overlay(page)).toContainText('No activity has the scope “her0”.');
    await expect(overlay(page)).not.toContainText('No activity has the scope “hero”.');
  });

  test('the overlay of a page that cannot decide says why, and not that the page has no slot', async ({
    page,
    site,
  }) => {
    site.set(manifestPath, { status: 404 });
    await visit(page, `${site.origin}/?edgewise-debug`);
    await expect(overlay(page)).toContainText('This page has not decided yet.');
    await expect(overlay(page)).toContainText('artifact-unavailable: ');
  });

  test('the overlay opens, walks and closes by keyboard, and shifts nothing', async ({ page, site }) => {
    await page.addInitScript(`window.shifts = [];
      new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value)))
        .observe({ type: 'layout-shift', buffered: true });`);
    await visit(page, `${site.origin}/?edgewise-debug`);
    await expect(overlay(page)).toBeVisible();
    expect(await page.evaluate('document.activeElement.tagName'), 'it takes no focus by itself').toBe('BODY');
    await page.keyboard.press('Tab');
    await expect(overlay(page).getByRole('button', { name: 'Close' })).toBeFocused();
    await page.keyboard.press('Tab');
    for (const name of ['Visitor', 'Measurements', 'Decisions']) {
      await page.keyboard.press('ArrowRight');
      await expect(overlay(page).getByRole('tab', { name })).toBeFocused();
      await expect(overlay(page).getByRole('tab', { name, selected: true })).toBeVisible();
    }
    await page.keyboard.press('Tab');
    await expect(overlay(page).getByRole('tabpanel', { name: 'Decisions' }), 'it scrolls by keyboard').toBeFocused();
    await page.keyboard.press('Escape');
    await expect(overlay(page)).toBeHidden();
    await expect(page.getByRole('button', { name: 'Edgewise' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(overlay(page)).toBeVisible();
    expect(await page.evaluate('shifts')).toEqual([]);
  });

  test('a changed profile decides here and on the page, and is not stored', async ({ page, site }) => {
    await visit(page, `${site.origin}/?edgewise-debug`);
    await tab(page, 'Visitor');
    await overlay(page).getByRole('textbox', { name: 'Path' }).fill('loyalty[');
    await overlay(page).getByRole('textbox', { name: 'Value' }).fill('gold');
    await overlay(page).getByRole('button', { name: 'Try' }).click();
    await expect(overlay(page).getByRole('alert')).toContainText("Path 'loyalty[' can't be written");
    await overlay(page).getByRole('textbox', { name: 'Path' }).fill('loyalty.tier');
    await page.keyboard.press('Enter');
    await expect(overlay(page).getByRole('textbox', { name: 'loyalty.tier' })).toHaveValue('gold');
    await tab(page, 'Decisions');
    await expect(overlay(page)).toContainText('By now it would be: Gold offer.');
    await expect(page.getByText(defaultContent)).toBeVisible();
    await tab(page, 'Visitor');
    await overlay(page).getByRole('button', { name: 'Show it on the page' }).click();
    await expect(page.getByText(goldOffer)).toBeVisible();
    expect((await readDatabase(page, 'edgewise-visitor'))?.visitor).not.toMatchObject({ profile: { loyalty: {} } });

    await tab(page, 'Visitor');
    await overlay(page).getByRole('textbox', { name: 'loyalty.tier' }).fill('silver');
    // Leaves the field by the button, which must be there still when the click comes.
    await overlay(page).getByRole('button', { name: 'Back to the real profile' }).click();
    await overlay(page).getByRole('button', { name: 'Show it on the page' }).click();
    await expect(overlay(page)).toContainText('On the page: default content.');
    await expect(page.getByText(goldOffer)).toBeHidden();
  });

  test('what is written of a new profile value stays while the visit goes on, and goes when it is tried', async ({
    page,
    site,
  }) => {
    await visit(page, `${site.origin}/?edgewise-debug`);
    await tab(page, 'Visitor');
    const path = overlay(page).getByRole('textbox', { name: 'Path' });
    const value = overlay(page).getByRole('textbox', { name: 'Value' });
    await path.fill('loyalty.tier');
    await value.focus();
    await lookTwice(page);
    await expect(overlay(page)).toContainText('Events so far: 3');
    await expect(path).toHaveValue('loyalty.tier');
    await value.fill('gold');
    await page.keyboard.press('Enter');
    await expect(overlay(page).getByRole('textbox', { name: 'loyalty.tier' })).toHaveValue('gold');
    await expect(path).toHaveValue('');
    await expect(value).toHaveValue('');
  });

  test('an experience is shown on request, whatever its status, and nothing of it is counted', async ({
    page,
    site,
  }) => {
    await visit(page, `${site.origin}/?edgewise-debug`);
    await overlay(page).getByRole('button', { name: 'Show “Coming offer”' }).click();
    await expect(page.getByText(comingOffer)).toBeVisible();
    await expect(overlay(page)).toContainText('Preview: Coming offer, of Coming. Nothing of it is counted.');
    await expect(overlay(page)).toContainText('On the page: Coming offer.');
    await expect(overlay(page)).toContainText('Coming won by your preview.');
    await expect(overlay(page).getByRole('button', { name: 'Showing “Coming offer”' })).toBeVisible();
    await tab(page, 'Measurements');
    // It is measured a second after it was painted, when delivery.js watches for clicks.
    await expect(overlay(page)).toContainText(/“Coming offer” in Hero.*shifted nothing/);
    await tab(page, 'Decisions');
    await page.getByText(comingOffer).click();
    await decideHero(page);
    const types = (await seenOn(page)).decisions.at(-1)?.events.map(({ eventType }) => eventType) ?? [];
    expect(new Set(types)).toEqual(new Set(['web.webpagedetails.pageViews']));

    await overlay(page).getByRole('button', { name: 'End the preview' }).click();
    await expect(overlay(page)).toContainText('On the page: default content.');
    await expect(page.getByText(comingOffer)).toHaveCount(0);
    await expect(overlay(page)).not.toContainText('Preview:');
  });

  test('a preview is shown although it comes late, and is not kept for the next page view', async ({ page, site }) => {
    site.set('/', latePage(allowed.attributes));
    await visit(page, `${site.origin}/?edgewise-preview=coming`);
    await expect(page.getByText(comingOffer)).toBeVisible();
    await expect(page.getByText(defaultContent)).toBeHidden();
    await expect(overlay(page)).toBeHidden();
    await page.getByRole('button', { name: 'Edgewise preview' }).click();
    await expect(overlay(page)).toContainText('this preview took its place; visitors never see that');
    await visit(page, site.origin);
    await expect.poll(async () => (await seenOn(page)).decisions.length).toBeGreaterThan(0);
    await expect(page.getByText(defaultContent)).toBeVisible();
    await expect(page.getByText(comingOffer)).toHaveCount(0);
  });

  test('a preview of dom-actions is shown although it comes late, and in what was revealed', async ({ page, site }) => {
    const experiences = [{ id: 'sale', items: [act('setText', 'h1', 'Sale')] }];
    site.publish(makeActivitiesByHand([heroFor('heading', '', { scope: 'page', status: 'preview', experiences })]));
    const held = `<style>h1{animation:edgewise-hold 1ms}@keyframes edgewise-hold{from,to{visibility:hidden}}</style>`;
    const decide = `<script>edgewise.q.push(['decide', { scopes: ['page'] }]);</script>`;
    site.set('/', latePage(allowed.attributes).replace('</body>', `${held}${decide}</body>`));
    const release = site.hold('/edgewise/worker.js');
    await page.goto(`${site.origin}/?edgewise-preview=heading`);
    await expect(page.getByRole('heading', { name: 'Shop' })).toBeVisible();
    release();
    await expect(page.getByRole('heading', { name: 'Sale' })).toBeVisible();
  });

  test('nothing of a preview is counted that the page shows by its own code', async ({ page, site }) => {
    // Without a slot, nothing has loaded delivery.js before.
    site.set('/', shopPage({ ...allowed, body: '<h1>Shop</h1>' }));
    await visit(page, `${site.origin}/?edgewise-preview=gold`);
    const decide = `edgewise.decide({ scopes: ['hero'] })`;
    await page.evaluate(`${decide}.then(([proposition]) => edgewise.display(proposition))`);
    // What delivery.js is told next comes behind.
    await page.evaluate(`edgewise.display(undefined)`);
    await expect.poll(async () => (await seenOn(page)).errors.length).toBe(1);
    expect((await seenOn(page)).outcomes).toEqual([]);
  });

  test('tells of an experience that is larger than its slot, whatever made it so', async ({ page, site }) => {
    const [hero, header] = [`<edgewise-slot scope="hero" style="height: 300px"></edgewise-slot>`, '<h1>Shop</h1>'];
    site.set('/', shopPage({ ...allowed, body: header + hero }));
    let sendPicture = (): void => {};
    const sent = new Promise<void>((resolve) => {
      sendPicture = resolve;
    });
    site.set('/tall.svg', async () => {
      await sent;
      return { body: tallPicture, headers: { 'content-type': 'image/svg+xml' } };
    });
    await page.goto(`${site.origin}/?edgewise-debug&edgewise-preview=tall`);
    await expect(overlay(page)).toContainText('On the page: Tall offer.');
    await expect(overlay(page)).not.toContainText('It does not fit');
    sendPicture();
    await expect(overlay(page)).toContainText(/It does not fit: it is 5\d pixels taller than its slot/);
    await page.evaluate(`document.querySelector('edgewise-slot').setAttribute('grow', '')`);
    await decideHero(page);
    await page.setViewportSize({ width: 700, height: 700 });
    await expect(overlay(page)).not.toContainText('It does not fit');
  });

  test('clears the visitor', async ({ page, site }) => {
    await visit(page, site.origin);
    await lookTwice(page);
    await expect.poll(() => storedEvents(page)).toHaveLength(3);
    await visit(page, `${site.origin}/?edgewise-debug`);
    await expect(page.getByText(offer)).toBeVisible();
    await tab(page, 'Visitor');
    await expect(overlay(page)).toContainText('productViews');
    await overlay(page).getByRole('button', { name: 'Clear this visitor' }).click();
    await expect(page.getByText(defaultContent)).toBeVisible();
    await expect(overlay(page)).toContainText('On the page: default content.');
    await tab(page, 'Visitor');
    await expect(overlay(page)).toContainText('Events so far: 1');
  });

  test('works under a strict CSP and Trusted Types', async ({ page, site }) => {
    const policy = `default-src 'none'; style-src 'nonce-shop'; connect-src 'self'; script-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types edgewise`;
    site.set('/', { body: shopPage(allowed), headers: { 'content-security-policy': policy } });
    const violations: string[] = [];
    page.on(
      'console',
      (message) => /Content Security Policy|Trusted/i.test(message.text()) && violations.push(message.text()),
    );
    await visit(page, `${site.origin}/?edgewise-debug`);
    for (const name of ['Decisions', 'Visitor', 'Measurements']) await tab(page, name);
    await expect(overlay(page).getByRole('heading', { name: 'What it took' })).toBeVisible();
    await expect(overlay(page)).toHaveCSS('position', 'fixed');
    expect(violations).toEqual([]);
  });
});

test('where nothing could allow it, the overlay is not there, and an address that asks for it is told on the console of a misspelt attribute', async ({
  page,
  site,
}) => {
  site.set('/', shopPage({ attributes: { 'data-public-keys': 'x' } }));
  await visit(page, site.origin);
  await page.evaluate('edgewise.debug()');
  await expect(page.getByText(defaultContent)).toBeVisible();
  expect(wasLoaded(site)).toBe(false);
  const warning = page.waitForEvent('console', (message) => message.type() === 'warning');
  await visit(page, `${site.origin}/?edgewise-debug&edgewise-preview=coming`);
  expect((await warning).text()).toBe('edgewise: data-public-keys is not known; did you mean data-public-key?');
  await expect(page.getByText(defaultContent)).toBeVisible();
  await expect(page.locator('edgewise-overlay')).toHaveCount(0);
});

import type { Page } from '@playwright/test';
import { htmlContentItem, type Item } from '../../src/decisioning/activity.ts';
import { readDatabase, storedEvents } from '../support/device.ts';
import { expectOneError } from '../support/expect-error.ts';
import { act, publishItems } from '../support/experience.ts';
import { expect, test } from '../support/fixtures.ts';
import {
  decideHero,
  dedicated,
  failureOf,
  lookTwice,
  seenOn,
  shopPage,
  visit,
  visitLate,
} from '../support/shop-page.ts';
import { defaultContent, offer } from '../support/tiny-service.ts';

const deliveryPath = '/edgewise/delivery.js';
const workerPath = '/edgewise/worker.js';

const html: Item = { schema: htmlContentItem, data: { content: 'Welcome back' } };

/** Keys of the page's own storage. */
const storageKeys = (page: Page): Promise<unknown> =>
  page.evaluate('[...Object.keys(localStorage), ...Object.keys(sessionStorage)].sort()');

/** How many values lie in Edgewise's databases. */
async function valuesStored(page: Page): Promise<number> {
  const databases = await Promise.all(['edgewise', 'edgewise-visitor'].map((name) => readDatabase(page, name)));
  return databases.flatMap((entries) => Object.keys(entries ?? {})).length;
}

/** Waits until nothing is left of the visitor but the choice. */
async function expectForgotten(page: Page): Promise<void> {
  await expect.poll(() => valuesStored(page)).toBe(0);
  await expect.poll(() => storageKeys(page)).toEqual(['edgewise.consent']);
}

test('consent pending, then out: nothing is fetched, computed or stored but the choice', async ({ page, site }) => {
  site.set('/', shopPage({ budgetMs: 100, attributes: { ...dedicated, 'data-default-consent': 'pending' } }));
  await page.goto(site.origin);
  await page.waitForFunction('edgewise.track');
  await lookTwice(page);
  await expect(page.getByText(defaultContent)).toBeVisible();
  for (const call of [`edgewise.predict('interest')`, `edgewise.decide({ scopes: ['hero'] })`])
    expect(await failureOf(page, call)).toMatchObject({
      code: 'consent-required',
      message: expect.stringMatching(/setConsent/),
    });
  expect(await valuesStored(page)).toBe(0);
  expect(await storageKeys(page)).toEqual([]);

  await page.evaluate(`edgewise.setConsent('out')`);
  await lookTwice(page);
  expect(await failureOf(page, `edgewise.predict('interest')`)).toMatchObject({ code: 'consent-required' });
  await page.reload();
  await page.waitForFunction('edgewise.track');
  await lookTwice(page);
  await expect(page.getByText(defaultContent)).toBeVisible();
  expect(await valuesStored(page)).toBe(0);
  expect(await storageKeys(page)).toEqual(['edgewise.consent']);
  expect(page.workers()).toEqual([]);
  const paths = site.requests.map(({ path }) => path);
  expect([...new Set(paths)].sort()).toEqual(['/', '/edgewise/edgewise.js', '/listen.js']);
  expect((await seenOn(page)).errors).toEqual([]);
});

test('consent pending, then in: what waited counts', async ({ page, site }) => {
  site.set('/', shopPage({ attributes: { 'data-default-consent': 'pending' } }));
  await page.goto(site.origin);
  await page.waitForFunction('edgewise.track');
  await lookTwice(page);
  await page.evaluate(`edgewise.setConsent('in')`);
  await expect(page.getByText(offer)).toBeVisible();
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
});

test('consent pending, then in: who waited for the start hears of it', async ({ page, site }) => {
  site.set('/', shopPage({ attributes: { 'data-default-consent': 'pending' } }));
  await page.goto(site.origin);
  await page.waitForFunction('edgewise.track');
  await page.evaluate(`window.waited = edgewise.ready; edgewise.setConsent('in')`);
  expect(await page.evaluate('waited')).toMatchObject({ status: 'complete' });
});

test('consent out and in by turns: whether the runtime stands is told as consent stands', async ({ page, site }) => {
  site.set('/', shopPage({ attributes: { 'data-default-consent': 'pending' } }));
  await page.goto(site.origin);
  await page.waitForFunction('edgewise.track');
  await page.evaluate(`edgewise.setConsent('out')`);
  expect(await page.evaluate('edgewise.ready')).toEqual({ status: 'failed' });
  await page.evaluate(`edgewise.setConsent('in')`);
  expect(await page.evaluate('edgewise.ready')).toMatchObject({ status: 'complete' });
  await page.evaluate(`edgewise.setConsent('out')`);
  expect(await page.evaluate('edgewise.ready')).toEqual({ status: 'failed' });
});

test('consent in, then pending: what no worker has acknowledged is not kept for the next page view, nor the word', async ({
  page,
  site,
}) => {
  site.set('/', shopPage({ attributes: { 'data-default-consent': 'pending' } }));
  await page.goto(site.origin);
  await page.waitForFunction('edgewise.track');
  await lookTwice(page);
  await page.evaluate(`edgewise.setConsent('in')`);
  await expect(page.getByText(offer)).toBeVisible();
  await page.evaluate(`
    for (let i = 0; i < 20; i++) edgewise.track({ eventType: 'commerce.productViews' });
    edgewise.setConsent('pending');
    dispatchEvent(new PageTransitionEvent('pagehide'));
  `);
  const kept = await storageKeys(page);
  expect(kept).not.toContain('edgewise.left');
  expect(kept).not.toContain('edgewise.consent');
});

test('consent in, then out: everything is deleted, in this tab and after the next page view', async ({
  page,
  site,
}) => {
  // The worker of a page's own ends with it.
  site.set('/', shopPage({ attributes: dedicated }));
  await visit(page, site.origin);
  await lookTwice(page);
  expect(await decideHero(page)).toBe('free-delivery');
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  await page.evaluate(`edgewise.setConsent('out')`);
  await expectForgotten(page);
  await expect.poll(() => page.workers()).toEqual([]);
  await page.reload();
  await page.waitForFunction('edgewise.track');
  await expect(page.getByText(defaultContent)).toBeVisible();
  expect(await valuesStored(page)).toBe(0);
  expect((await seenOn(page)).errors).toEqual([]);
});

test('consent taken back while a decision is on its way: nothing of it is shown or kept', async ({ page, site }) => {
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  await visitLate(page, site);
  // The worker has answered by the time the page, which was busy, comes to hear of it.
  const decided = page.evaluate(`new Promise((settled) => {
    edgewise.decide({ scopes: ['hero'] }).catch(({ code }) => settled(code));
    queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => {
      for (const began = performance.now(); performance.now() < began + 500;);
      edgewise.setConsent('out');
    })));
  })`);
  expect(await decided).toBe('consent-required');
  await expect.poll(() => storageKeys(page)).toEqual(['edgewise.consent']);
  expect((await seenOn(page)).decisions).toHaveLength(1);
});

for (const { file, item, without } of [
  { file: 'delivery.js', item: { ...html, data: { content: '{{ name }}: welcome back', name: 'Ada' } }, without: '' },
  { file: 'sanitizer.js', item: html, without: 'delete Element.prototype.setHTML' },
]) {
  test(`consent taken back while ${file} is on its way: nothing of the decision is shown or kept`, async ({
    page,
    site,
  }) => {
    await page.addInitScript(without);
    site.publish(await publishItems({ hero: [item] }));
    let arrive = (): void => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    site.set(`/edgewise/${file}`, async () => {
      await arrived;
      return undefined;
    });
    await page.goto(site.origin);
    await page.waitForFunction(`performance.getEntriesByName('edgewise:decision').length > 0`);
    await page.evaluate(`edgewise.setConsent('out')`);
    arrive();
    await expect(page.getByText(defaultContent)).toBeVisible();
    await expect.poll(() => storageKeys(page)).toEqual(['edgewise.consent']);
    const { filled, errors } = await seenOn(page);
    expect({ filled, errors }).toEqual({ filled: [], errors: [] });
  });
}

test('consent taken back while a dom-action waits for its element: the element stays as it is', async ({
  page,
  site,
}) => {
  site.publish(await publishItems({ page: [act('setText', '.price', 'half')] }));
  await visit(page, site.origin);
  await page.evaluate(`edgewise.decide({ scopes: ['page'] }).then(() => {
    edgewise.setConsent('out');
    document.body.insertAdjacentHTML('beforeend', '<p class="price">full</p>');
  })`);
  // Two frames later, what waited for it has seen it.
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  expect(await page.locator('.price').textContent()).toBe('full');
});

test('consent out, and the page is gone at once: the next page view deletes what was stored', async ({
  page,
  site,
}) => {
  // Its worker ends with the page, before it has deleted anything.
  site.set('/', shopPage({ attributes: dedicated }));
  await visit(page, site.origin);
  await expect.poll(() => storedEvents(page)).toHaveLength(1);
  await page.evaluate(`
    Worker.prototype.postMessage = () => {};
    edgewise.setConsent('out');
  `);
  await page.goto(site.origin);
  await expectForgotten(page);
});

test('consent out where the device deletes nothing: it is told, and the next page view deletes it', async ({
  page,
  site,
}) => {
  const refuse = `IDBObjectStore.prototype.clear = () => { throw new DOMException('Read-only disk', 'ReadOnlyError'); };`;
  const { body } = await site.file(workerPath);
  site.set(workerPath, `${refuse}\n${body}`);
  site.set('/', shopPage({ attributes: dedicated }));
  await visit(page, site.origin);
  await expect.poll(() => storedEvents(page)).toHaveLength(1);
  await page.evaluate(`edgewise.setConsent('out')`);
  await expectOneError(page, 'storage-unavailable', /^Storage is not available \(Read-only disk\)/);
  expect(await valuesStored(page)).toBeGreaterThan(0);

  site.unset(workerPath);
  await page.goto(site.origin);
  await expectForgotten(page);
});

test('consent out where the shop has emptied its own storage, and the marks with it: everything is deleted', async ({
  page,
  site,
}) => {
  await visit(page, site.origin);
  await expect.poll(() => storedEvents(page)).toHaveLength(1);
  site.set('/', shopPage({ attributes: { 'data-default-consent': 'pending' } }));
  await page.evaluate('localStorage.clear()');
  await page.goto(site.origin);
  await page.waitForFunction('edgewise.track');
  await page.evaluate(`edgewise.setConsent('out')`);
  await expectForgotten(page);
});

test('consent out and in again while a decision waits for delivery.js: what was decided before is not shown', async ({
  page,
  site,
}) => {
  const template: Item = { schema: htmlContentItem, data: { content: 'Hello {{ name }}', name: 'Ada' } };
  site.publish(await publishItems({ hero: [template], page: [act('setText', 'h1', 'Changed')] }));
  const release = site.hold(deliveryPath);
  await visit(page, site.origin);
  const decided = () => page.evaluate(`performance.getEntriesByName('edgewise:decision').length`);
  await page.evaluate(`void (window.asked = edgewise.decide({ scopes: ['page'] }).catch(({ code }) => code))`);
  await expect.poll(decided).toBe(2);
  await page.evaluate(`edgewise.setConsent('out'); edgewise.setConsent('in')`);
  release();
  expect(await page.evaluate('asked')).toBe('consent-required');
  await expect(page.getByText(defaultContent)).toBeVisible();
  await expect(page.getByRole('heading')).toHaveText('Shop');
  // What is asked for from now on is of the consent that holds.
  await page.evaluate(`edgewise.decide({ scopes: ['page'] })`);
  await expect(page.getByRole('heading')).toHaveText('Changed');
  expect((await seenOn(page)).errors).toEqual([]);
});

test('consent out under another manifest than before: everything is deleted', async ({ page, site }) => {
  await visit(page, site.origin);
  await expect.poll(() => storedEvents(page)).toHaveLength(1);
  const moved = { 'data-manifest-url': '/moved/manifest.json', 'data-default-consent': 'pending' };
  site.set('/moved', shopPage({ attributes: moved }));
  await page.goto(`${site.origin}/moved`);
  await page.waitForFunction('edgewise.track');
  await page.evaluate(`edgewise.setConsent('out')`);
  await expectForgotten(page);
});

test('consent out where the device takes no choice: it holds for the page view', async ({ page, site }) => {
  await page.addInitScript(`Storage.prototype.setItem = () => {
    throw new DOMException('Quota exceeded', 'QuotaExceededError');
  };`);
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  await page.evaluate(`edgewise.setConsent('out')`);
  expect(await failureOf(page, `edgewise.predict('interest')`)).toMatchObject({ code: 'consent-required' });
  await expect.poll(() => valuesStored(page)).toBe(0);
});

test('consent out on a device that is full: what goes makes room for the choice', async ({ page, site }) => {
  await visit(page, site.origin);
  await expect.poll(() => storageKeys(page)).toContainEqual(expect.stringMatching(/^edgewise\.hints/));
  await page.evaluate(`
    for (let size = 2 ** 22; size >= 1; size /= 2)
      try { for (;;) localStorage.setItem('shop' + Math.random(), 'x'.repeat(size)); } catch {}
    edgewise.setConsent('out');
  `);
  expect(await page.evaluate(`localStorage.getItem('edgewise.consent')`)).toBe('out');
});

test('a word that is no consent changes nothing, and is told of', async ({ page, site }) => {
  await page.goto(site.origin);
  await page.waitForFunction('edgewise.track');
  await page.evaluate(`edgewise.setConsent('out')`);
  await expect.poll(() => valuesStored(page)).toBe(0);
  await page.evaluate(`edgewise.setConsent('denied')`);
  expect(await failureOf(page, `edgewise.predict('interest')`)).toMatchObject({ code: 'consent-required' });
  expect(await page.evaluate(`localStorage.getItem('edgewise.consent')`)).toBe('out');
  await expectOneError(page, 'input-invalid', /^consent must be 'in', 'out' or 'pending'$/);
});
test('Global Privacy Control counts as out', async ({ page, site }) => {
  await page.addInitScript(`Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })`);
  await page.goto(site.origin);
  await page.waitForFunction('edgewise.track');
  await lookTwice(page);
  expect(await failureOf(page, `edgewise.predict('interest')`)).toMatchObject({ code: 'consent-required' });
  await expect(page.getByText(defaultContent)).toBeVisible();
  expect(await valuesStored(page)).toBe(0);
  expect(await storageKeys(page)).toEqual([]);

  site.set('/', shopPage({ attributes: { 'data-respect-global-privacy-control': 'false' } }));
  await visit(page, site.origin);
  await lookTwice(page);
  expect(await decideHero(page)).toBe('free-delivery');
});

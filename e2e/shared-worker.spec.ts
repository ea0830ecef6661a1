import { storedEvents } from './support/device.ts';
import { expect, publishInMemory, test, withProviders } from './support/fixtures.ts';
import { decideHero, failureOf, lookTwice, seenOn, shopPage, visit } from './support/shop-page.ts';
import { publication } from './support/tiny-service.ts';

const shared = shopPage({ attributes: { 'data-host': 'shared' } });

test('keeps ONNX Runtime and its model in a SharedWorker from one page view to the next', async ({ page, site }) => {
  site.publish(withProviders(await publishInMemory({ ...publication, includeRuntime: true }), ['wasm']));
  site.set('/', shared);
  await visit(page, site.origin);
  await lookTwice(page);
  expect(await decideHero(page)).toBe('free-delivery');
  expect(page.workers(), 'no worker of the page itself').toEqual([]);
  // A second page keeps the worker alive through the navigation, as any other tab of the shop would.
  const other = await page.context().newPage();
  await visit(other, site.origin);
  site.requests.length = 0;
  await visit(page, site.origin);
  expect(await decideHero(page)).toBe('free-delivery');
  const { decisions, errors } = await seenOn(page);
  expect(decisions[0]).toMatchObject({ requests: 0 });
  expect(decisions[0]?.predictions.interest?.executionProvider).toBe('wasm');
  expect(site.requests.filter(({ path }) => path.includes('/artifacts/') || path.includes('worker-wasm'))).toEqual([]);
  expect(errors).toEqual([]);
});

test('serves two tabs at once, each with its own count of requests', async ({ page, site }) => {
  site.set('/', shared);
  await visit(page, site.origin);
  const other = await page.context().newPage();
  await visit(other, site.origin);
  await lookTwice(page);
  await lookTwice(other);
  await expect.poll(() => storedEvents(page)).toHaveLength(6);
  expect(await decideHero(other)).toBe('free-delivery');
  expect((await seenOn(other)).decisions.at(-1)).toMatchObject({ requests: 0 });
});

test('tries anew on the next page view when the manifest could not be had', async ({ page, site, published }) => {
  site.set('/', shared);
  site.set('/edgewise/manifest.json', { status: 503 });
  await visit(page, site.origin);
  expect((await seenOn(page)).ready).toMatchObject([{ status: 'failed' }]);
  const other = await page.context().newPage();
  site.publish(published);
  await visit(other, site.origin);
  expect((await seenOn(other)).ready).toMatchObject([{ status: 'complete' }]);
});

for (const host of ['dedicated', 'shared']) {
  test(`hears in one tab that consent was taken back in another (${host})`, async ({ page, site }) => {
    site.set('/', shopPage({ attributes: { 'data-host': host } }));
    await visit(page, site.origin);
    const other = await page.context().newPage();
    await visit(other, site.origin);
    await page.evaluate("edgewise.setConsent('out')");
    await expect
      .poll(async () => (await failureOf(other, "edgewise.predict('interest')"))?.code)
      .toBe('consent-required');
    await expect.poll(() => storedEvents(page)).toEqual([]);
    await page.evaluate("edgewise.setConsent('in')");
    await lookTwice(page);
    await expect.poll(() => storedEvents(page)).toHaveLength(2);
  });
}

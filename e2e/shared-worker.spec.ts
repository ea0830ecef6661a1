import { storedEvents } from './support/device.ts';
import { expect, publishInMemory, test, withProviders } from './support/fixtures.ts';
import { decideHero, dedicated, failureOf, lookTwice, seenOn, shopPage, visit } from './support/shop-page.ts';
import { publication } from './support/tiny-service.ts';

const workerPath = '/edgewise/worker.js';

test('keeps ONNX Runtime and its model in a SharedWorker from one page view to the next', async ({
  page,
  site,
  publishedWithRuntime,
}) => {
  site.publish(withProviders(publishedWithRuntime, ['wasm']));
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
  await visit(page, site.origin);
  const other = await page.context().newPage();
  await visit(other, site.origin);
  await lookTwice(page);
  await lookTwice(other);
  await expect.poll(() => storedEvents(page)).toHaveLength(6);
  expect(await decideHero(other)).toBe('free-delivery');
  expect((await seenOn(other)).decisions[0]).toMatchObject({ requests: 0, source: 'cache' });
});

test('tries anew on the next page view when the manifest could not be had', async ({ page, site, published }) => {
  site.set('/edgewise/manifest.json', { status: 503 });
  await visit(page, site.origin);
  expect((await seenOn(page)).ready).toMatchObject([{ status: 'failed' }]);
  const other = await page.context().newPage();
  site.publish(published);
  await visit(other, site.origin);
  expect((await seenOn(other)).ready).toMatchObject([{ status: 'complete' }]);
});

test('asks for a newer manifest on every page view', async ({ page, site, published }) => {
  await visit(page, site.origin);
  await lookTwice(page);
  site.publish(await publishInMemory({ ...publication, generation: published.manifest.generation + 1 }));
  await visit(page, site.origin);
  await expect.poll(async () => (await seenOn(page)).updates).toMatchObject([{ status: 'live' }]);
});

test('fetches itself what a page that was left was fetching for it', async ({ page, site, published }) => {
  const [sha256 = ''] = published.artifacts.keys();
  const path = `/edgewise/artifacts/${sha256}`;
  let asked = 0;
  site.set(path, async () => {
    if (asked++ === 0) await new Promise(() => {});
    return { body: published.artifacts.get(sha256) ?? '' };
  });
  site.set('/next', shopPage());
  await visit(page, site.origin);
  await expect.poll(() => asked).toBe(1);
  await visit(page, `${site.origin}/next`);
  const decisions = async () => (await seenOn(page)).decisions;
  await expect.poll(async () => (await decisions()).length, { timeout: 10_000 }).toBe(1);
  expect((await decisions())[0]?.predictions.interest?.executionProvider).toBe('js');
});

const withoutSharedWorker = {
  'there is no SharedWorker': 'delete window.SharedWorker;',
  'the browser refuses one': `window.SharedWorker = class { constructor() { throw new DOMException('Not here', 'SecurityError'); } };`,
};
for (const [name, code] of Object.entries(withoutSharedWorker)) {
  test(`the page has a worker of its own where ${name}`, async ({ page, site }) => {
    await page.addInitScript(code);
    await visit(page, site.origin);
    expect(page.workers()).toHaveLength(1);
    await lookTwice(page);
    expect(await decideHero(page)).toBe('free-delivery');
    expect((await seenOn(page)).errors).toEqual([]);
  });
}

/** Ways in which a SharedWorker leaves its pages alone, as code that runs in it before Edgewise's own. */
const ends = {
  'is stuck from the start': `for (;;);`,
  'was ended': `new BroadcastChannel('end').onmessage = () => self.close();`,
};
for (const [name, code] of Object.entries(ends)) {
  test(`the page goes on with a worker of its own where the shared one ${name}`, async ({ page, site }) => {
    const script = await site.file(workerPath);
    site.set(workerPath, { body: `if ('onconnect' in self) { ${code} }\n${script.body}` });
    await visit(page, site.origin);
    await page.evaluate(`new BroadcastChannel('end').postMessage('')`);
    await lookTwice(page);
    expect(await decideHero(page)).toBe('free-delivery');
    expect(page.workers()).toHaveLength(1);
    expect((await seenOn(page)).errors).toEqual([]);
  });
}

test('a page that joins a SharedWorker that is about to end has a worker of its own at once', async ({
  page,
  site,
  publishedWithRuntime,
}) => {
  // ONNX Runtime cannot start there, which only another worker mends; the moment before the end never passes.
  const spent = `if ('onconnect' in self) {
    WebAssembly.instantiate = () => Promise.reject(new Error('out of memory'));
    self.close = () => {};
  }`;
  const script = await site.file(workerPath);
  site.set(workerPath, { body: `${spent}\n${script.body}` });
  site.publish(withProviders(publishedWithRuntime, ['wasm']));
  await visit(page, site.origin);
  await expect.poll(() => page.workers()).toHaveLength(1);
  const other = await page.context().newPage();
  await visit(other, site.origin);
  await expect.poll(() => other.workers()).toHaveLength(1);
  await lookTwice(other);
  expect(await decideHero(other)).toBe('free-delivery');
});

for (const [host, attributes] of Object.entries({ dedicated, shared: {} })) {
  test(`hears in one tab that consent was taken back in another (${host})`, async ({ page, site }) => {
    site.set('/', shopPage({ attributes }));
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

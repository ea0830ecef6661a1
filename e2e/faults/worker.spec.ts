import { readFile } from 'node:fs/promises';
import { storedEvents } from '../support/device.ts';
import { expectOneError } from '../support/expect-error.ts';
import { expect, startSite, test } from '../support/fixtures.ts';
import { decideHero, dedicated, lookTwice, seenOn, shopPage, visit } from '../support/shop-page.ts';
import { defaultContent, offer } from '../support/tiny-service.ts';

const workerScript = await readFile(new URL('../../dist/worker.js', import.meta.url), 'utf8');
const workerPath = '/edgewise/worker.js';

test('a worker whose script is missing', async ({ page, site }) => {
  site.set(workerPath, { status: 404 });
  await visit(page, site.origin);
  await expectOneError(page, 'worker-lost', /could not be loaded/);
  await lookTwice(page);

  site.unset(workerPath);
  await visit(page, site.origin);
  await expect(page.getByText(offer), 'what happened meanwhile was kept for this page view').toBeVisible();
});

test('a worker whose script is sent as another type', async ({ page, site }) => {
  site.set(workerPath, { body: workerScript, headers: { 'content-type': 'application/octet-stream' } });
  await visit(page, site.origin);
  await expectOneError(page, 'worker-lost', /check baseUrl, content-type/);
});

test('a worker whose script does not carry the embedder policy of the page', async ({ page, site }) => {
  site.set('/', {
    body: shopPage({ attributes: dedicated }),
    headers: { 'cross-origin-embedder-policy': 'require-corp' },
  });
  await visit(page, site.origin);
  await expectOneError(page, 'worker-lost', /COEP/);
});

test('a worker of another origin that lets no page read it', async ({ page, site, published }) => {
  const library = await startSite(published);
  library.set(workerPath, { body: workerScript, headers: { 'access-control-allow-origin': 'null' } });
  site.set('/', shopPage({ tagOrigin: library.origin }));
  await visit(page, site.origin);
  await expectOneError(page, 'worker-lost', /CORS/);
  await library.close();
});

test('a worker whose script is broken', async ({ page, site }) => {
  site.set(workerPath, 'this is no script');
  await visit(page, site.origin);
  await expectOneError(page, 'worker-lost', /could not be loaded/);
});

test('a worker beside whose script the kernels of the model are missing', async ({ page, site }) => {
  site.set('/edgewise/worker-nets.js', { status: 404 });
  await visit(page, site.origin);
  await expectOneError(page, 'artifact-unavailable', /Serve all worker-\*\.js: /);
});

test('a worker killed while a prediction waits', async ({ page, site, published }) => {
  const [sha256 = ''] = published.artifacts.keys();
  const path = `/edgewise/artifacts/${sha256}`;
  site.set('/', shopPage({ attributes: dedicated }));
  const release = site.hold(path, { body: published.artifacts.get(sha256) ?? '' });
  await visit(page, site.origin);
  await lookTwice(page);
  await page.evaluate(`window.pending = edgewise.predict('interest'); window.pending.catch(() => {}); 'waiting'`);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  const [worker] = page.workers();
  await worker?.evaluate('self.close()');
  release();
  expect(await page.evaluate('window.pending')).toMatchObject({ scores: { probability: expect.closeTo(0.8808, 3) } });
  await expect(page.getByText(offer), 'the slot’s decision was pending too').toBeVisible();
  expect((await seenOn(page)).errors).toEqual([]);
});

test('a worker that ends after it has stored an event and before it says so', async ({ page, site }) => {
  site.set('/', shopPage({ attributes: dedicated }));
  await visit(page, site.origin);
  await expect.poll(() => storedEvents(page)).toHaveLength(1);
  let loads = 0;
  site.set(workerPath, () => {
    loads++;
    if (loads > 1) return undefined;
    const dying = `const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (value, ...rest) {
        if (value?.events?.some(({ eventType }) => eventType === 'commerce.checkouts'))
          this.transaction.addEventListener('complete', () => { postMessage = () => {}; self.close(); });
        return put.call(this, value, ...rest);
      };`;
    return { body: `${dying}\n${workerScript}` };
  });
  await visit(page, site.origin);
  await page.evaluate(`edgewise.track({ eventType: 'commerce.checkouts' })`);
  await expect.poll(() => loads).toBe(2);
  expect(await decideHero(page)).toBeUndefined();
  await page.evaluate(`edgewise.track({ eventType: 'commerce.purchases' })`);
  await expect
    .poll(async () => (await storedEvents(page)).map(({ eventType }) => eventType.split('.')[1]))
    .toEqual(['webpagedetails', 'webpagedetails', 'checkouts', 'purchases']);
  await expect(page.getByText(defaultContent)).toBeVisible();
  expect((await seenOn(page)).errors).toEqual([]);
});

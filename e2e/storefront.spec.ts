import type { Page } from '@playwright/test';
import { storedEvents } from './support/device.ts';
import { expect, publishInMemory, type Site, startSite, test } from './support/fixtures.ts';
import {
  decideHero,
  latePage,
  lookTwice,
  manifestPath,
  seenOn,
  shopPage,
  visit,
  visitLate,
} from './support/shop-page.ts';
import { startStaticServer } from './support/static-server.ts';
import { activities, defaultContent, offer, publication } from './support/tiny-service.ts';

const fresh = (path: string): boolean => path === manifestPath || path.includes('/artifacts/');

test('shows the default content, and the offer once the visitor has looked at two products', async ({ page, site }) => {
  await visit(page, site.origin);
  await expect(page.getByText(defaultContent)).toBeVisible();
  await lookTwice(page);
  expect(await decideHero(page)).toBe('free-delivery');
  await expect(page.getByText(defaultContent), 'what the visitor sees never changes').toBeVisible();
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toBeVisible();
  await expect(page.getByText(defaultContent)).toBeHidden();
  const { errors, filled, decisions } = await seenOn(page);
  expect(errors).toEqual([]);
  expect(filled).toEqual(['hero']);
  expect(decisions[0]).toMatchObject({ source: 'cache', late: false, requests: 0 });
});

test('asks for nothing but its own files between a later navigation and the filled slot, and renews the manifest behind', async ({
  page,
  site,
}) => {
  await visit(page, site.origin);
  await lookTwice(page);
  await decideHero(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  site.requests.length = 0;
  await page.goto(site.origin);
  await page.waitForFunction('window.seen.filled.length > 0');
  const before = site.requests.map(({ path }) => path).filter(fresh);
  // The revalidation may have set out since; the decision itself saw none.
  expect((await seenOn(page)).decisions[0]?.requests).toBe(0);
  expect(before.filter((path) => path !== manifestPath)).toEqual([]);
  await expect
    .poll(() => site.requests.some(({ path, headers }) => path === manifestPath && headers['if-none-match']))
    .toBe(true);
});

test('fetches manifest and model once on a first visit', async ({ page, site, published }) => {
  await visit(page, site.origin);
  await decideHero(page);
  const [model = ''] = published.artifacts.keys();
  const paths = site.requests.map(({ path }) => path);
  expect(paths.filter((path) => path.endsWith(model))).toHaveLength(1);
  expect(paths.filter((path) => path.endsWith('.wasm'))).toEqual([]);
});

test('asks for the manifest before the worker on a first visit, which would take the connection that stands', async ({
  page,
  site,
}) => {
  await page.addInitScript(`window.asked = [];
    for (const name of ['fetch', 'Worker', 'SharedWorker']) {
      const note = (go) => (...given) => { asked.push(name); return go(...given); };
      window[name] = new Proxy(window[name], { apply: note(Reflect.apply), construct: note(Reflect.construct) });
    }`);
  await visit(page, site.origin);
  await decideHero(page);
  expect(await page.evaluate('window.asked.slice(0, 2)')).toEqual(['fetch', expect.stringMatching(/Worker$/)]);
});

test('still decides when manifest, artifacts and mirrors cannot be reached after the first visit', async ({
  page,
  site,
}) => {
  const mirror = await startStaticServer();
  site.publish(await publishInMemory({ ...publication, mirrors: [`${mirror.origin}/edgewise/`] }));
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  await mirror.close();
  for (const { path } of site.requests.filter(({ path }) => fresh(path))) {
    site.set(path, () => {
      throw new Error('unreachable');
    });
  }
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toBeVisible();
  await expect.poll(async () => (await seenOn(page)).errors).toMatchObject([{ code: 'artifact-unavailable' }]);
});

test('takes manifest and artifacts from a mirror when the origin has lost them', async ({ page, site, published }) => {
  const mirror = await startSite(published);
  site.publish(await publishInMemory({ ...publication, mirrors: [`${mirror.origin}/edgewise/`] }));
  for (const name of published.artifacts.keys()) site.set(`/edgewise/artifacts/${name}`, { status: 404 });
  await visit(page, site.origin);
  await lookTwice(page);
  expect(await decideHero(page)).toBe('free-delivery');
  expect(mirror.requests.map(({ path }) => path)).toEqual(
    [...published.artifacts.keys()].map((name) => `/edgewise/artifacts/${name}`),
  );
  expect((await seenOn(page)).errors).toEqual([]);
  await mirror.close();
});

test('puts a new generation in force once all of it is there, and tells of it', async ({ page, site }) => {
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  site.publish(await publishInMemory({ ...publication, activities: [], generation: 2 }));
  await visit(page, site.origin);
  await expect(page.getByText(offer), 'the generation that lies on the device decides').toBeVisible();
  await expect
    .poll(async () => (await seenOn(page)).updates)
    .toEqual([{ type: 'update', generation: 2, status: 'live' }]);
  await visit(page, site.origin);
  await expect(page.getByText(defaultContent)).toBeVisible();
  expect((await seenOn(page)).decisions[0]).toMatchObject({ generation: 2, source: 'cache' });
});

/** A visitor for whom the offer is decided, too late for the page view that they see. */
async function decideLate(page: Page, site: Site): Promise<void> {
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  await visitLate(page, site);
}

async function expectNoOffer(page: Page): Promise<void> {
  await expect(page.getByText(defaultContent)).toBeVisible();
  await expect(page.getByText(offer)).toHaveCount(0);
}

/** Sets the clock of the page views to come forward; the worker's goes on, so that it still decides for them, and late. */
async function setClock(page: Page, ms: number): Promise<void> {
  await page.addInitScript(`const now = Date.now; Date.now = () => now() + ${ms};`);
}

test('keeps a decision that came late for the next page view', async ({ page, site }) => {
  await decideLate(page, site);
  await expectNoOffer(page);
  await visit(page, `${site.origin}/late`);
  await expect(page.getByText(offer)).toBeVisible();
});

test('keeps no decision for the next page view that read the page it was made for', async ({ page, site }) => {
  const elsewhere = { condition: { '!=': [{ var: 'page.path' }, '/other'] } };
  const forOtherPages = activities.map((activity) => ({ ...activity, audience: elsewhere }));
  site.publish(await publishInMemory({ ...publication, activities: forOtherPages }));
  site.set('/other', latePage());
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toBeVisible();
  await visitLate(page, site);
  await visit(page, `${site.origin}/other`);
  await expect.poll(async () => (await seenOn(page)).decisions).toHaveLength(1);
  await expectNoOffer(page);
});

test('keeps no decision beyond the end of its schedule', async ({ page, site }) => {
  const tenMinutes = 600_000;
  const schedule = { end: new Date(Date.now() + tenMinutes).toISOString() };
  const ending = activities.map((activity) => ({ ...activity, schedule }));
  site.publish(await publishInMemory({ ...publication, activities: ending }));
  await decideLate(page, site);
  await setClock(page, tenMinutes);
  await visitLate(page, site);
  await expectNoOffer(page);
});

test('keeps no decision beyond the end of the visit, as in a tab that is left open or restored', async ({
  page,
  site,
}) => {
  await decideLate(page, site);
  await setClock(page, 30 * 60_000);
  await visitLate(page, site);
  await expectNoOffer(page);
});

test('forgets a decision that was kept once a page view had one of its own', async ({ page, site }) => {
  await decideLate(page, site);
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toBeVisible();
  await visit(page, `${site.origin}/late`);
  await expectNoOffer(page);
});

test('shows the default content when the tag never loads', async ({ page, site }) => {
  site.set('/edgewise/edgewise.js', { status: 404 });
  site.set('/', shopPage({ budgetMs: 100 }));
  await page.goto(site.origin);
  await expect(page.getByText(defaultContent)).toBeVisible();
});

test('shifts nothing when it fills a slot', async ({ page, site }) => {
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  await page.addInitScript(`window.shifts = [];
    new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value)))
      .observe({ type: 'layout-shift', buffered: true });`);
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toBeVisible();
  // Two frames later, everything that the slot could have moved has been painted and observed.
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  expect(await page.evaluate('shifts')).toEqual([]);
});

test('replays the calls that were made before the tag had loaded, in order', async ({ page, site }) => {
  site.set('/', (request) =>
    request ? { body: shopPage().replace('</head>', '<script src="/early.js"></script></head>') } : undefined,
  );
  site.set(
    '/early.js',
    `for (const SKU of ['A-1', 'B-2']) edgewise.q.push(['track', { eventType: 'commerce.productViews', productListItems: [{ SKU }] }]);`,
  );
  site.set('/edgewise/edgewise.js', async () => {
    await earlyServed;
    return undefined;
  });
  let served = (): void => {};
  const earlyServed = new Promise<void>((resolve) => {
    served = resolve;
  });
  page.on('requestfinished', (request) => request.url().endsWith('/early.js') && served());
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toBeVisible();
});

test('tracks a page view on load and on every navigation within the page', async ({ page, site }) => {
  await visit(page, site.origin);
  await page.evaluate(`history.pushState({}, '', '/product/1'); history.replaceState({ scroll: 1 }, '');`);
  await page.evaluate(`location.hash = 'reviews'`);
  await page.evaluate(`history.back(); new Promise((done) => addEventListener('popstate', done, { once: true }))`);
  await page.evaluate('history.back()');
  await expect
    .poll(async () => (await storedEvents(page)).map(({ eventType }) => eventType))
    .toEqual(Array.from({ length: 3 }, () => 'web.webpagedetails.pageViews'));
});

test('gives the console the client', async ({ page, site }) => {
  await visit(page, site.origin);
  expect(await page.evaluate('edgewise.ready')).toEqual({ status: 'complete', source: 'network', generation: 1 });
  expect(await page.evaluate(`edgewise.predict('interest')`)).toMatchObject({
    executionProvider: 'js',
    features: { views: 0 },
    scores: { probability: expect.closeTo(1 / (1 + Math.exp(6)), 6) },
  });
  expect(await page.evaluate(`edgewise.decide({ scopes: ['hero'] })`)).toEqual([]);
});

test('an event tracked just before the page is left is not lost', async ({ page, site }) => {
  await visit(page, site.origin);
  await page.evaluate(`edgewise.track({ eventType: 'commerce.checkouts' }); location.assign('/?next')`);
  await page.waitForURL('**/?next');
  await page.waitForFunction('window.seen?.ready.length > 0');
  await expect
    .poll(async () => (await storedEvents(page)).map(({ eventType }) => eventType))
    .toContain('commerce.checkouts');
});

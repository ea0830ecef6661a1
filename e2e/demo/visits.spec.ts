import type { BrowserSession } from '../support/browser-session.ts';
import {
  cartOfferTo,
  type DemoRequest,
  type DemoShop,
  expect,
  overlayParts,
  type PageView,
  pageViewScript,
  test,
  visitorIdScript,
} from '../support/demo-shop.ts';
import { inEachBrowser } from '../support/in-each-browser.ts';

const isPublished = (path: string): boolean => path.startsWith('/edgewise/manifest') || path.includes('/artifacts/');

/** What lies on the device of all that is published: manifest, models and their index. */
const countStored = `
  const known = await indexedDB.databases();
  if (!known.some(({ name }) => name === 'edgewise')) return 0;
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await done(indexedDB.open('edgewise'));
  try {
    return await done(database.transaction('keyval').objectStore('keyval').count());
  } finally {
    database.close();
  }`;

/** Opens the home page for the first time, and waits until manifest, index and both models lie on the device. */
async function visitFirst(session: BrowserSession, shop: DemoShop): Promise<PageView> {
  await session.open(shop.origin);
  const view = await session.evaluate<PageView>(pageViewScript);
  await expect.poll(() => session.evaluate(countStored)).toBe(4);
  return view;
}

/** Clicks, and waits until the page that the click leads to stands and has asked for a newer manifest, so that it asks for nothing more. */
async function clickThrough(session: BrowserSession, shop: DemoShop, selector: string, path: string): Promise<void> {
  await session.evaluate(`setTimeout(() => document.querySelector(${JSON.stringify(selector)}).click())`);
  await expect
    .poll(() =>
      session
        .evaluate(`return document.readyState === 'complete' && 'track' in window.edgewise && location.pathname`)
        // Between two pages there is nobody to ask.
        .catch(() => undefined),
    )
    .toBe(path);
  await revalidated(shop, path);
}

/** Waits until a page has asked whether there is a newer manifest. @returns what it asked for of all that is published. */
async function revalidated(shop: DemoShop, path: string): Promise<readonly DemoRequest[]> {
  const published = () => {
    const pageAsked = shop.requests.findLastIndex((request) => request.path === path);
    return shop.requests.slice(pageAsked).filter((request) => isPublished(request.path));
  };
  await expect.poll(() => published().map((request) => request.path)).toEqual(['/edgewise/manifest.json']);
  return published();
}

/** The slot of a page was filled before anything that was published was asked for; the manifest was asked about after. */
async function expectNoRequestBeforeFilled(shop: DemoShop, path: string, { filledAt }: PageView): Promise<void> {
  const [request] = await revalidated(shop, path);
  expect(request?.at).toBeGreaterThan(filledAt);
}

inEachBrowser((browser) => {
  const view = () => browser.session.evaluate<PageView>(pageViewScript);

  test('decides on every page view what the visit calls for, from the second on without a request', async ({
    shop,
  }) => {
    test.setTimeout(120_000);
    const click = (selector: string, path: string) => clickThrough(browser.session, shop, selector, path);
    const toHome = () => click('.wordmark', '/');
    const toCart = () => click('.cart-link', '/cart.html');
    const toProduct = (slug: string) => click(`.card a[href$="${slug}.html"]`, `/product/${slug}.html`);

    expect(await visitFirst(browser.session, shop)).toMatchObject({
      chosen: { hero: 'stay-for-a-cup' },
      source: 'network',
      late: false,
      scores: { 'churn-risk': expect.closeTo(0.806, 2) },
      heading: 'Stay for a cup, and ten per cent',
      offer: { className: 'hero', pictures: 1, links: 1 },
    });

    await toProduct('heron-kettle');
    await toHome();
    await toProduct('fell-mugs');
    await browser.session.evaluate(`document.querySelector('.buy button').click()`);
    await toCart();
    const hesitant = await view();
    const { chosen, heading } = cartOfferTo(await browser.session.evaluate(visitorIdScript));
    const isHeldOut = Object.keys(chosen).length === 0;
    expect(hesitant.chosen).toEqual(chosen);
    expect(hesitant).toMatchObject({
      source: 'cache',
      late: false,
      requests: 0,
      heading,
      offer: isHeldOut ? null : { className: 'offer', pictures: 0, links: 1 },
    });
    if (!isHeldOut) await expectNoRequestBeforeFilled(shop, '/cart.html', hesitant);

    await toHome();
    expect(await view(), 'interested, but not yet ready').toMatchObject({
      chosen: { hero: 'thirty-days' },
      source: 'cache',
      requests: 0,
      heading: 'Live with it for thirty days',
      offer: { className: 'hero', pictures: 1, links: 1 },
    });

    await toCart();
    await browser.session.evaluate(`document.querySelector('[data-checkout]').click();
      document.querySelector('dialog [value=back]').click()`);
    await toHome();
    const ready = await view();
    expect(ready).toMatchObject({
      chosen: { hero: 'order-today' },
      source: 'cache',
      late: false,
      requests: 0,
      heading: 'Order by three, brew by Thursday',
      offer: { className: 'hero', pictures: 1, links: 1 },
    });
    expect(ready.scores['purchase-intent']).toBeGreaterThanOrEqual(0.3);
    await expectNoRequestBeforeFilled(shop, '/', ready);
  });

  test('still decides when manifest and artifacts cannot be reached any more', async ({ shop }) => {
    expect(await visitFirst(browser.session, shop)).toMatchObject({ source: 'network' });
    shop.cut(isPublished);
    await browser.session.open(shop.origin);
    expect(await view()).toMatchObject({ chosen: { hero: 'stay-for-a-cup' }, source: 'cache', late: false });
  });

  test('gives the console the client', async ({ shop }) => {
    await browser.session.open(shop.origin);
    expect(await browser.session.evaluate('return await edgewise.ready')).toMatchObject({
      status: 'complete',
      source: 'network',
    });
    expect(await browser.session.evaluate(`return await edgewise.predict('purchase-intent')`)).toMatchObject({
      scores: { probability: expect.closeTo(0.066, 2) },
      executionProvider: 'js',
      features: { pageViews: 1, cartAdds: 0 },
    });
    expect(await browser.session.evaluate(`return await edgewise.decide({ scopes: ['hero'] })`)).toMatchObject([
      { scope: 'hero', scopeDetails: { decisionProvider: 'EDGEWISE', experience: { id: 'stay-for-a-cup' } } },
    ]);
  });

  test('opens the overlay with all that explains the decision', async ({ shop }) => {
    await browser.session.open(shop.origin);
    await view();
    // Once it is open, the overlay asks for a decision of its own.
    await browser.session.evaluate(`document.querySelector('.overlay-button').click()`);
    const said = (tab: string): Promise<string> =>
      browser.session.evaluate(`const { shadowRoot } = document.querySelector('edgewise-overlay') ?? {};
        shadowRoot?.querySelector('#tab-${tab}').click();
        return shadowRoot?.querySelector('.panel').innerText ?? '';`);
    for (const [tab, parts] of Object.entries(overlayParts))
      for (const part of parts) await expect.poll(() => said(tab)).toMatch(part);
  });
});

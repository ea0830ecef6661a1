import { browserNames } from '../../scripts/browsers.ts';
import { type BrowserSession, startBrowser } from '../support/browser-session.ts';
import { type DemoShop, expect, type PageView, pageViewScript, panelParts, test } from '../support/demo-shop.ts';

const isPublished = (path: string): boolean => path.startsWith('/edgewise/manifest') || path.includes('/artifacts/');

/** Clicks, and waits for the page that the click leads to. */
async function clickThrough(session: BrowserSession, selector: string, path: string): Promise<void> {
  await session.evaluate(`setTimeout(() => document.querySelector(${JSON.stringify(selector)}).click())`);
  await expect
    .poll(
      () =>
        session
          .evaluate(`return document.readyState === 'complete' && 'track' in window.edgewise && location.pathname`)
          // Between two pages there is nobody to ask.
          .catch(() => undefined),
      { timeout: 20_000 },
    )
    .toBe(path);
}

const toHome = (session: BrowserSession) => clickThrough(session, '.wordmark', '/');
const toCart = (session: BrowserSession) => clickThrough(session, '.cart-link', '/cart.html');
const toProduct = (session: BrowserSession, slug: string) =>
  clickThrough(session, `.card a[href$="${slug}.html"]`, `/product/${slug}.html`);

/** The slot of a page was filled before anything that was published was asked for; the manifest was asked about after. */
async function expectNoRequestBeforeFilled(shop: DemoShop, path: string, { filledAt }: PageView): Promise<void> {
  const published = () => {
    const pageAsked = shop.requests.findLastIndex((request) => request.path === path);
    return shop.requests.slice(pageAsked).filter((request) => isPublished(request.path));
  };
  await expect.poll(() => published().map((request) => request.path)).toEqual(['/edgewise/manifest.json']);
  expect(published()[0]?.at).toBeGreaterThan(filledAt);
}

for (const name of browserNames) {
  test.describe(name, () => {
    let session: BrowserSession;
    const view = () => session.evaluate<PageView>(pageViewScript);

    test.beforeEach(async () => {
      session = await startBrowser(name);
    });
    test.afterEach(() => session.close());

    test('decides on every page view what the visit calls for, from the second on without a request', async ({
      shop,
    }) => {
      test.setTimeout(120_000);
      await session.open(shop.origin);
      expect(await view()).toMatchObject({
        chosen: { hero: 'stay-for-a-cup' },
        source: 'network',
        late: false,
        scores: { 'churn-risk': expect.closeTo(0.806, 2) },
        heading: 'Stay for a cup, and ten per cent',
        offer: { className: 'hero', pictures: 1, links: 1 },
      });

      await toProduct(session, 'heron-kettle');
      await toHome(session);
      await toProduct(session, 'fell-mugs');
      await session.evaluate(`document.querySelector('.buy button').click()`);
      await toCart(session);
      const hesitant = await view();
      expect(hesitant).toMatchObject({
        chosen: { 'cart-discount': 'ten-percent-off' },
        source: 'cache',
        late: false,
        requests: 0,
        heading: 'Ten per cent off, if you decide today',
        offer: { className: 'offer', pictures: 0, links: 1 },
      });
      await expectNoRequestBeforeFilled(shop, '/cart.html', hesitant);

      await toHome(session);
      expect(await view(), 'interested, but not yet ready').toMatchObject({
        chosen: {},
        source: 'cache',
        requests: 0,
        heading: 'Slow mornings, well equipped',
        offer: null,
      });

      await toCart(session);
      await session.evaluate(`document.querySelector('[data-checkout]').click();
        document.querySelector('dialog [value=back]').click()`);
      await toHome(session);
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
      await session.open(shop.origin);
      expect(await view()).toMatchObject({ source: 'network' });
      expect(await session.evaluate('return await edgewise.ready')).toMatchObject({ status: 'complete' });
      shop.cut(isPublished);
      await session.open(shop.origin);
      expect(await view()).toMatchObject({ chosen: { hero: 'stay-for-a-cup' }, source: 'cache', late: false });
    });

    test('gives the console the client', async ({ shop }) => {
      await session.open(shop.origin);
      expect(await session.evaluate('return await edgewise.ready')).toMatchObject({
        status: 'complete',
        source: 'network',
      });
      expect(await session.evaluate(`return await edgewise.predict('purchase-intent')`)).toMatchObject({
        scores: { probability: expect.closeTo(0.066, 2) },
        executionProvider: 'js',
        features: { pageViews: 1, cartAdds: 0 },
      });
      expect(await session.evaluate(`return await edgewise.decide({ scopes: ['hero'] })`)).toMatchObject([
        { scope: 'hero', scopeDetails: { decisionProvider: 'EDGEWISE', experience: { id: 'stay-for-a-cup' } } },
      ]);
    });

    test('opens its panel with all that explains the decision', async ({ shop }) => {
      await session.open(shop.origin);
      await view();
      // Opened, the panel asks for a decision of its own.
      await session.evaluate(`const asked = new Promise((resolve) => edgewise.on('decision', resolve));
        document.querySelector('.panel-button').click();
        await asked;`);
      const said = await session.evaluate<string>(`return document.querySelector('.panel').innerText`);
      for (const part of panelParts) expect(said).toMatch(part);
    });
  });
}

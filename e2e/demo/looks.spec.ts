import type { Page } from '@playwright/test';
import { cartOfferTo, expect, test, viewOf, visitorIdOf } from '../support/demo-shop.ts';

/** Gathers every layout shift of a page from its first paint on: how much, and what moved. */
const watchShifts = `window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries())
      shifts.push([value, ...sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName)]);
  }).observe({ type: 'layout-shift', buffered: true });`;

/** Resolves with the shifts so far: two frames later, everything that a slot or a script could have moved has been painted. */
const shiftsOn = (page: Page): Promise<unknown> =>
  page.evaluate(
    `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(shifts)))))`,
  );

const viewports = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
};

for (const [device, viewport] of Object.entries(viewports)) {
  test.describe(`on a ${device}`, () => {
    test.use({ viewport });

    test('shifts nothing, on first and later visits', async ({ page, shop }) => {
      await page.addInitScript(watchShifts);
      const expectSteady = async (path: string, chosen?: Readonly<Record<string, unknown>>) => {
        await page.goto(shop.origin + path);
        if (chosen) expect((await viewOf(page)).chosen).toMatchObject(chosen);
        expect(await shiftsOn(page), `shifts on ${path}`).toEqual([]);
      };
      const addToCart = async () => {
        await page.getByRole('button', { name: 'Add to cart' }).click();
        await expect(page.getByRole('link', { name: 'See your cart' })).toBeVisible();
        expect(await shiftsOn(page), 'shifts by adding to the cart').toEqual([]);
      };
      await expectSteady('/', { hero: 'stay-for-a-cup' });
      await expectSteady('/', { hero: 'stay-for-a-cup' });
      await expectSteady('/cart.html', {});
      await expectSteady('/product/fell-mugs.html', { picks: expect.any(String) });
      await addToCart();
      await expectSteady('/cart.html', cartOfferTo(await visitorIdOf(page)).chosen);
      for (const slug of ['tarn-teapot', 'heron-kettle', 'keep-canister']) {
        await expectSteady(`/product/${slug}.html`);
        await addToCart();
      }
      await expectSteady('/cart.html', {});
      await expectSteady('/', { hero: 'order-today' });
      await expectSteady('/nowhere');
    });
  });
}

/** Elements whose content does not fit into them, in the slots, and the page itself if it scrolls sideways. */
const findCramped = `(() => {
  const tooWide = ({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1;
  const tooHigh = ({ scrollHeight, clientHeight }) => clientHeight > 0 && scrollHeight > clientHeight + 1;
  return [
    ...[document.documentElement].filter(tooWide),
    ...[...document.querySelectorAll('edgewise-slot, edgewise-slot *')].filter((element) => tooWide(element) || tooHigh(element)),
  ].map((element) => element.outerHTML.slice(0, 100));
})()`;

for (const width of [320, 390, 681, 768, 861, 1280]) {
  test(`shows its offers whole at a width of ${width} pixels`, async ({ page, shop }) => {
    await page.setViewportSize({ width, height: 800 });
    const expectRoom = async (path: string, chosen?: Readonly<Record<string, unknown>>) => {
      await page.goto(shop.origin + path);
      if (chosen) expect((await viewOf(page)).chosen).toMatchObject(chosen);
      expect(await page.evaluate(findCramped), `cramped on ${path}`).toEqual([]);
    };
    await expectRoom('/', { hero: 'stay-for-a-cup' });
    await expectRoom('/product/heron-kettle.html', { picks: expect.any(String) });
    await page.getByRole('button', { name: 'Add to cart' }).click();
    for (const slug of ['first-flush-tea', 'drift-dripper'])
      await expectRoom(`/product/fell-mugs.html?edgewise-preview=pick-${slug}`, { picks: expect.any(String) });
    await expectRoom('/?edgewise-preview=hero-by-segment:thirty-days', { hero: 'thirty-days' });
    await expectRoom('/?edgewise-preview=pop-in-for-those-who-look-around', { 'pop-in': 'first-flush-is-in' });
    for (const offer of ['ten-percent-off', 'free-delivery'])
      await expectRoom(`/cart.html?edgewise-preview=cart-offer-for-the-hesitant:${offer}`, { 'cart-discount': offer });
    await page.getByRole('button', { name: 'Check out' }).click();
    await expectRoom('/', { hero: 'order-today' });
  });
}

/** Texts whose contrast with what lies behind them is under 4.5, by WCAG 2.2, 1.4.3. */
const findFaintText = `(root) => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color) => {
    const [red, green, blue] = color.slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    const [one, other] = [rgba(getComputedStyle(element).color), behind(element)].map(luminance);
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) faint.push(contrast.toFixed(2) + ' ' + node.data.trim());
  }
  return faint;
}`;

for (const path of ['/', '/product/heron-kettle.html', '/cart.html', '/nowhere']) {
  test(`${path} has language, title, one first heading, landmarks, names for all, and contrast`, async ({
    page,
    shop,
  }) => {
    if (path === '/cart.html') {
      await page.goto(`${shop.origin}/product/fell-mugs.html`);
      await page.getByRole('button', { name: 'Add to cart' }).click();
    }
    await page.goto(shop.origin + path);
    if ((await page.locator('edgewise-slot').count()) > 0) await viewOf(page);
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page).toHaveTitle(/Morrow & Fen/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    for (const role of ['banner', 'main', 'contentinfo'] as const) await expect(page.getByRole(role)).toHaveCount(1);
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
    const outside = 'body > :not(header, main, footer, script, .skip, button, edgewise-overlay)';
    await expect(page.locator(outside), 'outside of all landmarks').toHaveCount(0);
    await expect(page.locator('img:not([alt])')).toHaveCount(0);
    for (const control of await page.locator('a[href], button, select').all()) {
      if (await control.isVisible()) await expect(control).toHaveAccessibleName(/\S/);
    }
    expect(await page.evaluate(`(${findFaintText})(document.body)`)).toEqual([]);
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the overlay has contrast and names for all in ${colorScheme} colours`, async ({ page, shop }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${shop.origin}/?edgewise-debug`);
    await viewOf(page);
    const overlay = page.getByRole('complementary', { name: 'How this page decided' });
    for (const [tab, heading] of Object.entries({
      Decisions: 'What it chose, and why',
      Visitor: 'Features',
      Measurements: 'What it took',
    })) {
      await overlay.getByRole('tab', { name: tab }).click();
      await expect(overlay.getByRole('heading', { name: heading })).toBeVisible();
      const root = `document.querySelector('edgewise-overlay').shadowRoot.querySelector('.panel')`;
      expect(await page.evaluate(`(${findFaintText})(${root})`), tab).toEqual([]);
      for (const control of await overlay.locator('button, input').all())
        if (await control.isVisible()) await expect(control).toHaveAccessibleName(/\S/);
    }
  });
}

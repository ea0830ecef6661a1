import type { Page } from '@playwright/test';
import { expect, test, viewOf } from '../support/demo-shop.ts';

/** Names of the products that a product page picked, in their order. */
const picksOn = (page: Page): Promise<string[]> =>
  page.locator('edgewise-slot[scope=picks] [slot=experience] h3').allTextContents();

test('a product page picks three others by what the visitor has looked at', async ({ page, shop }) => {
  await page.goto(`${shop.origin}/product/tarn-teapot.html`);
  await viewOf(page);
  expect(await picksOn(page)).toEqual(['Fell mugs', 'Heron kettle', 'Drift dripper and jug']);
  for (const slug of ['keep-canister', 'keep-canister', 'first-flush-tea']) {
    await page.goto(`${shop.origin}/product/${slug}.html`);
    await viewOf(page);
  }
  expect(await picksOn(page)).toEqual(['Keep canister', 'Tarn teapot', 'Fell mugs']);
  await expect(page.locator('edgewise-slot[scope=picks] .card').first(), 'the default content').toBeHidden();
});

test('the card pops in once a visit, and closes', async ({ page, shop }) => {
  const card = page.getByRole('complementary', { name: 'First Flush is in' });
  const toProduct = async (slug: string): Promise<void> => {
    await page.goto(`${shop.origin}/product/${slug}.html`);
    await viewOf(page);
  };
  await toProduct('fell-mugs');
  await toProduct('tarn-teapot');
  await expect(card).toHaveCount(0);
  await toProduct('heron-kettle');
  await expect(card).toBeVisible();
  const displayed = `edgewiseLog.flatMap(([name, detail]) => (name === 'display' ? detail.proposition.scope : []))`;
  await expect.poll(() => page.evaluate(displayed)).toContain('pop-in');
  await card.getByRole('button', { name: 'Close' }).click();
  await expect(card).toHaveCount(0);
  await toProduct('plumb-scale');
  await expect(card).toHaveCount(0);
});

test('the cart takes the code of its offer', async ({ page, shop }) => {
  await page.goto(`${shop.origin}/product/fell-mugs.html`);
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.goto(`${shop.origin}/cart.html?edgewise-preview=cart-offer-for-the-hesitant:free-delivery`);
  await expect(page.getByText('€38.90', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Use SENTFREE' }).click();
  await expect(page.getByText('Free', { exact: true })).toBeVisible();
});

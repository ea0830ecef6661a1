import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import * as ort from 'onnxruntime-web/wasm';
import { cutSession, simulateSessions } from '../../src/demo/simulator/session.ts';
import { createRandom } from '../../src/pipeline/random.ts';
import type { Prediction } from '../../src/worker/protocol.ts';
import { expect, overlayParts, test, viewOf } from '../support/demo-shop.ts';

const overlay = (page: Page) => page.getByRole('complementary', { name: 'How this page decided' });

test('the overlay opens by keyboard and by mouse, and gives the focus back', async ({ page, shop }) => {
  await page.goto(shop.origin);
  await viewOf(page);
  const button = page.getByRole('button', { name: 'How this page decided' });
  await expect(overlay(page)).toBeHidden();
  const stops = (await page.locator('a[href], button, select, [tabindex="0"]').count()) + 1;
  const visited: string[] = [];
  while (visited.at(-1) !== 'How this page decided' && visited.length < stops) {
    await page.keyboard.press('Tab');
    visited.push(await page.evaluate(`document.activeElement.textContent.trim()`));
  }
  expect(visited[0]).toBe('Skip to the content');
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(overlay(page)).toBeVisible();
  await expect(overlay(page).getByRole('button', { name: 'Close' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(overlay(page)).toBeHidden();
  await expect(button).toBeFocused();

  await button.click();
  for (const [tab, parts] of Object.entries(overlayParts)) {
    await overlay(page).getByRole('tab', { name: tab }).click();
    for (const part of parts) await expect(overlay(page)).toHaveText(part, { useInnerText: true });
  }
  await overlay(page).getByRole('button', { name: 'Close' }).click();
  await expect(overlay(page)).toBeHidden();
});

test('the overlay follows what the visitor does', async ({ page, shop }) => {
  await page.goto(`${shop.origin}/product/fell-mugs.html`);
  await viewOf(page);
  await page.getByRole('button', { name: 'How this page decided' }).click();
  await expect(overlay(page)).toContainText(
    'Pick fell mugs lost: it asks that page path (now “/product/fell-mugs.html”) is not “/product/fell-mugs.html”',
  );
  await overlay(page).getByRole('tab', { name: 'Visitor' }).click();
  await expect(overlay(page)).toContainText('productViews Fell mugs');
  await expect(overlay(page)).not.toContainText('productListAdds');
  // The overlay may lie over the button, but takes nothing from the keyboard.
  await page.getByRole('button', { name: 'Add to cart' }).press('Enter');
  await expect(overlay(page)).toContainText('productListAdds Fell mugs');
});

test('the overlay tells what came of an experience, and the data layer hears of it', async ({ page, shop }) => {
  const openOverlay = () => page.getByRole('button', { name: 'How this page decided' }).click();
  const promotions = (): Promise<string[]> =>
    page.evaluate(
      `(window.dataLayer ?? []).flatMap(({ event, ecommerce }) => event ? [event + ' ' + ecommerce.creative_name] : [])`,
    );
  await page.goto(shop.origin);
  await openOverlay();
  await expect(overlay(page)).toContainText('“Stay for a cup” of Hero by segment was displayed.');
  expect(await promotions()).toEqual(['view_promotion stay-for-a-cup']);
  await page.goto(`${shop.origin}/product/fell-mugs.html`);
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.goto(`${shop.origin}/cart.html`);
  await page.getByRole('button', { name: 'Check out' }).click();
  await page.getByRole('button', { name: 'Place order' }).click();
  await openOverlay();
  await expect(overlay(page)).toContainText(
    '“Stay for a cup” of Hero by segment reached its goal by commerce.purchases.',
  );
  expect(await promotions()).toContain('edgewise_convert stay-for-a-cup');
});

test('the overlay tells of other pages where there is no slot', async ({ page, shop }) => {
  await page.goto(`${shop.origin}/nowhere`);
  await page.getByRole('button', { name: 'How this page decided' }).click();
  await expect(overlay(page)).toContainText('This page has no slot to decide for.');
  await expect(overlay(page)).toContainText('On its page it would be: Stay for a cup.');
});

test('the overlay shows another experience on the page', async ({ page, shop }) => {
  await page.goto(shop.origin);
  await viewOf(page);
  await page.getByRole('button', { name: 'How this page decided' }).click();
  await overlay(page).getByRole('button', { name: 'Show “Order today”' }).click();
  await expect(page.getByRole('heading', { name: 'Order by three, brew by Thursday' })).toBeVisible();
  await overlay(page).getByRole('button', { name: 'End the preview' }).click();
  await expect(page.getByRole('heading', { name: 'Stay for a cup, and ten per cent' })).toBeVisible();
});

const serviceIds = ['purchase-intent', 'churn-risk'] as const;

async function modelOf(folder: string, serviceId: string): Promise<Uint8Array> {
  const manifest = JSON.parse(await readFile(join(folder, 'edgewise/manifest.json'), 'utf8'));
  return readFile(join(folder, 'edgewise/artifacts', manifest.services[serviceId].models.model.sha256));
}

test('the page scores as onnxruntime-web does on the same features', async ({ browser, shop, demoFolder }) => {
  ort.env.wasm.numThreads = 1;
  const random = createRandom(7);
  const visits = simulateSessions({ seed: 7, count: 8 }).map((session) => cutSession(session, random));
  const references = new Map<string, ort.InferenceSession>();
  for (const id of serviceIds) references.set(id, await ort.InferenceSession.create(await modelOf(demoFolder, id)));
  const seen = new Set<number>();
  for (const events of visits) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${shop.origin}/nowhere`);
    const moved = Date.now() - Date.parse(events.at(-1)?.timestamp ?? '');
    const visit = events.map((event) => ({
      ...event,
      timestamp: new Date(Date.parse(event.timestamp) + moved).toISOString(),
    }));
    await page.evaluate(`for (const event of ${JSON.stringify(visit)}) edgewise.track(event)`);
    for (const id of serviceIds) {
      const { features, scores } = await page.evaluate<Prediction>(`edgewise.predict('${id}')`);
      const row = Float32Array.from(Object.values(features), Number);
      const output = await references.get(id)?.run({ features: new ort.Tensor('float32', row, [1, row.length]) });
      expect(Math.abs(Number(scores.probability) - Number(output?.probabilities?.data[1]))).toBeLessThan(1e-6);
      seen.add(Number(scores.probability));
    }
    await context.close();
  }
  expect(seen.size, 'the visits differ').toBe(visits.length * serviceIds.length);
});

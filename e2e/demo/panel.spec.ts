import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web/wasm';
import { createRandom } from '../../src/authoring/trainers/random.ts';
import { cutSession, simulateSessions } from '../../src/demo/simulator/session.ts';
import type { Prediction } from '../../src/worker/protocol.ts';
import { expect, panelParts, test, viewOf } from '../support/demo-shop.ts';

test('the panel opens by keyboard and by mouse, and gives the focus back', async ({ page, shop }) => {
  await page.goto(shop.origin);
  await viewOf(page);
  const button = page.getByRole('button', { name: 'How this page decided' });
  const panel = page.getByRole('complementary', { name: 'How this page decided' });
  await expect(panel).toBeHidden();
  const stops = (await page.locator('a[href], button, select, [tabindex="0"]').count()) + 1;
  const visited: string[] = [];
  while (visited.at(-1) !== 'How this page decided' && visited.length < stops) {
    await page.keyboard.press('Tab');
    visited.push(await page.evaluate(`document.activeElement.textContent.trim()`));
  }
  expect(visited[0]).toBe('Skip to the content');
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(panel).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Close' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(panel.locator('.panel-body'), 'what it says scrolls by keyboard').toBeFocused();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(button).toBeFocused();

  await button.click();
  for (const part of panelParts) await expect(panel).toHaveText(part, { useInnerText: true });
  await panel.getByRole('button', { name: 'Close' }).click();
  await expect(panel).toBeHidden();
});

test('the panel follows what the visitor does, on a page without a slot too', async ({ page, shop }) => {
  await page.goto(`${shop.origin}/product/fell-mugs.html`);
  await page.getByRole('button', { name: 'How this page decided' }).click();
  const panel = page.getByRole('complementary', { name: 'How this page decided' });
  await expect(panel).toContainText('This page has no slot to decide for.');
  await expect(panel).toContainText('Events so far: 2');
  for (const name of ['Scores', 'Segments', 'What it took', 'Milliseconds of each stage', 'Features'])
    await expect(panel.getByRole('heading', { name })).toBeVisible();
  // The panel may lie over the button, but takes nothing from the keyboard.
  await page.getByRole('button', { name: 'Add to cart' }).press('Enter');
  await expect(panel).toContainText('Events so far: 3');
  await expect(panel).toContainText('productListAdds Fell mugs');
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

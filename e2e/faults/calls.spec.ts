import type { Page } from '@playwright/test';
import { storedEvents } from '../support/device.ts';
import { expect, test } from '../support/fixtures.ts';
import { shopPage, visit } from '../support/shop-page.ts';
import { offer } from '../support/tiny-service.ts';

/** What Edgewise tells the page's console from now on. */
function toldToConsole(page: Page): string[] {
  const told: string[] = [];
  page.on('console', (message) => message.text().startsWith('edgewise') && told.push(message.text()));
  return told;
}

const look = ['track', { eventType: 'commerce.productViews' }];
const noCalls = [null, 'track', 7, {}, [], ['tracks', {}], ['decide'], ['ready']];

test('what is no call in the queue is told of, and keeps no call behind it from being made', async ({ page, site }) => {
  const told = toldToConsole(page);
  site.set('/queue.js', `edgewise.q.push(...${JSON.stringify([...noCalls, look, look])});`);
  // Without `async`, so that the queue is complete before the tag runs.
  site.set('/', shopPage().replace('<script async', '<script src="/queue.js"></script><script'));
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toBeVisible();
  const expected = Array.from(noCalls, () => expect.stringMatching(/^edgewise\.q could not call/));
  expect(told).toEqual(expected);

  await page.evaluate(`for (const entry of ${JSON.stringify([...noCalls, look])}) edgewise.q.push(entry)`);
  await expect.poll(() => storedEvents(page)).toHaveLength(4);
  expect(told).toEqual([...expected, ...expected]);
});

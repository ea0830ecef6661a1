import { storedEvents, storedManifests } from './support/device.ts';
import { publishItems } from './support/experience.ts';
import { expect, test } from './support/fixtures.ts';
import { dedicated, latePage, seenOn, shopPage, visit, visitLate } from './support/shop-page.ts';
import { defaultContent } from './support/tiny-service.ts';

const show = (content: string) =>
  publishItems({ hero: [{ schema: 'https://ns.adobe.com/personalization/html-content-item', data: { content } }] });
const outletManifest = '/outlet/manifest.json';
const outlet = { 'data-manifest-url': outletManifest };

test('two shops of one origin know each its own manifest, and both the one visitor', async ({ page, site }) => {
  site.publish(await show('From the shop'));
  site.set(outletManifest, (await show('From the outlet')).document);
  // Each page view reads the device anew.
  site.set('/', shopPage({ attributes: dedicated }));
  site.set('/outlet', shopPage({ attributes: { ...dedicated, ...outlet } }));
  let shops = 0;
  for (const [path, content] of Object.entries({ '/': 'From the shop', '/outlet': 'From the outlet' })) {
    await visit(page, site.origin + path);
    await expect(page.getByText(content)).toBeVisible();
    shops += 1;
    await expect.poll(() => storedManifests(page), 'kept behind the decision').toHaveLength(shops);
  }
  await expect.poll(() => storedEvents(page), 'a page view of each').toHaveLength(2);
  for (const path of ['/', '/outlet']) {
    await visit(page, site.origin + path);
    await expect.poll(async () => (await seenOn(page)).decisions).toHaveLength(1);
    const { decisions, errors } = await seenOn(page);
    expect(decisions[0], 'what lies on the device is enough').toMatchObject({ source: 'cache', requests: 0 });
    expect(errors).toEqual([]);
  }
});

test('what one shop decided too late is not shown by another', async ({ page, site }) => {
  site.publish(await show('From the shop'));
  site.set(outletManifest, (await publishItems({})).document);
  site.set('/outlet', latePage(outlet));
  await visitLate(page, site);
  await visit(page, `${site.origin}/outlet`);
  await expect.poll(async () => (await seenOn(page)).decisions).toHaveLength(1);
  await expect(page.getByText(defaultContent)).toBeVisible();
  expect((await seenOn(page)).filled).toEqual([]);
});

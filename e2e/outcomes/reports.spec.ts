import type { Page } from '@playwright/test';
import { storedEvents } from '../support/device.ts';
import {
  expect,
  expectOutcomes,
  outcomesOf,
  outcomesPage,
  reportedTypes,
  reportsTo,
  slot,
  test,
} from '../support/outcomes.ts';
import { seenOn, visit } from '../support/shop-page.ts';

const displayType = 'decisioning.propositionDisplay';
const interactType = 'decisioning.propositionInteract';
const conversionType = 'edgewise.conversion';

/** Keys of Edgewise's that lie on the device beside the visitor's choice. */
const outcomesKept = (page: Page): Promise<number> =>
  page.evaluate(`Object.keys(localStorage).filter((key) => key.startsWith('edgewise.outcome.')).length`);

test('a report holds all outcomes of a page view, and is sent when the page is left', async ({ page, site }) => {
  site.set('/', outcomesPage(slot('hero') + slot('low')));
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero', 'display low']);
  await page.getByRole('button').first().click();
  await expectOutcomes(page, ['display hero', 'display low', 'interact hero']);
  expect(reportsTo(site)).toEqual([]);
  const { outcomes } = await seenOn(page);
  await page.goto(`${site.origin}/sale`);
  await expect.poll(() => reportsTo(site)).toHaveLength(1);
  expect(reportsTo(site)[0]).toEqual(outcomes.map(({ event }) => event));
  expect(await outcomesKept(page)).toBe(0);
});

test('nothing is reported, or kept for it, where no address is given', async ({ page, site }) => {
  site.set('/', outcomesPage(slot('hero')).replace(' data-report-url="/outcomes"', ''));
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero']);
  expect(await outcomesKept(page)).toBe(0);
  await page.goto(`${site.origin}/sale`);
  await page.goto(site.origin);
  await expectOutcomes(page, ['display hero']);
  expect(reportsTo(site)).toEqual([]);
});

test('what the browser did not take is reported by the next page view that has a network, once', async ({
  page,
  context,
  site,
}) => {
  // A page that refuses its beacons, and one that is left without a network.
  await page.addInitScript(`if (location.search === '?refused') navigator.sendBeacon = () => false;
    if (location.search === '?offline') Object.defineProperty(navigator, 'onLine', { value: false });`);
  for (const search of ['?refused', '?offline']) {
    await visit(page, site.origin + search);
    await expectOutcomes(page, ['display hero']);
  }
  await page.goto(`${site.origin}/sale`);
  expect(await outcomesKept(page)).toBe(2);
  expect(reportsTo(site)).toEqual([]);
  const other = await context.newPage();
  await visit(other, site.origin);
  await expect.poll(() => reportedTypes(site)).toEqual([displayType, displayType]);
  await expectOutcomes(other, ['display hero']);
  await other.goto(`${site.origin}/sale`);
  await expect.poll(() => reportedTypes(site)).toHaveLength(3);
  const ids = reportsTo(site).flatMap((events) => events.map(({ _id }) => _id));
  expect(new Set(ids).size).toBe(3);
});

test('without consent nothing is counted, kept or sent', async ({ page, site }) => {
  site.set('/', outcomesPage(slot('hero') + slot('low')));
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero', 'display low']);
  await page.getByRole('button').first().click();
  await expectOutcomes(page, ['display hero', 'display low', 'interact hero']);
  expect(await outcomesKept(page)).toBe(3);
  await page.evaluate(`edgewise.setConsent('out')`);
  expect(await outcomesKept(page)).toBe(0);
  await page.getByRole('button').last().click();
  expect(await outcomesOf(page)).toHaveLength(3);
  // The visitor's mark goes once the device has deleted what it stands for.
  await expect
    .poll(() => page.evaluate('[...Object.keys(localStorage), ...Object.keys(sessionStorage)]'))
    .toEqual(['edgewise.consent']);
  await page.goto(`${site.origin}/sale`);
  // A page view later with consent, what it reports is its own.
  await page.evaluate(`localStorage.clear()`);
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero', 'display low']);
  await page.goto(`${site.origin}/sale`);
  await expect.poll(() => reportedTypes(site)).toEqual([displayType, displayType]);
});

for (const address of ['https://', 'data:,'])
  test(`an address that takes no reports is told, and harms nothing (${address})`, async ({ page, site }) => {
    site.set('/', outcomesPage(slot('hero'), { 'data-report-url': address }));
    await visit(page, site.origin);
    await expectOutcomes(page, ['display hero']);
    await page.evaluate(`dispatchEvent(new Event('pagehide'))`);
    expect((await seenOn(page)).errors).toEqual([
      { code: 'input-invalid', message: expect.stringContaining('reportUrl') },
    ]);
  });

test('a purchase converts the displays before it, once, on whatever page view', async ({ page, site }) => {
  const purchase = (id: string) => page.evaluate(`edgewise.track({ _id: '${id}', eventType: 'commerce.purchases' })`);
  await visit(page, site.origin);
  await purchase('before the display');
  await expectOutcomes(page, ['display hero']);
  await expect.poll(() => storedEvents(page)).toHaveLength(2);

  site.set('/thanks', outcomesPage('<h1>Thank you</h1>'));
  await visit(page, `${site.origin}/thanks`);
  await purchase('order 1');
  await expectOutcomes(page, ['convert hero']);
  // The same order again, and another without a display in between.
  await purchase('order 1');
  await purchase('order 2');
  await expect.poll(() => storedEvents(page)).toHaveLength(5);
  await visit(page, `${site.origin}/thanks`);
  await purchase('order 1');
  await expect.poll(() => storedEvents(page)).toHaveLength(6);

  // Whatever was wrongly counted until here would come with what is rightly counted from here.
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero']);
  await purchase('order 3');
  await expectOutcomes(page, ['display hero', 'convert hero']);
  await page.goto(`${site.origin}/sale`);
  await expect.poll(() => reportedTypes(site)).toEqual([displayType, conversionType, displayType, conversionType]);
  const [[display] = [], [conversion] = []] = reportsTo(site);
  expect(conversion).toMatchObject({
    _id: 'order 1/offers-hero',
    _experience: {
      decisioning: { propositions: [{ scopeDetails: { activity: { id: 'offers-hero' } } }] },
      edgewise: {
        scores: { interest: { probability: expect.any(Number) } },
        conversion: { eventType: 'commerce.purchases', eventId: 'order 1', displayId: display?._id },
      },
    },
  });
});

test('a purchase that leaves the page converts once, on whichever side of the navigation', async ({ page, site }) => {
  site.set('/thanks', outcomesPage('<h1>Thank you</h1>'));
  for (let order = 1; order <= 5; order++) {
    await visit(page, site.origin);
    await expectOutcomes(page, ['display hero']);
    await page.evaluate(
      `edgewise.track({ _id: 'order ${order}', eventType: 'commerce.purchases' }); location.assign('/thanks')`,
    );
    await page.waitForURL('**/thanks');
    await expect.poll(async () => (await reportedTypes(site)).length + (await outcomesKept(page))).toBe(2 * order);
  }
  await page.goto(`${site.origin}/sale`);
  await expect.poll(() => reportedTypes(site)).toHaveLength(10);
  const ids = reportsTo(site).flatMap((events) => events.map(({ _id }) => _id));
  expect(ids.filter((id) => id.startsWith('order'))).toEqual(
    [1, 2, 3, 4, 5].map((order) => `order ${order}/offers-hero`),
  );
});

test('a purchase that is sent again, because the page did not hear that it arrived, converts', async ({
  page,
  site,
}) => {
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero']);
  const order = { _id: 'order', timestamp: new Date().toISOString(), eventType: 'commerce.purchases' };
  await page.evaluate(`edgewise.track(${JSON.stringify(order)})`);
  await expectOutcomes(page, ['display hero', 'convert hero']);
  // What a page leaves behind that was ended in between.
  await page.evaluate(`localStorage.setItem('edgewise.left', ${JSON.stringify(JSON.stringify([order]))})`);
  site.set('/thanks', outcomesPage('<h1>Thank you</h1>'));
  await visit(page, `${site.origin}/thanks`);
  await expectOutcomes(page, ['convert hero']);
  expect((await seenOn(page)).outcomes[0]?.event._id).toBe('order/offers-hero');
});

test('a purchase in one of two tabs of a SharedWorker converts once, and is told where it was made', async ({
  page,
  context,
  site,
}) => {
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero']);
  const other = await context.newPage();
  await visit(other, site.origin);
  await expectOutcomes(other, ['display hero']);
  await page.evaluate(`edgewise.track({ eventType: 'commerce.purchases' })`);
  await expectOutcomes(page, ['display hero', 'convert hero']);
  expect(await outcomesOf(other)).toEqual(['display hero']);
});

test('reporters tell the data layer and the Web SDK; one that fails harms neither the other nor the page', async ({
  page,
  site,
}) => {
  await page.addInitScript(`window.sent = [];
    window.alloy = (...call) => { sent.push(call); return Promise.reject(new Error('no network')); };`);
  site.set('/', outcomesPage(slot('hero'), { 'data-reporters': 'alloy  dataLayer' }));
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero']);
  await page.getByRole('button').click();
  await expectOutcomes(page, ['display hero', 'interact hero']);
  await page.evaluate(`edgewise.track({ eventType: 'commerce.purchases' })`);
  await expectOutcomes(page, ['display hero', 'interact hero', 'convert hero']);
  const promotion = {
    promotion_id: 'offers-hero',
    promotion_name: 'offers-hero',
    creative_name: 'welcome',
    creative_slot: 'hero',
  };
  const told = ['view_promotion', 'select_promotion', 'edgewise_convert'].flatMap((event) => [
    { ecommerce: null },
    { event, ecommerce: { ...promotion, items: [{ item_name: 'offers-hero', ...promotion }] } },
  ]);
  expect(await page.evaluate('dataLayer')).toEqual(told);
  const { outcomes, errors } = await seenOn(page);
  expect(await page.evaluate('sent')).toEqual(outcomes.slice(0, 2).map(({ event }) => ['sendEvent', { xdm: event }]));
  expect(await outcomes.map(({ event }) => event)).toMatchObject([
    { eventType: displayType },
    { eventType: interactType },
    {},
  ]);
  expect(errors).toEqual([{ code: 'input-invalid', message: 'A reporter failed: no network' }]);
});

test('reporters that are none are told', async ({ page, site }) => {
  site.set('/', outcomesPage(slot('hero'), { 'data-reporters': 'datalayer alloy' }));
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero']);
  await expect
    .poll(async () => (await seenOn(page)).errors)
    .toEqual([
      { code: 'input-invalid', message: expect.stringContaining('no reporter "datalayer"') },
      { code: 'input-invalid', message: expect.stringContaining('no window.alloy') },
    ]);
});

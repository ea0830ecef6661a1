import { storedEvents, storedGeneration } from '../support/device.ts';
import { act } from '../support/experience.ts';
import { expect, publishInMemory, test, withFields } from '../support/fixtures.ts';
import { heroFor } from '../support/previews.ts';
import {
  decideHero,
  dedicated,
  failureOf,
  latePage,
  lookTwice,
  manifestPath,
  seenOn,
  shopPage,
  visit,
  visitLate,
} from '../support/shop-page.ts';
import { activities, defaultContent, offer, publication } from '../support/tiny-service.ts';

const workerPath = '/edgewise/worker.js';

test('a page that is switched off shows its default content at once, starts no worker and stores nothing', async ({
  page,
  site,
}) => {
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  site.set('/', shopPage({ attributes: { ...dedicated, 'data-enabled': 'false', 'data-default-consent': 'pending' } }));
  // Once it has decided, the worker that pages share asks for nothing more.
  await decideHero(page);
  site.requests.length = 0;
  await page.goto(site.origin);
  await page.waitForFunction('edgewise.track');
  expect(await page.evaluate('edgewise.ready')).toEqual({ status: 'failed' });
  await expect(page.getByText(defaultContent)).toBeVisible();
  await page.evaluate(`edgewise.track({ eventType: 'commerce.checkouts' }); edgewise.setConsent('in')`);
  await page.evaluate(`edgewise.display({ id: '1', scope: 'hero', scopeDetails: {}, items: [] })`);
  expect(await failureOf(page, `edgewise.decide({ scopes: ['hero'] })`)).toMatchObject({ code: 'disposed' });
  expect(page.workers()).toEqual([]);
  expect(site.requests.map(({ path }) => path)).toEqual(['/', '/listen.js', '/edgewise/edgewise.js']);
  expect((await seenOn(page)).errors).toEqual([]);
  expect(await storedEvents(page), 'what was known of the visitor stays').toHaveLength(3);
});

test('a site that was paused on another page takes back a decision that was kept, too', async ({
  page,
  site,
  published,
}) => {
  site.publish(withFields(published, { generation: 1 }));
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  await expect.poll(() => storedGeneration(page)).toBe(1);
  await visitLate(page, site);

  site.publish(withFields(published, { generation: 2, status: 'paused' }));
  site.set('/plain', shopPage({ body: '<h1>No slot</h1>' }));
  await visit(page, `${site.origin}/plain`);
  await expect.poll(() => storedGeneration(page)).toBe(2);
  await visit(page, `${site.origin}/late`);
  await expect.poll(async () => (await seenOn(page)).decisions).toHaveLength(1);
  await expect(page.getByText(defaultContent)).toBeVisible();
  await expect(page.getByText(offer)).toHaveCount(0);
});

test('a decision that was kept is taken back from a slot in a shadow tree, too', async ({ page, site, published }) => {
  site.publish(withFields(published, { generation: 1 }));
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  await visitLate(page, site);
  // The page's line of CSS, which holds slots from the first paint, does not reach into a shadow tree.
  const hold = '<style>edgewise-slot:not(:defined) { visibility: hidden }</style>';
  const inShadow = (html: string) =>
    html.replace(
      /<edgewise-slot.*<\/edgewise-slot>/,
      `<div><template shadowrootmode="open">${hold}$&</template></div>`,
    );
  site.set('/late', inShadow(latePage()));

  site.publish(withFields(published, { generation: 2, status: 'paused' }));
  site.set('/plain', shopPage({ body: '<h1>No slot</h1>' }));
  await visit(page, `${site.origin}/plain`);
  await expect.poll(() => storedGeneration(page)).toBe(2);
  // The worker that will say so comes once the decision of before is shown.
  const release = site.hold(workerPath);
  await page.goto(`${site.origin}/late`);
  await expect.poll(async () => (await seenOn(page)).filled).toEqual(['hero']);
  release();
  await expect.poll(async () => (await seenOn(page)).decisions).toHaveLength(1);
  await expect(page.getByText(defaultContent)).toBeVisible();
  await expect(page.getByText(offer)).toHaveCount(0);
});

test('a manifest that is paused turns the page to default content as soon as it is known, and back on the next page view', async ({
  page,
  site,
}) => {
  const { manifest, artifacts } = await publishInMemory({
    ...publication,
    activities: [
      ...activities,
      heroFor('heading', '', {
        scope: 'page',
        experiences: [
          { id: 'sale', items: [act('setText', 'h1', 'Sale'), act('setAttribute', 'h1', { title: 'Now' })] },
        ],
      }),
    ],
  });
  /** From now on the manifest is another, and is answered once the returned function is called. */
  const publish = (generation: number, status: 'live' | 'paused'): (() => void) => {
    site.publish({ manifest, artifacts, document: '' });
    return site.hold(manifestPath, { body: JSON.stringify({ ...manifest, generation, status }) });
  };
  const updates = async () => (await seenOn(page)).updates;
  const heading = page.getByRole('heading');
  await page.addInitScript(`window.shift = 0;
    new PerformanceObserver((list) => { for (const { value } of list.getEntries()) shift += value; })
      .observe({ type: 'layout-shift', buffered: true })`);
  publish(1, 'live')();
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  await expect.poll(() => storedGeneration(page)).toBe(1);

  const pause = publish(2, 'paused');
  await visit(page, site.origin);
  await page.evaluate(`edgewise.decide({ scopes: ['page'] })`);
  await expect(page.getByText(offer)).toBeVisible();
  await expect(heading).toHaveText('Sale');
  pause();
  await expect.poll(updates).toEqual([{ type: 'update', generation: 2, status: 'paused' }]);
  await expect(page.getByText(defaultContent)).toBeVisible();
  await expect(page.getByText(offer)).toHaveCount(0);
  await expect(heading).toHaveText('Shop');
  await expect(heading).not.toHaveAttribute('title');
  expect(await page.evaluate('shift')).toBe(0);
  expect((await seenOn(page)).errors).toEqual([]);
  await expect.poll(() => storedGeneration(page)).toBe(2);

  const resume = publish(3, 'live');
  await visit(page, site.origin);
  await expect(page.getByText(defaultContent)).toBeVisible();
  expect(await decideHero(page)).toBeUndefined();
  resume();
  await expect.poll(updates).toEqual([{ type: 'update', generation: 3, status: 'live' }]);
  await expect(page.getByText(defaultContent), 'nothing that is shown is swapped').toBeVisible();
  await expect.poll(() => storedGeneration(page)).toBe(3);
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toBeVisible();
});

test('a single-page app hears on its next route that the site was paused', async ({ page, site, published }) => {
  site.publish(withFields(published, { generation: 1 }));
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedGeneration(page)).toBe(1);
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toBeVisible();
  const asked = () => site.requests.filter(({ path }) => path === manifestPath).length;
  // What the page view itself asks for is over.
  await expect.poll(asked).toBe(2);

  site.publish(withFields(published, { generation: 2, status: 'paused' }));
  await page.evaluate(`history.pushState({}, '', '/next')`);
  await page.evaluate(`edgewise.decide({ scopes: ['other'] })`);
  await expect(page.getByText(defaultContent)).toBeVisible();
  await expect(page.getByText(offer)).toHaveCount(0);
});

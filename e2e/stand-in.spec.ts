import { storedEvents } from './support/device.ts';
import { expect, publishInMemory, test, withProviders } from './support/fixtures.ts';
import { decideHero, lookTwice, seenOn, takenOver, visit } from './support/shop-page.ts';
import { offer, publication } from './support/tiny-service.ts';

test("a new visitor's first page begins with a worker of its own, and goes on with the SharedWorker", async ({
  page,
  site,
}) => {
  await visit(page, site.origin);
  expect(page.workers()).toHaveLength(1);
  await lookTwice(page);
  expect(await decideHero(page)).toBe('free-delivery');
  const asked = site.requests.filter(({ path }) => !path.endsWith('.js')).map(({ path }) => path);
  await takenOver(page);
  await lookTwice(page);
  expect(await decideHero(page)).toBe('free-delivery');
  await expect.poll(() => storedEvents(page), 'one page view and four looks').toHaveLength(5);
  const { decisions, errors, ready } = await seenOn(page);
  expect(decisions.at(-1)?.events, 'what came before is known').toHaveLength(5);
  expect({ errors, ready: ready.length }).toEqual({ errors: [], ready: 1 });
  expect(
    site.requests.filter(({ path }) => !path.endsWith('.js')).map(({ path }) => path),
    'nothing is fetched once more',
  ).toEqual(asked);
});

test('the SharedWorker has loaded what the next page view needs', async ({ page, site }) => {
  site.publish(withProviders(await publishInMemory({ ...publication, includeRuntime: true }), ['wasm']));
  await visit(page, site.origin);
  await lookTwice(page);
  expect(await decideHero(page)).toBe('free-delivery');
  await takenOver(page);
  // It answers in order: the decision of the worker that stood in first.
  expect(await decideHero(page)).toBe('free-delivery');
  site.requests.length = 0;
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toBeVisible();
  expect(page.workers()).toEqual([]);
  const { decisions, errors } = await seenOn(page);
  expect(decisions[0]).toMatchObject({ requests: 0, source: 'cache' });
  expect(site.requests.filter(({ path }) => path.includes('/artifacts/') || path.includes('worker-wasm'))).toEqual([]);
  expect(errors).toEqual([]);
});

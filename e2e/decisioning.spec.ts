import { type Activity, htmlContentItem } from '../src/decisioning/activity.ts';
import { expect, publishInMemory, test as shopTest } from './support/fixtures.ts';
import { dedicated, latePage, shopPage, visit } from './support/shop-page.ts';

function activityOf(id: string, scope: string, changes: Partial<Activity> = {}): Activity {
  return {
    id,
    scope,
    priority: 1,
    status: 'live',
    selection: { type: 'first' },
    experiences: [{ id: 'only', items: [{ schema: htmlContentItem, data: { content: `<p>${id}</p>` } }] }],
    ...changes,
  };
}

const test = shopTest.extend({
  published: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from the pattern
    async ({}, use) =>
      use(
        await publishInMemory({
          services: {},
          activities: [
            activityOf('capped', 'hero', { frequencyCap: { count: 2, per: 'visitor' } }),
            activityOf('on-sale', 'page', { audience: { condition: { matches: [{ var: 'page.path' }, '^/sale$'] } } }),
            activityOf('local', 'time', {
              schedule: { start: '2020-01-01T00:00', end: '2120-01-01T00:00', timeZone: 'Asia/Tokyo' },
            }),
            ...[1, 3, 2].map((rank) => activityOf(`ranked-${rank}`, 'list', { rankBy: rank })),
            activityOf('split', 'split', {
              selection: { type: 'split' },
              experiences: ['a', 'b'].map((id) => ({ id, items: [] })),
            }),
          ],
        }),
      ),
    { scope: 'worker' },
  ],
});

/** `activity/experience` of what the page is given when it asks for these scopes. */
const ask = (
  scopes: readonly unknown[],
): string => `edgewise.decide({ scopes: ${JSON.stringify(scopes)} }).then((propositions) =>
  propositions.map(({ scopeDetails: { activity, experience } }) => activity.id + '/' + experience.id))`;

test('a cap holds over page views, each display counted once', async ({ page, site }) => {
  const slot = page.locator('edgewise-slot');
  const displays = () => page.evaluate('seen.outcomes.length');
  for (const _ of [1, 2]) {
    await visit(page, site.origin);
    await expect(slot).toContainText('capped');
    await expect.poll(displays).toBe(1);
    // The worker has it once it answers.
    await page.evaluate(ask(['hero']));
  }
  await visit(page, site.origin);
  await expect(slot).not.toContainText('capped');
  const [trace] = await page.evaluate<{ activities: unknown[] }[]>('seen.decisions.at(-1).traces');
  expect(trace?.activities).toEqual([{ activityId: 'capped', lostBy: 'frequency-cap', detail: '2 per visitor' }]);
});

test('operators and time zones come with the manifest that uses them', async ({ page, site }) => {
  site.set('/sale', shopPage());
  await visit(page, site.origin);
  expect(await page.evaluate(ask(['page', 'time']))).toEqual(['local/only']);
  await visit(page, `${site.origin}/sale`);
  expect(await page.evaluate(ask(['page', 'time']))).toEqual(['on-sale/only', 'local/only']);
});

test('a cap holds where every decision comes too late for its own page view', async ({ page, site }) => {
  site.set('/late', latePage());
  const displays: number[] = [];
  for (let view = 0; view < 6; view++) {
    await visit(page, `${site.origin}/late`);
    await expect.poll(() => page.evaluate('seen.decisions.length')).toBeGreaterThan(0);
    const filled = Number(await page.evaluate('seen.filled.length'));
    await expect.poll(() => page.evaluate('seen.outcomes.length')).toBe(filled);
    displays.push(filled);
    // The worker has the display once it answers.
    await page.evaluate(ask(['time']));
  }
  // What is late for its page is kept for the next. Whether a display counts for the decision of its own page view is a matter of which is first.
  expect(displays[0]).toBe(0);
  expect(displays.at(-1)).toBe(0);
  expect(
    displays.filter(Boolean),
    'a decision that was made before a display was counted is not kept beyond it',
  ).toEqual([1, 1]);
});

test('a cap holds where one slot of a scope is late and another shows what is capped', async ({ page, site }) => {
  const once = { frequencyCap: { count: 1, per: 'visitor' } } as const;
  site.publish(await publishInMemory({ services: {}, activities: [activityOf('once', 'hero', once)] }));
  const slot = '<edgewise-slot scope="hero">Default</edgewise-slot>';
  site.set('/', shopPage({ attributes: dedicated, body: slot }));
  await page.addInitScript(
    'window.passedMs = 0; const now = performance.now.bind(performance); performance.now = () => now() + passedMs;',
  );
  const decide = site.hold('/edgewise/worker.js');
  await page.goto(site.origin);
  await page.waitForFunction('edgewise.track');
  await page.evaluate(
    `passedMs = 15_000; document.body.insertAdjacentHTML('beforeend', '${slot}'); passedMs = 25_000;`,
  );
  await expect(page.getByText('Default').first()).toBeVisible();
  decide();
  await expect.poll(() => page.locator('edgewise-slot').allInnerTexts()).toEqual(['Default', 'once']);
  await expect.poll(() => page.evaluate('seen.decisions.length')).toBe(2);

  site.set('/late', latePage());
  site.hold('/edgewise/worker.js');
  await page.goto(`${site.origin}/late`);
  await expect(page.getByText('Welcome')).toBeVisible();
  expect(await page.evaluate('seen.filled')).toEqual([]);
});

test('a list holds the best by rank, a split is the same on every visit', async ({ page, site }) => {
  await visit(page, site.origin);
  const scopes = [{ scope: 'list', max: 2 }, 'split'];
  const first = await page.evaluate<string[]>(ask(scopes));
  expect(first.slice(0, 2)).toEqual(['ranked-3/only', 'ranked-2/only']);
  await visit(page, site.origin);
  expect(await page.evaluate(ask(scopes))).toEqual(first);
});

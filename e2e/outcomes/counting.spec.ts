import { domAction, jsonContentItem } from '../../src/decisioning/activity.ts';
import { storedOutcomes } from '../support/device.ts';
import { publishInMemory } from '../support/fixtures.ts';
import {
  activityFor,
  expect,
  expectOutcomes,
  outcomesPage,
  outcomesPublication,
  reportedTypes,
  room,
  slot,
  test,
} from '../support/outcomes.ts';
import { seenOn, visit } from '../support/shop-page.ts';

const displayType = 'decisioning.propositionDisplay';
const interactType = 'decisioning.propositionInteract';

test('a display is an event in the log, with what the decision went by', async ({ page, site }) => {
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero']);
  await expect.poll(() => storedOutcomes(page)).toHaveLength(1);
  const proposition = {
    id: '1/hero/offers-hero/welcome',
    scope: 'hero',
    scopeDetails: {
      decisionProvider: 'EDGEWISE',
      activity: { id: 'offers-hero' },
      experience: { id: 'welcome' },
      characteristics: { generation: 1, selection: 'first' },
    },
  };
  const [stored] = await storedOutcomes(page);
  expect(stored).toMatchObject({
    eventType: displayType,
    _experience: {
      decisioning: { propositions: [proposition], propositionEventType: { display: 1 } },
      edgewise: {
        scores: { interest: { probability: expect.any(Number) } },
        services: { interest: { version: '1', executionProvider: 'js' } },
        generation: 1,
        decisionMs: expect.any(Number),
      },
    },
  });
  const { outcomes, errors } = await seenOn(page);
  expect(outcomes).toEqual([{ type: 'display', proposition: expect.objectContaining(proposition), event: stored }]);
  expect(errors).toEqual([]);
});

test('clicks count once, and one that leaves the page is neither lost nor doubled', async ({ page, site }) => {
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero']);
  // The shop's own code may keep a click from whoever listens further out.
  await page.evaluate(`document.querySelector('button').addEventListener('click', (event) => event.stopPropagation())`);
  await page.getByRole('button').click();
  await page.getByRole('button').click();
  await expectOutcomes(page, ['display hero', 'interact hero']);

  await visit(page, site.origin);
  await page.getByRole('link', { name: 'see it' }).waitFor();
  await expectOutcomes(page, ['display hero']);
  await page.getByRole('link', { name: 'see it' }).click();
  await page.waitForURL('**/sale');
  await expect.poll(() => reportedTypes(site)).toEqual([displayType, interactType, displayType, interactType]);
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero']);
  await expect
    .poll(async () => (await storedOutcomes(page)).map(({ eventType }) => eventType))
    .toEqual([displayType, interactType, displayType, interactType, displayType]);
});

test('a reload goes on with the page view, a navigation begins another', async ({ page, site }) => {
  site.set('/', outcomesPage(slot('hero')));
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero']);
  // What a reload shows beside what was displayed before tells when the second is over.
  site.set('/', outcomesPage(slot('hero') + slot('low')));
  await page.evaluate(`location.hash = 'an-anchor'`);
  await page.reload();
  await expectOutcomes(page, ['display low']);
  // And when clicks are counted, which they are from then on.
  site.set('/', outcomesPage(slot('hero') + slot('low') + slot('third')));
  await page.reload();
  await expectOutcomes(page, ['display third']);
  await page.getByRole('button').first().click();
  await expectOutcomes(page, ['display third', 'interact hero']);
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero', 'display low', 'display third']);
  await expect.poll(() => storedOutcomes(page)).toHaveLength(7);
});

test('a clock that was set back since the browser was started makes no click one of an earlier page view', async ({
  page,
  site,
}) => {
  // By the clock that was.
  await page.addInitScript(
    `Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + 3_600_000 })`,
  );
  await visit(page, site.origin);
  await page.locator('[scope=hero] button').click();
  await expectOutcomes(page, ['display hero', 'interact hero']);
  await page.reload();
  await page.locator('[scope=hero] button').click();
  // Once it is displayed, a click before it would have been counted.
  await page.evaluate((html) => document.body.insertAdjacentHTML('afterbegin', html), slot('low'));
  await expectOutcomes(page, ['display low']);
});

test('two tabs count each its own display, and the device keeps both', async ({ page, context, site }) => {
  const other = await context.newPage();
  await Promise.all([visit(page, site.origin), visit(other, site.origin)]);
  // A tab behind another is hidden to its visitor, if not to every browser that is driven.
  for (const tab of [page, other]) {
    await tab.bringToFront();
    await expectOutcomes(tab, ['display hero']);
  }
  await expect.poll(() => storedOutcomes(page)).toHaveLength(2);
  const told = [await seenOn(page), await seenOn(other)].flatMap(({ outcomes }) =>
    outcomes.map(({ event }) => event._id),
  );
  expect((await storedOutcomes(page)).map(({ _id }) => _id).sort()).toEqual(told.sort());
  expect(new Set(told).size).toBe(2);
});

test('a page that goes on without loading counts again what it shows anew, and not what stays', async ({
  page,
  site,
}) => {
  const again = (path: string) =>
    page.evaluate(`(() => {
      if (${JSON.stringify(path)} !== location.pathname) history.pushState({}, '', ${JSON.stringify(path)});
      document.querySelector('#view').innerHTML = ${JSON.stringify(slot('low'))};
    })()`);
  site.set('/', outcomesPage(`${slot('hero')}<div id="view">${slot('low')}</div>`));
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero', 'display low']);
  await again('/');
  await page.locator('[scope=low] button').click();
  await expectOutcomes(page, ['display hero', 'display low', 'interact low']);
  await again('/next');
  await expectOutcomes(page, ['display hero', 'display low', 'interact low', 'display low']);
});

test('counts changed elements that the page renders anew, and measures them once', async ({ page, site }) => {
  const items = [{ schema: domAction, data: { type: 'setText', selector: '#offer', content: 'Changed' } } as const];
  site.publish(await publishInMemory({ ...outcomesPublication, activities: [activityFor('page', items)] }));
  const view = '<button id="offer">As it was</button>';
  const calls = `['decide', { scopes: ['page'] }], ['on', 'measured', ({ scope }) => measured.push(scope)]`;
  site.set('/', outcomesPage(`<main>${view}</main><script>window.measured = []; edgewise.q.push(${calls});</script>`));
  await visit(page, site.origin);
  await expect(page.locator('#offer')).toHaveText('Changed');
  const render = `document.querySelector('main').innerHTML = ${JSON.stringify(view)};`;
  await page.evaluate(render);
  await page.locator('#offer').click();
  await expectOutcomes(page, ['interact page', 'display page']);
  await page.evaluate(`history.pushState({}, '', '/next'); ${render}`);
  await expectOutcomes(page, ['interact page', 'display page', 'display page']);
  expect(await page.evaluate('measured')).toEqual(['page']);
});

test('counts what the page shows by its own code where it says so, once', async ({ page, site }) => {
  const activities = ['banner', 'ticker'].map((scope) =>
    activityFor(scope, [{ schema: jsonContentItem, data: { content: { text: 'Free delivery' } } }]),
  );
  site.publish(await publishInMemory({ ...outcomesPublication, activities }));
  site.set('/', outcomesPage(`${slot('none')}${room(2000)}<p id="ticker"></p>`));
  await visit(page, site.origin);
  await page.evaluate(`(async () => {
    const [banner, ticker] = await edgewise.decide({ scopes: ['banner', 'ticker'] });
    document.querySelector('#ticker').textContent = ticker.items[0].data.content.text;
    edgewise.display(ticker, document.querySelector('#ticker'));
    for (let time = 0; time < 3; time++) edgewise.display(banner);
  })()`);
  await expectOutcomes(page, ['display banner']);
  await page.locator('#ticker').click();
  await expectOutcomes(page, ['display banner', 'interact ticker', 'display ticker']);
  await expect.poll(() => storedOutcomes(page)).toHaveLength(3);
  const [banner] = await storedOutcomes(page);
  expect(banner, 'what the decision went by').toMatchObject({
    _experience: { edgewise: { scores: { interest: {} } } },
  });
  await page.evaluate('edgewise.display(undefined)');
  await expect.poll(async () => (await seenOn(page)).errors.length, 'told, not thrown').toBe(1);
});

test('counts a control, data for the page, and changed elements as it counts HTML', async ({ page, site }) => {
  const activities = [
    activityFor('hero', []),
    activityFor('low', [{ schema: jsonContentItem, data: { content: { discount: 10 } } }]),
    activityFor('third', [
      { schema: domAction, data: { type: 'setText', selector: '#offer', content: 'Changed' } },
      { schema: domAction, data: { type: 'setText', selector: '#far', content: 'Changed' } },
    ]),
  ];
  site.publish(await publishInMemory({ ...outcomesPublication, activities }));
  const decide = `<script>edgewise.q.push(['decide', { scopes: ['third'] }]);</script>`;
  site.set(
    '/',
    outcomesPage(`${slot('hero')}${slot('low')}<p id="offer">As it was</p>${room(2000)}<p id="far">Far</p>${decide}`),
  );
  await visit(page, site.origin);
  await expectOutcomes(page, ['display hero', 'display low', 'display third']);
  await page.locator('[scope=hero]').click();
  await page.locator('#far').click();
  await expectOutcomes(page, ['display hero', 'display low', 'display third', 'interact hero', 'interact third']);
});

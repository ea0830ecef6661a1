import type { Page } from '@playwright/test';
import { storedEvents } from '../support/device.ts';
import { expect, test } from '../support/fixtures.ts';
import { failureOf, seenOn, shopPage, visit } from '../support/shop-page.ts';
import { offer } from '../support/tiny-service.ts';

/** What Edgewise tells the page's console from now on. */
function toldToConsole(page: Page): string[] {
  const told: string[] = [];
  page.on('console', (message) => message.text().startsWith('edgewise') && told.push(message.text()));
  return told;
}

/** Makes the calls one by one, and returns those that threw. */
const throwing = (page: Page, calls: readonly string[]): Promise<string[]> =>
  page.evaluate(`${JSON.stringify(calls)}.filter((call) => {
    try { (0, eval)('edgewise.' + call); } catch { return true; }
  })`);

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

test('a request that is none is refused in words', async ({ page, site }) => {
  await visit(page, site.origin);
  for (const call of ['decide()', 'decide(null)', 'decide({})', `decide({ scopes: 'hero' })`]) {
    const failure = await failureOf(page, `edgewise.${call}`);
    expect(failure, call).toEqual({ code: 'input-invalid', message: 'scopes must be a list' });
  }
  for (const call of ['predict()', 'predict(null)', 'predict({})']) {
    const failure = await failureOf(page, `edgewise.${call}`);
    expect(failure, call).toMatchObject({
      code: 'input-invalid',
      message: expect.stringMatching(/^The manifest has no service/),
    });
  }
  expect(await page.evaluate('edgewise.decide({ scopes: [null, 7, {}] })')).toEqual([]);
});

test('an event that holds what no worker can be told is refused once, and the next page view knows nothing of it', async ({
  page,
  site,
}) => {
  await visit(page, site.origin);
  for (const value of ['() => 1', 'document.body'])
    await page.evaluate(`edgewise.track({ eventType: 'commerce.productViews', value: ${value} })`);
  const refused = { code: 'input-invalid', message: 'track must be given plain data' };
  await expect.poll(async () => (await seenOn(page)).errors).toEqual([refused]);
  await visit(page, site.origin);
  await expect
    .poll(async () => (await storedEvents(page)).map(({ eventType }) => eventType))
    .toEqual(['web.webpagedetails.pageViews', 'web.webpagedetails.pageViews']);
  expect((await seenOn(page)).errors).toEqual([]);
});

test('a call with nonsense never throws, and is told of', async ({ page, site }) => {
  await visit(page, site.origin);
  const given = ['', 'null', '7', `'hero'`, '{}', '[]', '() => 1', '1n'];
  const methods = ['track', 'predict', 'decide', 'display', 'on', 'setConsent', 'debug'];
  const calls = methods.flatMap((method) => given.map((argument) => `${method}(${argument})?.catch?.(() => {})`));
  expect(await throwing(page, calls)).toEqual([]);
  expect(await throwing(page, [`on('track')`, `on('track', 'nonsense')`, `on('track')()`])).toEqual([]);
  const decided = `{ id: '1', scope: 'hero', scopeDetails: {
    decisionProvider: 'EDGEWISE', activity: { id: 'a' }, experience: { id: 'e' }, characteristics: {} } }`;
  expect(await throwing(page, [`display(${decided}, 'hero')`, `display(${decided}, {})`])).toEqual([]);
  await page.evaluate(`edgewise.track({ eventType: 'commerce.productViews' })`);
  await expect.poll(() => storedEvents(page)).toHaveLength(2);
  await expect
    .poll(async () => (await seenOn(page)).errors.map(({ message }) => message))
    .toEqual(
      expect.arrayContaining([
        'The listener of track must be a function',
        expect.stringMatching(/^consent must be/),
        expect.stringMatching(/^display must be given a proposition/),
        expect.stringMatching(/^Event field eventType must be/),
      ]),
    );
  expect((await seenOn(page)).errors.filter(({ code }) => code !== 'input-invalid')).toEqual([]);
});

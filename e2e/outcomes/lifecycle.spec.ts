import { chromium } from '@playwright/test';
import puppeteer from 'puppeteer-core';
import { findBrowser } from '../../scripts/browsers.ts';
import { domAction } from '../../src/decisioning/activity.ts';
import { chromiumArguments } from '../support/browser-session.ts';
import { publishInMemory, type Site, withFields } from '../support/fixtures.ts';
import { inEachBrowser } from '../support/in-each-browser.ts';
import {
  activityFor,
  expect,
  outcomesPage,
  outcomesPublication,
  reportedTypes,
  slot,
  test,
} from '../support/outcomes.ts';
import { dedicated, listenScript, manifestPath } from '../support/shop-page.ts';

const displayType = 'decisioning.propositionDisplay';
const interactType = 'decisioning.propositionInteract';

/**
 * Tells the server that the page is shown, and how it came. While a navigation goes on, a script that a driver sends to the
 * page may never answer, so a test asks a page nothing before the server has heard of it.
 */
const tellShown = `<script>addEventListener('pageshow', ({ persisted }) =>
  fetch('/shown', { method: 'POST', body: document.title + (persisted ? ' restored' : ' loaded') }));</script>`;

/** What {@link tellShown} told, in the order in which it came. */
const shownOf = (site: Site): string[] => site.requests.filter(({ path }) => path === '/shown').map(({ body }) => body);

/** Asks for a decision as the page is left, before Edgewise hears of it, and notes that it was made. */
const askAsLeft = `<script>addEventListener('pagehide', () =>
  edgewise.decide({ scopes: ['hero'] }).then(() => { window.answered = true; }), { once: true });</script>`;

/** Posts how long after the page's activation something was displayed, in milliseconds. */
const tellDisplayed = `edgewise.q.push(['on', 'display', ({ event }) => {
  const { activationStart } = performance.getEntriesByType('navigation')[0];
  fetch('/displayed', { method: 'POST', body: Date.parse(event.timestamp) - performance.timeOrigin - activationStart });
}]);`;

/** Tells the server that the page has asked for its decision, and of what page views that one knew. */
const tellDecided = `edgewise.q.push(
  ['on', 'track', () => fetch('/ahead')],
  ['track', { eventType: 'commerce.productViews' }],
  ['on', 'decision', ({ events }) => fetch('/decided', { method: 'POST', body: events
    .flatMap(({ web }) => web ? new URL(web.webPageDetails.URL).pathname : []).join(' ') })],
);`;

/** Has an hour pass on the page's clock between the rendering ahead and the activation. */
const activatedLater = `const now = performance.now.bind(performance);
  performance.now = () => now() + (document.prerendering ? 0 : 3_600_000);`;

/** Has what a page rendered ahead waits for some time be over at once. */
const waitsOver = `const wait = window.setTimeout;
  window.setTimeout = (then, ms, ...rest) => wait(then, document.prerendering ? 0 : ms, ...rest);`;

/** Asks the server for `/ahead` once a page rendered ahead has waited, and tells it of errors and of how the runtime stands. */
const tellStanding = `wait(() => wait(() => wait(() => fetch('/ahead'))));
  edgewise.q.push(
    ['track', { eventType: 'commerce.productViews' }],
    ['on', 'error', ({ message }) => fetch('/standing', { method: 'POST', body: message })],
    ['on', 'ready', ({ status }) => fetch('/standing', { method: 'POST', body: status })],
  );`;

/** Adds a slot to the page: once it is displayed, whatever came into view before it would have been displayed again. */
const addSlot = (scope: string): string =>
  `document.body.insertAdjacentHTML('afterbegin', ${JSON.stringify(slot(scope))});`;

/** Tracks a purchase that the page's worker, which has gone silent, does not hear of before the page is left. */
const purchaseUnheard = `
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = () => {};
  addEventListener('pagehide', () => { Worker.prototype.postMessage = postMessage; });
  edgewise.track({ eventType: 'commerce.purchases' });`;

/** Tracks a purchase as the page is left, behind its `pagehide`. */
const purchaseAsLeft = `document.addEventListener('visibilitychange', () =>
  edgewise.track({ eventType: 'commerce.purchases' }), { once: true });`;

/** How many displays and interactions lie on the device. */
const countStored = `
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await done(indexedDB.open('edgewise-visitor'));
  const { events } = await done(database.transaction('keyval').objectStore('keyval').get('visitor'));
  database.close();
  return events.filter(({ eventType }) => eventType.startsWith('decisioning.')).length;`;

/** Gathers the calls that the page's worker has yet to answer. */
const gatherCalls = `window.calls = new Set();
for (const { prototype } of [Worker, MessagePort]) {
  const { postMessage } = prototype;
  prototype.postMessage = function (call, ...rest) {
    if (call.id) {
      calls.add(call.id);
      this.addEventListener('message', ({ data }) => data.id === call.id && calls.delete(call.id));
    }
    return postMessage.call(this, call, ...rest);
  };
}`;

inEachBrowser((browser) => {
  test.beforeEach(async ({ site }) => {
    site.set('/listen.js', listenScript + gatherCalls);
    site.set('/shown', { status: 204 });
    site.set('/sale', `<!doctype html><title>Sale</title>${tellShown}<h1>Sale</h1>`);
  });

  const ask = <T>(body: string): Promise<T> => browser.session.evaluate<T>(body);
  /** Leaves the page and waits for the one that comes. */
  const go = async (site: Site, call: string, expected: string): Promise<void> => {
    const before = shownOf(site).length;
    // What drives Firefox waits in vain for a navigation to end that restores a page.
    await ask(`setTimeout(() => ${call})`);
    await expect.poll(() => shownOf(site).slice(before)).toEqual([expected]);
    // What drives Chromium may not have heard of the page yet.
    await expect.poll(() => ask('return true').catch(() => false)).toBe(true);
  };
  const told = () =>
    ask<string[]>(`return seen.outcomes.map(({ type, proposition: { scope } }) => type + ' ' + scope)`);
  const expectTold = (expected: readonly string[]) => expect.poll(told).toEqual(expected);
  /** Waits until the device holds `count` displays and interactions. Firefox keeps no page whose worker writes them, or fetches what it does next. */
  const expectStored = async (count: number): Promise<void> => {
    await expect.poll(() => ask(countStored)).toBe(count);
    await expect.poll(() => ask('return calls.size')).toBe(0);
  };

  test('counts displays and clicks, reports them, and counts nothing twice in a page that is restored or loaded again', async ({
    site,
  }) => {
    const expectReported = (expected: readonly string[]) => expect.poll(() => reportedTypes(site)).toEqual(expected);
    site.set('/', outcomesPage(tellShown + slot('hero')));
    await browser.session.open(site.origin);
    await expectTold(['display hero']);
    await ask(`document.querySelector('button').click()`);
    await expectTold(['display hero', 'interact hero']);
    await expectStored(2);
    await go(site, `location.assign('/sale')`, 'Sale loaded');
    await expectReported([displayType, interactType]);

    await go(site, 'history.back()', 'Shop restored');
    await expectTold(['display hero', 'interact hero']);
    await ask(addSlot('low'));
    await ask(`document.querySelector('[scope=hero] button').click()`);
    await expectTold(['display hero', 'interact hero', 'display low']);

    await go(site, 'location.reload()', 'Shop loaded');
    await expectTold([]);
    await expect.poll(() => ask('return seen.filled')).toEqual(['hero']);
    await ask(addSlot('third'));
    await ask(`document.querySelector('[scope=hero] button').click()`);
    await expectTold(['display third']);
    await go(site, `location.assign('/sale')`, 'Sale loaded');
    await expectReported([displayType, interactType, displayType, displayType]);
  });

  test('takes up what was pending in a page that is restored, where nothing else is asked', async ({ site }) => {
    site.set(
      '/',
      outcomesPage(tellShown + slot('hero'), { 'data-track-page-views': 'false' }).replace(
        '<head>',
        `<head>${askAsLeft}`,
      ),
    );
    await browser.session.open(site.origin);
    await expectTold(['display hero']);
    await expectStored(1);
    await go(site, `location.assign('/sale')`, 'Sale loaded');
    await go(site, 'history.back()', 'Shop restored');
    await expect.poll(() => ask('return window.answered')).toBe(true);
  });

  test('counts in a page that is restored a click that another page view left', async ({ site }) => {
    site.set('/', outcomesPage(tellShown + slot('hero')));
    await browser.session.open(site.origin);
    await expectTold(['display hero']);
    await expectStored(1);
    const proposition = await ask('return seen.outcomes[0].proposition');
    await go(site, `location.assign('/sale')`, 'Sale loaded');
    const left = `[{ proposition: ${JSON.stringify(proposition)}, timestamp: new Date().toISOString() }]`;
    await ask(`localStorage.setItem('edgewise.left', JSON.stringify(${left}))`);
    await go(site, 'history.back()', 'Shop restored');
    await expectTold(['display hero', 'interact hero']);
  });

  test('tells a conversion on the page view that took its event up, and not again on the one that left it', async ({
    site,
  }) => {
    for (const path of ['/', '/next']) site.set(path, outcomesPage(tellShown + slot('hero'), dedicated));
    await browser.session.open(site.origin);
    await expectTold(['display hero']);
    await expectStored(1);
    await ask(purchaseUnheard);
    await go(site, `location.assign('/next')`, 'Shop loaded');
    // Which is first is a matter of how fast the machine is.
    await expect.poll(async () => (await told()).sort()).toEqual(['convert hero', 'display hero']);
    await expectStored(2);
    await go(site, 'history.back()', 'Shop restored');
    // Answered behind the events that the page asked to be stored again.
    await ask(`await edgewise.predict('interest')`);
    await expectTold(['display hero']);
  });

  test('keeps what is tracked while the page is left', async ({ site }) => {
    for (const path of ['/', '/next']) site.set(path, outcomesPage(tellShown + slot('hero'), dedicated));
    await browser.session.open(site.origin);
    await expectTold(['display hero']);
    await expect.poll(() => ask(countStored)).toBe(1);
    await ask(purchaseAsLeft);
    await go(site, `location.assign('/next')`, 'Shop loaded');
    await expectTold(['convert hero', 'display hero']);
  });

  test('takes back in a page that is restored what was paused on another', async ({ site, published }) => {
    for (const path of ['/', '/next']) site.set(path, outcomesPage(tellShown + slot('hero'), dedicated));
    await browser.session.open(site.origin);
    await expectTold(['display hero']);
    await expectStored(1);
    site.publish(withFields(published, { generation: 2, status: 'paused' }));
    await go(site, `location.assign('/next')`, 'Shop loaded');
    await expect.poll(() => ask('return seen.updates.map(({ status }) => status)')).toEqual(['paused']);
    await go(site, 'history.back()', 'Shop restored');
    await expect.poll(() => ask(`return document.querySelector('[scope=hero]').innerText.trim()`)).toBe('Default');
  });

  test('hears in a page that is restored that consent was taken back on another', async ({ site }) => {
    site.set('/', outcomesPage(tellShown + slot('hero')));
    await browser.session.open(site.origin);
    await expectTold(['display hero']);
    await expectStored(1);
    await go(site, `location.assign('/sale')`, 'Sale loaded');
    await ask(`localStorage.setItem('edgewise.consent', 'out')`);
    await go(site, 'history.back()', 'Shop restored');
    expect(await ask(`return edgewise.predict('interest').catch(({ code }) => code)`)).toBe('consent-required');
  });
});

/** Has Chromium render `/next` ahead. */
const startPage = `<!doctype html><title>Start</title><a href="/next">Next</a>
  <script type="speculationrules">{ "prerender": [{ "urls": ["/next"], "eagerness": "immediate" }] }</script>`;

interface RenderedAhead {
  readonly page: string;
  /** What the page asks the server for when it is far enough to be gone to. */
  readonly asksFor: string;
  /** Whether the visitor has been to the shop. @default false */
  readonly isLaterVisit?: boolean;
  readonly whenVisited: () => Promise<void>;
}

/** Has Chromium render a page ahead, and then go to it. */
async function visitRenderedAhead(
  site: Site,
  { page, asksFor, isLaterVisit, whenVisited }: RenderedAhead,
): Promise<void> {
  site.set('/next', page);
  site.set('/start', startPage);
  // Playwright holds pages that are rendered ahead, for ever.
  const source = findBrowser('chromium');
  const executablePath = source?.by === 'system' ? source.path : chromium.executablePath();
  const browser = await puppeteer.launch({ executablePath, args: chromiumArguments });
  try {
    const tab = await browser.newPage();
    if (isLaterVisit) {
      await tab.goto(site.origin);
      await expect.poll(() => tab.evaluate('seen.decisions.length')).toBe(1);
    }
    await tab.goto(`${site.origin}/start`);
    const purposes = () =>
      site.requests.filter(({ path }) => path === asksFor).map(({ headers }) => headers['sec-purpose']);
    await expect
      .poll(purposes, 'Edgewise ran in a page rendered ahead; this browser must be able to')
      .toContain('prefetch;prerender');
    await tab.evaluate(`setTimeout(() => document.querySelector('a').click())`);
    await whenVisited();
  } finally {
    await browser.close();
  }
}

test('displays nothing before a page that was rendered ahead is activated', async ({ site }) => {
  // What drives Chromium may lose the page when it takes the place of another, so the page tells the server itself.
  site.set('/displayed', { status: 204 });
  const told = () => site.requests.filter(({ path }) => path === '/displayed').map(({ body }) => Number(body));
  await visitRenderedAhead(site, {
    page: outcomesPage(`${slot('hero')}<script>${tellDisplayed}</script>`),
    asksFor: manifestPath,
    async whenVisited() {
      await expect.poll(told).toHaveLength(1);
      // The two clocks round differently.
      expect(told()[0]).toBeGreaterThan(990);
    },
  });
});

test('decides a page that was rendered ahead by its own page view, too', async ({ site }) => {
  for (const path of ['/ahead', '/decided']) site.set(path, { status: 204 });
  const told = () => site.requests.filter(({ path }) => path === '/decided').map(({ body }) => body);
  await visitRenderedAhead(site, {
    page: outcomesPage(`${slot('hero')}<script>${tellDecided}</script>`),
    asksFor: '/ahead',
    isLaterVisit: true,
    whenVisited: () => expect.poll(told).toEqual(['/ /next']),
  });
});

test('holds the slots of a page that was rendered ahead from its activation on, however long ago that was', async ({
  site,
}) => {
  site.set('/filled', { status: 204 });
  const told = () => site.requests.filter(({ path }) => path === '/filled').map(({ body }) => body);
  const tellFilled = `edgewise.q.push(['on', 'filled', ({ scope }) => fetch('/filled', { method: 'POST', body: scope })]);`;
  await visitRenderedAhead(site, {
    page: outcomesPage(`${slot('hero')}<script>${tellFilled}</script>`).replace(
      '<head>',
      `<head><script>${activatedLater}</script>`,
    ),
    asksFor: manifestPath,
    whenVisited: () => expect.poll(told).toEqual(['hero']),
  });
});

test('changes what a page that was rendered ahead has asked for before it was activated', async ({ site }) => {
  const items = [{ schema: domAction, data: { type: 'setText', selector: 'h1', content: 'Sale' } } as const];
  site.publish(await publishInMemory({ ...outcomesPublication, activities: [activityFor('page', items)] }));
  for (const path of ['/ahead', '/heading']) site.set(path, { status: 204 });
  const told = () => site.requests.filter(({ path }) => path === '/heading').map(({ body }) => body);
  const decide = `edgewise.q.push(
    ['decide', { scopes: ['page'] }],
    ['on', 'decision', () => fetch('/heading', { method: 'POST', body: document.querySelector('h1').textContent })],
    ['on', 'track', ({ eventType }) => eventType === 'commerce.productViews' && fetch('/ahead')],
    ['track', { eventType: 'commerce.productViews' }],
  );`;
  await visitRenderedAhead(site, {
    page: outcomesPage(`<h1>Shop</h1><script>${decide}</script>`).replace(
      '<head>',
      `<head><script>${activatedLater}</script>`,
    ),
    asksFor: '/ahead',
    isLaterVisit: true,
    whenVisited: () => expect.poll(told).toEqual(['Sale']),
  });
});

test('waits for the worker of a page that was rendered ahead from its activation on', async ({ site }) => {
  for (const path of ['/ahead', '/standing']) site.set(path, { status: 204 });
  const told = () => site.requests.filter(({ path }) => path === '/standing').map(({ body }) => body);
  await visitRenderedAhead(site, {
    page: outcomesPage(`${slot('hero')}<script>${tellStanding}</script>`).replace(
      '<head>',
      `<head><script>${waitsOver}</script>`,
    ),
    asksFor: '/ahead',
    isLaterVisit: true,
    whenVisited: () => expect.poll(told).toEqual(['complete']),
  });
});

import { storedEvents } from '../support/device.ts';
import { expectOneError } from '../support/expect-error.ts';
import { expect, startSite, test } from '../support/fixtures.ts';
import { decideHero, dedicated, lookTwice, manifestPath, seenOn, shopPage, visit } from '../support/shop-page.ts';
import { defaultContent, offer } from '../support/tiny-service.ts';

const quiet = { 'data-track-page-views': 'false' };

test('two tabs that write at once lose no event and store none twice', async ({ page, context, site }) => {
  site.set('/', shopPage({ attributes: quiet }));
  const other = await context.newPage();
  await Promise.all([visit(page, site.origin), visit(other, site.origin)]);
  const write = (tab: string): string => `for (let i = 0; i < 100; i++) {
    edgewise.track({ _id: '${tab}-' + i, eventType: 'commerce.productViews' });
    edgewise.track({ _id: 'both-' + i, eventType: 'commerce.productViews' });
  }`;
  await Promise.all([page.evaluate(write('one')), other.evaluate(write('two'))]);
  const expected = ['both', 'one', 'two'].flatMap((tab) => Array.from({ length: 100 }, (_, i) => `${tab}-${i}`)).sort();
  await expect.poll(async () => (await storedEvents(page)).map(({ _id }) => _id).sort()).toEqual(expected);
  await visit(other, site.origin);
  await expect(other.getByText(offer)).toBeVisible();
  expect((await seenOn(other)).decisions[0]?.events).toHaveLength(300);
  for (const tab of [page, other]) expect((await seenOn(tab)).errors).toEqual([]);
});

test('the tag placed twice is one client with one worker', async ({ page, site }) => {
  site.set('/', shopPage({ tags: 2, attributes: dedicated }));
  await visit(page, site.origin);
  expect(page.workers()).toHaveLength(1);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page), 'one page view and two looks').toHaveLength(3);
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toHaveCount(1);
  const { errors, decisions, ready } = await seenOn(page);
  expect({ errors, decisions: decisions.length, ready: ready.length }).toEqual({ errors: [], decisions: 1, ready: 1 });
});

test('an image that calls itself the current script does not say where Edgewise comes from', async ({
  page,
  site,
  published,
}) => {
  const other = await startSite(published);
  const image = `<img name="currentScript" data-base-url="${other.origin}/edgewise/" data-manifest-url="${other.origin}${manifestPath}">`;
  site.set('/', shopPage().replace('<script async', `${image}$&`));
  await visit(page, site.origin);
  expect((await seenOn(page)).ready).toMatchObject([{ status: 'complete' }]);
  expect(other.requests).toEqual([]);
  await other.close();
});

test('a page that has something of its own in the place of performance shows its default content, and nothing is thrown', async ({
  page,
  site,
}) => {
  const told = page.waitForEvent('console', (message) => message.text().startsWith('edgewise: TypeError'));
  site.set('/', shopPage({ revealMs: 100 }).replace('<head>', '<head><script>var performance = {};</script>'));
  await page.goto(site.origin);
  await told;
  await expect(page.getByText(defaultContent)).toBeVisible();
});

/** What of the page's own is found under the name of the Navigation API. */
const namesakes = {
  'an element, where the browser has no such API': `<script>delete window.navigation</script><nav id="navigation"></nav>`,
  'a variable': `<script>var navigation = { entries: [] };</script>`,
};
for (const [name, body] of Object.entries(namesakes)) {
  test(`a page in which navigation is ${name}: its routes are page views all the same`, async ({ page, site }) => {
    site.set('/', shopPage().replace('<head>', `<head>${body}`));
    await visit(page, site.origin);
    await page.evaluate(`history.pushState({}, '', '/product/1')`);
    await expect.poll(() => storedEvents(page)).toHaveLength(2);
    expect((await seenOn(page)).errors).toEqual([]);
  });
}

for (const { name, value, message } of [
  { name: 'data-manifest-url', value: 'https://[', message: /^manifestUrl must be an address/ },
  { name: 'data-operator-modules', value: 'https://[', message: /^operatorModules must be an address/ },
  {
    name: 'data-event-limit',
    value: '100 events',
    message: /^eventLimit must be a number from 0, not 100 events$/,
  },
  { name: 'data-decision-budget-ms', value: '', message: /^decisionBudgetMs must be a number from 0, not $/ },
  { name: 'data-event-limit', value: '-1', message: /^eventLimit must be a number from 0, not -1$/ },
]) {
  test(`${name} of ${value}`, async ({ page, site }) => {
    site.set('/', shopPage({ budgetMs: 100, attributes: { [name]: value } }));
    await page.goto(site.origin);
    await expectOneError(page, 'input-invalid', message);
  });
}

for (const value of ['false', '0', 'no', 'OFF', ' false ']) {
  test(`data-enabled of ${JSON.stringify(value)} switches Edgewise off`, async ({ page, site }) => {
    site.set('/', shopPage({ attributes: { 'data-enabled': value } }));
    await page.goto(site.origin);
    await page.waitForFunction('edgewise.track');
    expect(await page.evaluate('edgewise.ready')).toEqual({ status: 'failed' });
    await expect(page.getByText(defaultContent)).toBeVisible();
    expect(site.requests.some(({ path }) => path === manifestPath)).toBe(false);
  });
}

for (const value of ['', 'true', '1', 'yes', 'on']) {
  test(`data-enabled of ${JSON.stringify(value)} leaves Edgewise on`, async ({ page, site }) => {
    site.set('/', shopPage({ attributes: { 'data-enabled': value } }));
    await visit(page, site.origin);
    expect(await page.evaluate('edgewise.ready')).toMatchObject({ status: 'complete' });
  });
}

const brokenFetch = {
  throws: `window.fetch = () => { throw new Error('patched'); }`,
  'answers nothing': `window.fetch = () => {}`,
  'is gone': `delete window.fetch`,
};
for (const [name, code] of Object.entries(brokenFetch)) {
  test(`a page whose fetch ${name}`, async ({ page, site }) => {
    await page.addInitScript(code);
    await visit(page, site.origin);
    await lookTwice(page);
    expect(await decideHero(page)).toBe('free-delivery');
    expect((await seenOn(page)).errors).toEqual([]);
  });
}

const brokenFrames = {
  throws: `window.requestAnimationFrame = () => { throw new Error('patched'); }`,
  'is gone': `delete window.requestAnimationFrame`,
};
for (const [name, code] of Object.entries(brokenFrames)) {
  test(`a page whose requestAnimationFrame ${name}`, async ({ page, site }) => {
    site.set('/', shopPage().replace('<head>', `<head><script>${code}</script>`));
    await page.goto(site.origin);
    await expectOneError(page, 'engine-failed', /requestAnimationFrame|patched/);
  });
}

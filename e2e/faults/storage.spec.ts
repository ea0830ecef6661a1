import { readFile } from 'node:fs/promises';
import { damageDatabase, readDatabase, storedEvents } from '../support/device.ts';
import { expect, test } from '../support/fixtures.ts';
import {
  decideHero,
  dedicated,
  latePage,
  lookTwice,
  manifestPath,
  seenOn,
  shopPage,
  visit,
} from '../support/shop-page.ts';
import { defaultContent, offer } from '../support/tiny-service.ts';

const workerScript = await readFile(new URL('../../dist/worker.js', import.meta.url), 'utf8');
const workerPath = '/edgewise/worker.js';

test.beforeEach(({ site }) => site.set('/', shopPage({ attributes: dedicated })));

/** Ways in which a device refuses, as code that runs in the worker before Edgewise's own. */
const refusals = [
  {
    name: 'is blocked',
    message: /not available.*memory takes over/,
    code: `IDBFactory.prototype.open = () => { throw new DOMException('The user denied it', 'SecurityError'); };`,
  },
  {
    name: 'is missing',
    message: /not available.*memory takes over/,
    code: `Object.defineProperty(self, 'indexedDB', { value: undefined });`,
  },
  {
    name: 'never answers',
    message: /did not open within/,
    code: `IDBFactory.prototype.open = () => new EventTarget();`,
  },
  {
    name: 'is full',
    message: /full.*memory takes over/,
    code: `IDBObjectStore.prototype.put = () => { throw new DOMException('Quota exceeded', 'QuotaExceededError'); };`,
  },
];

for (const { name, message, code } of refusals) {
  test(`storage that ${name}`, async ({ page, site }) => {
    site.set(workerPath, `${code}\n${workerScript}`);
    await visit(page, site.origin);
    await lookTwice(page);
    expect(await decideHero(page), 'memory holds the visit').toBe('free-delivery');
    await expect(page.getByText(defaultContent)).toBeVisible();
    await expect
      .poll(async () => (await seenOn(page)).errors)
      .toEqual([{ code: 'storage-unavailable', message: expect.stringMatching(message) }]);

    site.unset(workerPath);
    await visit(page, site.origin);
    await lookTwice(page);
    await expect.poll(() => storedEvents(page)).toHaveLength(3);
    await visit(page, site.origin);
    await expect(page.getByText(offer), 'once the device takes it, it is kept again').toBeVisible();
    expect((await seenOn(page)).errors).toEqual([]);
  });
}

/** The key under which the page keeps what it knows of the shop's manifest, as an expression. */
const keyOf = (name: string): string => `'edgewise.${name} ' + location.origin + '${manifestPath}'`;

/** Ways in which what the page reads ahead for the worker fails, as code that runs in the page before Edgewise's own. */
const pageRefusals = {
  'is refused to the page': `IDBFactory.prototype.open = () => { throw new DOMException('The user denied it', 'SecurityError'); };`,
  'never answers the page': `IDBFactory.prototype.open = () => new EventTarget();`,
  'is not where the last decision had it': `localStorage.setItem(${keyOf('hints')}, '{"stored":{"edgewise":["elsewhere"]},"operators":7}');`,
  'is not told of by the last decision': `localStorage.setItem(${keyOf('hints')}, '{"stored":[7]}');`,
};

for (const [name, code] of Object.entries(pageRefusals)) {
  test(`storage that ${name} is read by the worker`, async ({ page, site }) => {
    await visit(page, site.origin);
    await lookTwice(page);
    await expect.poll(() => storedEvents(page)).toHaveLength(3);
    await page.addInitScript(code);
    await visit(page, site.origin);
    await expect(page.getByText(offer)).toBeVisible();
    expect((await seenOn(page)).errors).toEqual([]);
  });
}

for (const kept of ['5', '"hero"', '{"hero":5}', '{"hero":[null]}', '{"hero":[{}]}', '{"hero":{"0":{}}}']) {
  test(`a decision kept for the next page view that reads ${kept}`, async ({ page, site }) => {
    await page.addInitScript(`sessionStorage.setItem(${keyOf('kept')}, ${JSON.stringify(kept)})`);
    site.set('/', latePage());
    await visit(page, site.origin);
    await expect(page.getByText(defaultContent)).toBeVisible();
    expect((await seenOn(page)).errors).toEqual([]);
  });
}

/** What somebody may have left in place of the events that the page view before could not store. */
const unsent = {
  'no JSON': '[{',
  'a text': '"events"',
  'no list': '{"length":2,"0":{}}',
  'no events': '[null,5,"text",[],{"eventType":7}]',
  'events with fields of prototypes':
    '[{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"eventType":"x"}]',
  'more than anybody tracked': `[${Array(200_000).fill('0')}]`,
};
for (const [name, text] of Object.entries(unsent)) {
  test(`unsent events that are ${name} do no harm, and are gone`, async ({ page, site }) => {
    await visit(page, site.origin);
    await page.evaluate(`localStorage.setItem('edgewise.left', ${JSON.stringify(text)})`);
    await visit(page, site.origin);
    await lookTwice(page);
    expect(await decideHero(page)).toBe('free-delivery');
    expect(await page.evaluate('({}).polluted')).toBeUndefined();
    for (const { code } of (await seenOn(page)).errors) expect(code).toBe('input-invalid');
    await visit(page, site.origin);
    await expect(page.getByText(offer)).toBeVisible();
    expect((await seenOn(page)).errors).toEqual([]);
  });
}

test('a device whose quota is used up', async ({ page, site }) => {
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: site.origin, quotaSize: 1 });
  await visit(page, site.origin);
  await lookTwice(page);
  expect(await decideHero(page)).toBe('free-delivery');
  await expect.poll(async () => (await seenOn(page)).errors).toMatchObject([{ code: 'storage-unavailable' }]);

  await session.send('Storage.overrideQuotaForOrigin', { origin: site.origin });
  await visit(page, site.origin);
  await lookTwice(page);
  // The page view, both looks, and what the page view before had not been told of yet.
  await expect.poll(async () => (await storedEvents(page)).length).toBeGreaterThanOrEqual(3);
});

test('a model on the device with a flipped bit', async ({ page, site, published }) => {
  await visit(page, site.origin);
  await lookTwice(page);
  const [sha256 = ''] = published.artifacts.keys();
  await expect
    .poll(async () => Object.keys((await readDatabase(page, 'edgewise')) ?? {}))
    .toContain(`artifact:${sha256}`);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  await page.goto('about:blank');
  await page.goto(`${site.origin}/listen.js`);
  await damageDatabase(page, 'edgewise', 'flipped');
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toBeVisible();
  expect((await seenOn(page)).errors, 'it is fetched again, and nobody need know').toEqual([]);
  await expect
    .poll(async () => (await readDatabase(page, 'edgewise'))?.[`artifact:${sha256}`])
    .toEqual(Uint8Array.from(published.artifacts.get(sha256) ?? []));
});

test('manifest and models on the device replaced by hand', async ({ page, site }) => {
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  await page.goto(`${site.origin}/listen.js`);
  await damageDatabase(page, 'edgewise', 'replaced');
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toBeVisible();
  expect((await seenOn(page)).errors).toEqual([]);
});

test('the visitor on the device replaced by hand', async ({ page, site }) => {
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  await page.goto(`${site.origin}/listen.js`);
  await damageDatabase(page, 'edgewise-visitor', 'replaced');
  await visit(page, site.origin);
  await expect(page.getByText(defaultContent)).toBeVisible();
  await expect.poll(async () => (await seenOn(page)).errors).toMatchObject([{ code: 'storage-unavailable' }]);
  await lookTwice(page);
  expect(await decideHero(page)).toBe('free-delivery');
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
});

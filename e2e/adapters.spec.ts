import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import type { PublishOptions } from '../src/authoring/publish/publish.ts';
import type { Activity } from '../src/decisioning/activity.ts';
import type { OpenFeatureHarness } from './adapters/openfeature-page.ts';
import type { ReactHarness } from './adapters/react-page.ts';
import { ShopApp } from './adapters/shop-app.ts';
import { bundlePage } from './support/bundle-page.ts';
import { storedGeneration } from './support/device.ts';
import { test as base, expect, type Published, publishInMemory, type Site } from './support/fixtures.ts';
import { manifestPath } from './support/shop-page.ts';
import type { Reply } from './support/static-server.ts';
import { defaultContent, offer, publication } from './support/tiny-service.ts';

interface Bundles {
  /** By React's major version. */
  readonly react: Readonly<Record<18 | 19, string>>;
  readonly openfeature: string;
}

/** Free delivery, in words, for who has looked at two products. */
const delivery = (content: string, experience = 'free'): Activity => ({
  id: 'delivery-for-the-interested',
  scope: 'delivery',
  priority: 1,
  status: 'live',
  audience: { segments: ['interested'] },
  selection: { type: 'first' },
  experiences: [
    {
      id: experience,
      items: [{ schema: 'https://ns.adobe.com/personalization/json-content-item', data: { content } }],
    },
  ],
});
const withDelivery = (activity: Activity, generation = 1): Omit<PublishOptions, 'outDir'> => ({
  ...publication,
  activities: [...(publication.activities ?? []), activity],
  generation,
});

const test = base.extend<object, { readonly bundles: Bundles }>({
  published: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from the pattern
    async ({}, use) => use(await publishInMemory(withDelivery(delivery('free')))),
    { scope: 'worker' },
  ],
  bundles: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from the pattern
    async ({}, use) => {
      const pathOf = (name: string) => fileURLToPath(new URL(`adapters/${name}-page.ts`, import.meta.url));
      const folder = await mkdtemp(join(tmpdir(), 'edgewise-react-'));
      // Beside React 19 npm installs no react-dom of React 18.
      const older = ['react', 'react-dom'].map((name): [string, string] => [name, join(folder, 'node_modules', name)]);
      await writeFile(join(folder, 'package.json'), '{}');
      const flags = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
      await promisify(execFile)('npm', ['install', ...flags, 'react@18.3.1', 'react-dom@18.3.1'], { cwd: folder });
      await use({
        react: {
          18: await bundlePage(pathOf('react'), Object.fromEntries(older)),
          19: await bundlePage(pathOf('react')),
        },
        openfeature: await bundlePage(pathOf('openfeature')),
      });
      await rm(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
});

// In one process: each would install React 18 and bundle the pages for itself.
test.describe.configure({ mode: 'default' });

const held = `<style>edgewise-slot:not(:defined){display:flow-root;visibility:hidden;animation:edgewise-reveal 0s 20s forwards!important}@keyframes edgewise-reveal{to{visibility:visible}}</style>`;
const tag = `<script src="/edgewise/edgewise.js" data-manifest-url="/edgewise/manifest.json" data-decision-budget-ms="20000"></script>`;
const pageOf = (head: string, body = ''): string =>
  `<!doctype html><html lang="en"><head><title>Shop</title>${head}<script type="module" src="/page.js"></script></head><body>${body}</body></html>`;
const serverRendered = `<main>${renderToString(
  createElement(ShopApp, {
    client() {
      throw new Error('The server makes no client');
    },
  }),
)}</main>`;

/** Opens the page; what the console has to complain of is gathered from then on. */
async function open(page: Page, site: Site, html: Reply | string, script: string): Promise<string[]> {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('favicon')) complaints.push(message.text());
  });
  site.set('/', html);
  site.set('/page.js', script);
  site.set('/favicon.ico', '');
  // Not until all has loaded: what a test holds back may be part of it.
  await page.goto(site.origin, { waitUntil: 'commit' });
  await expect.poll(() => page.evaluate(`'harness' in window`)).toBe(true);
  return complaints;
}

const inPage = <Harness, Result>(page: Page, call: (harness: Harness) => Result): Promise<Awaited<Result>> =>
  page.evaluate(`(${call})(window.harness)`) as Promise<Awaited<Result>>;
const render = (page: Page) => inPage<ReactHarness, void>(page, (harness) => void harness.render());

/** The next answer to who asks for the manifest is that the site is paused, once the returned function is called. Waits until the device has it as it is. */
async function pauseOnCall(page: Page, site: Site, { manifest }: Published): Promise<() => void> {
  await expect.poll(() => storedGeneration(page)).toBe(manifest.generation);
  const body = JSON.stringify({ ...manifest, generation: manifest.generation + 1, status: 'paused' });
  return site.hold(manifestPath, { body });
}

async function lookTwice(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Look' }).click();
  await page.getByRole('button', { name: 'Look' }).click();
  await expect(page.getByText(defaultContent), 'the first view keeps what it shows').toBeVisible();
}

for (const version of [18, 19] as const) {
  test.describe(`React ${version}`, () => {
    test('is the one that is bundled', async ({ page, site, bundles }) => {
      await open(page, site, pageOf(''), bundles.react[version]);
      expect(await inPage<ReactHarness, string>(page, (harness) => harness.version)).toMatch(`${version}.`);
    });

    test('shows the default content, then the experience, and gives propositions and scores', async ({
      page,
      site,
      bundles,
    }) => {
      const complaints = await open(page, site, pageOf(held), bundles.react[version]);
      await render(page);
      await expect(page.getByText('Interest: 0.00')).toBeVisible();
      await expect(page.getByText('Delivery: standard')).toBeVisible();
      await expect(page.locator('edgewise-slot[data-mounted]'), 'a ref leads to the element').toHaveCount(1);
      await lookTwice(page);
      await page.reload();
      await page.waitForFunction('window.harness');
      await render(page);
      await expect(page.getByText(offer)).toBeVisible();
      await expect(page.getByText(defaultContent)).toBeHidden();
      await expect(page.getByText('Delivery: free')).toBeVisible();
      await expect(page.getByText('Interest: 0.88')).toBeVisible();
      expect(complaints).toEqual([]);
    });

    test('goes back to the default content once the site is paused', async ({ page, site, published, bundles }) => {
      await open(page, site, pageOf(held), bundles.react[version]);
      await render(page);
      await expect(page.getByText('Interest: 0.00')).toBeVisible();
      await lookTwice(page);
      const pause = await pauseOnCall(page, site, published);
      await page.reload();
      await page.waitForFunction('window.harness');
      await render(page);
      await expect(page.getByText(offer)).toBeVisible();
      await expect(page.getByText('Delivery: free')).toBeVisible();
      pause();
      await expect(page.getByText(defaultContent)).toBeVisible();
      await expect(page.getByText('Delivery: standard')).toBeVisible();
      await page.getByRole('button', { name: 'Counted 0' }).click();
      await expect(page.getByRole('button', { name: 'Counted 1' }), 'what React rendered is alive').toBeVisible();
    });

    test('has one client in strict mode, and ends it with the tree', async ({ page, site, bundles }) => {
      await open(page, site, pageOf(held), bundles.react[version]);
      const lifetime = await page.evaluateHandle('harness.render()');
      await expect(page.getByText('Interest: 0.00')).toBeVisible();
      expect(page.workers()).toHaveLength(1);
      expect(await inPage<ReactHarness, number>(page, (harness) => harness.made())).toBe(1);
      await lifetime.evaluate((unmount) => (unmount as unknown as () => void)());
      await expect.poll(() => page.workers()).toEqual([]);
      await render(page);
      await expect(page.getByText('Interest: 0.00')).toBeVisible();
      expect(page.workers()).toHaveLength(1);
    });

    test('fills the slots of a tree that comes after another has gone', async ({ page, site, bundles }) => {
      await open(page, site, pageOf(held), bundles.react[version]);
      const lifetime = await page.evaluateHandle('harness.render()');
      await expect(page.getByText('Interest: 0.00')).toBeVisible();
      await lookTwice(page);
      await lifetime.evaluate((unmount) => (unmount as unknown as () => void)());
      await expect.poll(() => page.workers()).toEqual([]);
      await render(page);
      await expect(page.getByText(offer)).toBeVisible();
      await expect(page.getByText(defaultContent)).toBeHidden();
    });

    test('keeps client and experience while the page around the provider waits for code', async ({
      page,
      site,
      bundles,
    }) => {
      await open(page, site, pageOf(held), bundles.react[version]);
      await render(page);
      await expect(page.getByText('Interest: 0.00')).toBeVisible();
      await lookTwice(page);
      await page.reload();
      await page.waitForFunction('window.harness');
      await inPage<ReactHarness, void>(page, (harness) => harness.renderWaiting());
      await expect(page.getByText(offer)).toBeVisible();
      await page.getByRole('button', { name: 'Reviews' }).click();
      await expect(page.getByText(offer)).toBeHidden();
      await inPage<ReactHarness, void>(page, (harness) => harness.bringReviews());
      await expect(page.getByText('All are content')).toBeVisible();
      await expect(page.getByText(offer)).toBeVisible();
      expect(await inPage<ReactHarness, number>(page, (harness) => harness.made())).toBe(1);
    });

    test('hydrates what the server rendered', async ({ page, site, bundles }) => {
      const complaints = await open(page, site, pageOf(held, serverRendered), bundles.react[version]);
      const recovered = await page.evaluateHandle('harness.hydrate()');
      await expect(page.getByText('Interest: 0.00')).toBeVisible();
      await page.getByRole('button', { name: 'Counted 0' }).click();
      await expect(page.getByRole('button', { name: 'Counted 1' }), 'the default content is alive').toBeVisible();
      expect(await recovered.jsonValue()).toEqual([]);
      expect(complaints).toEqual([]);
    });

    test('hydrates around an experience that was there before it', async ({ page, site, bundles }) => {
      const complaints = await open(page, site, pageOf(held + tag, serverRendered), bundles.react[version]);
      await page.evaluate('harness.hydrate()');
      await expect(page.getByText('Interest: 0.00')).toBeVisible();
      await lookTwice(page);
      await page.reload();
      await expect(page.getByText(offer), 'not hydrated yet').toBeVisible();
      await page.waitForFunction('window.harness');
      const recovered = await page.evaluateHandle('harness.hydrate()');
      await expect(page.getByText('Interest: 0.88')).toBeVisible();
      await expect(page.getByText(offer)).toBeVisible();
      await expect(page.getByText(defaultContent)).toBeHidden();
      expect(await inPage<ReactHarness, number>(page, (harness) => harness.made()), "the tag's client serves").toBe(0);
      expect(await recovered.jsonValue()).toEqual([]);
      expect(complaints).toEqual([]);
    });

    test("takes the script tag's client as soon as that has loaded", async ({ page, site, bundles }) => {
      const load = site.hold('/edgewise/edgewise.js');
      const late = tag.replace('<script', '<script async');
      await open(page, site, pageOf(held + late, serverRendered), bundles.react[version]);
      await page.evaluate('harness.hydrate()');
      await expect(page.locator('edgewise-slot[data-mounted]'), 'it is hydrated').toHaveCount(1);
      await expect(page.getByText('Interest: unknown')).toBeVisible();
      load();
      await expect(page.getByText('Interest: 0.00')).toBeVisible();
      expect(await inPage<ReactHarness, number>(page, (harness) => harness.made())).toBe(0);
    });

    test('renders under Trusted Types', async ({ page, site, bundles }) => {
      const policy = "require-trusted-types-for 'script'; trusted-types edgewise edgewise-sanitizer";
      const reply = { body: pageOf(held), headers: { 'content-security-policy': policy } };
      const complaints = await open(page, site, reply, bundles.react[version]);
      await render(page);
      await expect(page.getByText('Interest: 0.00')).toBeVisible();
      expect(complaints).toEqual([]);
    });
  });
}

test.describe('OpenFeature', () => {
  const deliveryOf = (page: Page) =>
    inPage<OpenFeatureHarness, ReturnType<OpenFeatureHarness['delivery']>>(page, (harness) => harness.delivery());
  const eventsOf = (page: Page) => inPage<OpenFeatureHarness, string[]>(page, (harness) => harness.events);

  test('evaluates a flag at once, by what this page has decided', async ({ page, site, bundles }) => {
    const complaints = await open(page, site, pageOf(''), bundles.openfeature);
    await expect.poll(() => eventsOf(page)).toEqual(['ready']);
    expect(await deliveryOf(page)).toMatchObject({ value: 'standard', reason: 'DEFAULT' });
    for (const looks of [1, 2])
      await page.evaluate(
        (given) => (window as unknown as { harness: OpenFeatureHarness }).harness.setContext({ looks: given }),
        looks,
      );
    expect(await deliveryOf(page)).toMatchObject({
      value: 'free',
      variant: 'free',
      reason: 'TARGETING_MATCH',
      flagMetadata: { activity: 'delivery-for-the-interested', generation: 1 },
    });
    await expect(page.getByText('Delivery: free')).toBeVisible();
    expect(complaints).toEqual([]);
  });

  test('tells which flags a publication changes', async ({ page, site, bundles }) => {
    await open(page, site, pageOf(''), bundles.openfeature);
    await page.evaluate(`harness.setContext({ looks: 1 }).then(() => harness.setContext({ looks: 2 }))`);
    await expect.poll(async () => (await deliveryOf(page)).value).toBe('free');
    // The next page view begins with what lies on the device.
    await expect.poll(() => storedGeneration(page)).toBe(1);
    site.publish(await publishInMemory(withDelivery(delivery('by bicycle', 'bicycle'), 2)));
    await page.reload();
    await expect.poll(() => eventsOf(page)).toEqual(['ready', 'changed: delivery']);
    expect(await deliveryOf(page)).toMatchObject({ value: 'by bicycle', flagMetadata: { generation: 2 } });
  });

  test('gives the default again once the site is paused', async ({ page, site, published, bundles }) => {
    await open(page, site, pageOf(''), bundles.openfeature);
    await page.evaluate(`harness.setContext({ looks: 1 }).then(() => harness.setContext({ looks: 2 }))`);
    const pause = await pauseOnCall(page, site, published);
    await page.reload();
    await expect(page.getByText('Delivery: free')).toBeVisible();
    pause();
    await expect(page.getByText('Delivery: standard')).toBeVisible();
    expect(await deliveryOf(page)).toMatchObject({ reason: 'DEFAULT' });
    expect(await eventsOf(page)).toEqual(['ready', 'changed: delivery']);
  });
});

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Page } from '@playwright/test';
import { type PublishOptions, publish } from '../../src/authoring/publish.ts';
import type { Manifest, Model } from '../../src/registry/manifest.ts';
import { type StaticServer, startStaticServer } from './static-server.ts';
import { defaultContent, publication } from './tiny-service.ts';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
export const manifestPath = '/edgewise/manifest.json';

/** Files of a publication by their path under the manifest's folder. */
export interface Published {
  readonly manifest: Manifest;
  /** The document as it is served: plain or signed. */
  readonly document: string;
  readonly artifacts: ReadonlyMap<string, Uint8Array>;
}

/** Publishes into memory. */
export async function publishInMemory(options: Omit<PublishOptions, 'outDir'>): Promise<Published> {
  const outDir = await mkdtemp(join(tmpdir(), 'edgewise-'));
  try {
    const manifest = withProviders(await publish({ ...options, outDir }), ['js', 'wasm']);
    const document = JSON.stringify(manifest);
    const artifacts = new Map<string, Uint8Array>();
    for (const name of await readdir(join(outDir, 'artifacts')))
      artifacts.set(name, await readFile(join(outDir, 'artifacts', name)));
    return { manifest, document, artifacts };
  } finally {
    await rm(outDir, { recursive: true });
  }
}

/** The manifest with other execution providers for every model, best first. */
export function withProviders(manifest: Manifest, executionProviders: Model['executionProviders']): Manifest {
  const services = Object.entries(manifest.services).map(([id, service]) => {
    const models = Object.entries(service.models).map(([name, model]) => [name, { ...model, executionProviders }]);
    return [id, { ...service, models: Object.fromEntries(models) }];
  });
  return { ...manifest, services: Object.fromEntries(services) };
}

/** A shop: Edgewise's files, manifest and artifacts under `/edgewise/`, and its pages. */
export interface Site extends StaticServer {
  /** Serves a publication in place of the one before. */
  publish(published: Published): void;
}

/** Serves a shop on an origin of its own. */
export async function startSite(published: Published): Promise<Site> {
  const server = await startStaticServer({ folders: { '/edgewise/': dist } });
  const site: Site = {
    ...server,
    publish({ document, artifacts }) {
      server.set(manifestPath, document);
      for (const [name, body] of artifacts)
        server.set(`/edgewise/artifacts/${name}`, {
          body,
          headers: { 'cache-control': 'public, max-age=31536000, immutable' },
        });
    },
  };
  site.publish(published);
  site.set('/', shopPage());
  return site;
}

export interface ShopPageOptions {
  /** Attributes of the tag beside `src`. @default the site's manifest */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Origin that the tag comes from. @default the page's own */
  readonly tagOrigin?: string;
  /** How often the tag is there. @default 1 */
  readonly tags?: number;
  /** More of the head. */
  readonly head?: string;
}

/** The shop's page: the stub with listeners that gather into `window.seen`, the tag, and the slot `hero` with its default content. */
export function shopPage({ attributes = {}, tagOrigin = '', tags = 1, head = '' }: ShopPageOptions = {}): string {
  const all = { 'data-manifest-url': manifestPath, ...attributes };
  const written = Object.entries(all).map(([name, value]) => ` ${name}="${value}"`);
  const tag = `<script async src="${tagOrigin}/edgewise/edgewise.js"${written.join('')}></script>`;
  return `<!doctype html>
<html lang="en"><head><title>Shop</title>
<style>edgewise-slot:not(:defined){visibility:hidden;animation:edgewise-hold 1ms 150ms forwards}@keyframes edgewise-hold{to{visibility:visible}}</style>
<script src="/listen.js"></script>
${head}
${tag.repeat(tags)}
</head><body>
<h1>Shop</h1>
<edgewise-slot scope="hero"><p class="default">${defaultContent}</p></edgewise-slot>
</body></html>`;
}

/** A file of its own, so that a page with a strict CSP runs it too. */
const listenScript = `window.seen = { errors: [], decisions: [], ready: [], updates: [], filled: [] };
window.edgewise = { q: [
  ['on', 'error', ({ code, message }) => seen.errors.push({ code, message })],
  ['on', 'decision', (decision) => seen.decisions.push(decision)],
  ['on', 'ready', (state) => seen.ready.push(state)],
  ['on', 'update', (update) => seen.updates.push(update)],
  ['on', 'filled', ({ scope }) => seen.filled.push(scope)],
] };`;

/** What the page's listeners have gathered. */
export interface Seen {
  readonly errors: readonly { readonly code: string; readonly message: string }[];
  readonly decisions: readonly { readonly late: boolean; readonly generation: number; readonly source: string }[];
  readonly ready: readonly { readonly status: string }[];
  readonly updates: readonly { readonly generation: number }[];
  readonly filled: readonly string[];
}

interface TestFixtures {
  /** A shop with {@link publication} in force. */
  readonly site: Site;
  /** Exceptions that nothing on the page caught; a test fails when there is one. */
  readonly uncaught: string[];
}

interface WorkerFixtures {
  readonly published: Published;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  published: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from the pattern
    async ({}, use) => use(await publishInMemory(publication)),
    { scope: 'worker' },
  ],
  site: async ({ published }, use) => {
    const site = await startSite(published);
    site.set('/listen.js', listenScript);
    await use(site);
    await site.close();
  },
  uncaught: [
    async ({ page }, use) => {
      const uncaught: string[] = [];
      page.on('pageerror', (error) => uncaught.push(String(error)));
      await use(uncaught);
      expect(uncaught, 'errors thrown into the page').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** What the page's listeners have gathered so far. */
export function seenOn(page: Page): Promise<Seen> {
  return page.evaluate('window.seen') as Promise<Seen>;
}

/** Waits until the runtime stands, or has failed. */
export async function untilReady(page: Page): Promise<void> {
  await page.waitForFunction('window.seen && window.seen.ready.length > 0');
}

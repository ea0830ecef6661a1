import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base } from '@playwright/test';
import { type PublishOptions, publish } from '../../src/authoring/publish/publish.ts';
import type { Manifest, Model } from '../../src/registry/manifest.ts';
import { expect } from './expect.ts';
import { listenScript, manifestPath, shopPage } from './shop-page.ts';
import { type Reply, type StaticServer, startStaticServer } from './static-server.ts';
import { publication } from './tiny-service.ts';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

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
    const manifest = await publish({ ...options, outDir });
    const document = await readFile(join(outDir, 'manifest.json'), 'utf8');
    const artifacts = new Map<string, Uint8Array>();
    for (const name of await readdir(join(outDir, 'artifacts')))
      artifacts.set(name, await readFile(join(outDir, 'artifacts', name)));
    return { manifest, document, artifacts };
  } finally {
    await rm(outDir, { recursive: true });
  }
}

/** A publication, served plain, with other fields in its manifest. */
export function withFields(published: Published, fields: Partial<Manifest>): Published {
  const manifest = { ...published.manifest, ...fields };
  return { ...published, manifest, document: JSON.stringify(manifest) };
}

/** One with other execution providers for every model, best first. */
export function withProviders(published: Published, executionProviders: Model['executionProviders']): Published {
  const services = Object.entries(published.manifest.services).map(([id, service]) => {
    const models = Object.entries(service.models).map(([name, model]) => [name, { ...model, executionProviders }]);
    return [id, { ...service, models: Object.fromEntries(models) }];
  });
  return withFields(published, { services: Object.fromEntries(services) });
}

/** A shop: Edgewise's files, manifest and artifacts under `/edgewise/`, and its pages. */
export interface Site extends StaticServer {
  /** Serves a publication in place of the one before. */
  publish(published: Published): void;
  /** Holds back a file, or the reply in its place, as a slow network does, until the function that is returned is called. */
  hold(path: string, reply?: Reply): () => void;
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
    hold(path, reply) {
      let release = (): void => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      server.set(path, async () => {
        await released;
        return reply ?? server.file(path);
      });
      return release;
    },
  };
  site.publish(published);
  site.set('/', shopPage());
  site.set('/listen.js', listenScript);
  return site;
}

interface TestFixtures {
  /** A shop with {@link publication} in force. */
  readonly site: Site;
}

interface WorkerFixtures {
  readonly published: Published;
  /** {@link publication} with ONNX Runtime among its artifacts. */
  readonly publishedWithRuntime: Published;
}

/** Tests in a shop; one fails where nothing on its `page` caught an exception. Without a `page`, no browser is started for it. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  published: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from the pattern
    async ({}, use) => use(await publishInMemory(publication)),
    { scope: 'worker' },
  ],
  publishedWithRuntime: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => use(await publishInMemory({ ...publication, includeRuntime: true })),
    { scope: 'worker' },
  ],
  site: async ({ published }, use) => {
    const site = await startSite(published);
    await use(site);
    await site.close();
  },
  page: async ({ page }, use) => {
    const uncaught: string[] = [];
    page.on('pageerror', (error) => uncaught.push(String(error)));
    await use(page);
    expect(uncaught, 'errors thrown into the page').toEqual([]);
  },
});

export { expect };

import { createHash } from 'node:crypto';
import { IDBFactory } from 'fake-indexeddb';
import { vi } from 'vitest';
import { type EdgewiseError, toEdgewiseError } from '../../errors.ts';
import { type ArtifactStore, createArtifactStore } from '../artifact-store.ts';
import { createDeviceStore, type DeviceStore } from '../device-store.ts';
import { createManifestSource, type ManifestSource, type ManifestSourceOptions } from '../manifest-source.ts';
import { createTestArtifact, type TestArtifact } from './artifacts.ts';
import { createTestManifest } from './manifest.ts';
import { createFakeNetwork } from './network.ts';

export const manifestUrl = 'https://shop.example/edgewise/manifest.json';
/** Where the manifest lies on the device. */
export const key = `manifest:${manifestUrl}`;
export const one = createTestArtifact(1);
export const two = createTestArtifact(2);

interface TabOptions extends Partial<ManifestSourceOptions> {
  readonly budgetBytes?: number;
}

/** One page view: a connection to the device and what is built on it. */
interface Tab {
  readonly device: DeviceStore;
  readonly artifacts: ArtifactStore;
  readonly source: ManifestSource;
  close(): Promise<void>;
}

export type ManifestShop = ReturnType<typeof openManifestShop>;

/** A shop that publishes manifests, and a visitor's fresh device with one tab open; whoever opens it closes it. */
export function openManifestShop() {
  vi.stubGlobal('indexedDB', new IDBFactory());
  const network = createFakeNetwork();
  const errors: EdgewiseError[] = [];
  const generations: number[] = [];
  let tab = openTab();
  publishArtifacts(one, two);

  function openTab({ budgetBytes = 1e6, ...options }: TabOptions = {}): Tab {
    const onError = (error: EdgewiseError) => void errors.push(error);
    const device = createDeviceStore({ name: 'test', onError });
    const artifacts = createArtifactStore({
      store: device,
      fetch: network.fetch,
      budgetBytes,
      onProgress() {},
      onError,
      now: Date.now,
    });
    const source = createManifestSource({
      manifestUrl,
      store: device,
      artifacts,
      fetch: network.fetch,
      onGeneration: ({ generation }) => void generations.push(generation),
      onError: (error) => onError(toEdgewiseError(error, 'engine-failed', 'Edgewise')),
      ...options,
    });
    return {
      device,
      artifacts,
      source,
      async close() {
        await source.dispose();
        await artifacts.dispose();
        await device.close();
      },
    };
  }

  async function reload(options: TabOptions = {}): Promise<void> {
    await tab.source.settled();
    await tab.artifacts.flush();
    await tab.close();
    network.requests.length = 0;
    tab = openTab(options);
  }

  function publishArtifacts(...artifacts: TestArtifact[]): void {
    for (const { sha256, content } of artifacts) {
      network.answers.set(new URL(`artifacts/${sha256}`, manifestUrl).href, new Response(content));
    }
  }

  /** Serves `manifest` as a static host does, answering 304 to its own ETag. */
  function publish(manifest: unknown, { url = manifestUrl, etag = etagOf(manifest) } = {}): void {
    network.answers.set(url, ({ headers }) =>
      headers.get('if-none-match') === etag
        ? new Response(null, { status: 304 })
        : new Response(JSON.stringify(manifest), { headers: { etag } }),
    );
  }

  return {
    network,
    errors,
    generations,
    /** The tab of the page view that is on. */
    get tab() {
      return tab;
    },
    openTab,
    reload,
    publishArtifacts,
    publish,

    /** What lies on the device by now, by hash. */
    async artifactsOnDevice(): Promise<string[]> {
      await tab.artifacts.flush();
      return (await tab.device.keys()).flatMap((name) => name.match(/^artifact:(.*)/)?.[1] ?? []).sort();
    },

    /** A first visit that has generation 1 kept, then a page view on which nothing has been asked for yet. */
    async visitBefore(options: TabOptions = {}): Promise<void> {
      publish(createTestManifest(1, [one]));
      await tab.source.load();
      await reload(options);
    },

    async close(): Promise<void> {
      await tab.close();
      vi.unstubAllGlobals();
    },
  };
}

export function etagOf(manifest: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(manifest)).digest('hex')}"`;
}

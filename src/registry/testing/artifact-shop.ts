import { IDBFactory } from 'fake-indexeddb';
import { vi } from 'vitest';
import type { EdgewiseError } from '../../errors.ts';
import {
  type ArtifactProgress,
  type ArtifactStore,
  type ArtifactStoreOptions,
  createArtifactStore,
} from '../artifact-store.ts';
import { createDeviceStore } from '../device-store.ts';
import { createTestArtifact, type TestArtifact } from './artifacts.ts';
import { createFakeNetwork } from './network.ts';

const origin = 'https://shop.example/edgewise/';
export const mirror = 'https://mirror.example/e';
export const baseUrls = [origin, mirror];
export const one = createTestArtifact(1);
export const two = createTestArtifact(2);
export const three = createTestArtifact(3);

export type ArtifactShop = ReturnType<typeof openArtifactShop>;

/** A shop that publishes artifacts, and a page view on a visitor's fresh device; whoever opens it closes it. */
export function openArtifactShop() {
  vi.stubGlobal('indexedDB', new IDBFactory());
  const network = createFakeNetwork();
  const errors: EdgewiseError[] = [];
  const progress: ArtifactProgress[] = [];
  const openDevice = () => createDeviceStore({ name: 'test', onError: (error) => errors.push(error) });
  let device = openDevice();
  let time = 0;

  function open(options: Partial<ArtifactStoreOptions> = {}): ArtifactStore {
    return createArtifactStore({
      store: device,
      fetch: network.fetch,
      budgetBytes: 1e6,
      onProgress: (event) => progress.push(event),
      onError: (error) => errors.push(error),
      now: () => ++time,
      ...options,
    });
  }

  const shop = {
    network,
    errors,
    progress,
    open,
    artifacts: open(),
    get device() {
      return device;
    },

    async reopenDevice(): Promise<void> {
      await device.close();
      device = openDevice();
    },

    /** As a page view that comes later: what was written behind is on the device, and memory is gone. */
    async reload(options: Partial<ArtifactStoreOptions> = {}): Promise<void> {
      await shop.artifacts.flush();
      await shop.artifacts.dispose();
      network.requests.length = 0;
      progress.length = 0;
      shop.artifacts = open(options);
    },

    publish(...published: TestArtifact[]): void {
      for (const artifact of published) network.answers.set(url(artifact), new Response(artifact.content));
    },

    get({ sha256, bytes }: TestArtifact, signal?: AbortSignal): Promise<Uint8Array> {
      return shop.artifacts.get(sha256, { bytes, baseUrls, signal });
    },

    async onDevice(): Promise<string[]> {
      await shop.artifacts.flush();
      const names = new Map(
        [one, two, three].map((artifact, index) => [`artifact:${artifact.sha256}`, `${index + 1}`]),
      );
      return (await device.keys()).flatMap((key) => names.get(key) ?? []).sort();
    },

    /** Hashes that the index names, which is what a later visit goes by. */
    async indexed(): Promise<string[]> {
      return Object.keys(Object(await device.get('artifacts'))).sort();
    },

    async close(): Promise<void> {
      await shop.artifacts.dispose();
      await device.close();
      vi.unstubAllGlobals();
    },
  };
  return shop;
}

export function url({ sha256 }: TestArtifact, base = origin): string {
  return `${base.replace(/\/$/, '')}/artifacts/${sha256}`;
}

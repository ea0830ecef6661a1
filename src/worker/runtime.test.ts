import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDeviceStore } from '../registry/device-store.ts';
import { createTestManifest } from '../registry/testing/manifest.ts';
import { createFakeNetwork } from '../registry/testing/network.ts';
import { registryStoreName, visitorStoreName } from './databases.ts';
import type { HostOptions } from './protocol.ts';
import { createRuntime, type Runtime } from './runtime.ts';

const manifestUrl = 'https://shop.example/edgewise/manifest.json';
const options: HostOptions = {
  manifestUrl,
  storageBudgetBytes: 1e6,
  eventLimit: 500,
  eventMaxAgeMs: 86_400_000,
  operatorModules: [],
  firstVisit: false,
  newVisitor: false,
};

const page = { url: 'https://shop.example/', path: '/', query: {}, referrer: '', title: '', language: 'en' };

let runtime: Runtime;

beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  const network = createFakeNetwork();
  const [activity] = createTestManifest(1, []).activities;
  const manifest = {
    ...createTestManifest(1, []),
    services: {},
    segments: [{ id: 'all', name: 'All', condition: true }],
    activities: [{ ...activity, frequencyCap: { count: 1, per: 'day' } }],
  };
  network.answers.set(manifestUrl, Response.json(manifest));
  runtime = createRuntime(options, () => {}, { fetch: network.fetch });
  await runtime.ready();
});

afterEach(() => vi.unstubAllGlobals());

async function keysOnDevice(): Promise<string[]> {
  const found: string[] = [];
  for (const name of [visitorStoreName, registryStoreName]) {
    const store = createDeviceStore({ name, onError: () => {} });
    found.push(...(await store.keys()));
    await store.close();
  }
  return found;
}

describe('forget', () => {
  const ask = () => [
    runtime.decide({ scopes: ['hero'], page }),
    runtime.track([{ eventType: 'decisioning.propositionDisplay' }], false),
  ];

  it.each([0, 1, 2, 5, 10, 20, 50, 100])(
    'leaves nothing on the device of what was asked %i turns before, or after',
    async (turns) => {
      await Promise.all(ask());
      expect(await keysOnDevice()).toContain('visitor');
      const before = ask();
      for (let turn = 0; turn < turns; turn++) await undefined;
      const forgotten = runtime.forget();
      await Promise.allSettled([...before, ...ask(), forgotten]);
      await forgotten;
      await Promise.allSettled(ask());
      expect(await keysOnDevice()).toEqual([]);
    },
  );
});

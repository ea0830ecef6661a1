import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestManifest } from '../registry/testing/manifest.ts';
import { createFakeNetwork, type FakeNetwork } from '../registry/testing/network.ts';
import { createHost, createRuntimes, type Runtimes } from './host.ts';
import { createModelOpener } from './model-opener.ts';
import type { HostEvent, HostOptions } from './protocol.ts';
import { testHostOptions as options, testPage as page } from './testing/host-options.ts';
import { keysOnDevice } from './testing/keys-on-device.ts';

vi.mock(import('./model-opener.ts'), { spy: true });

const scopes = ['hero'];

let runtimes: Runtimes;
let network: FakeNetwork;

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  network = createFakeNetwork();
  const [activity] = createTestManifest(1, []).activities;
  const manifest = {
    ...createTestManifest(1, []),
    services: {},
    activities: [{ ...activity, audience: { condition: { nonsense: [] } } }],
  };
  network.answers.set(options.manifestUrl, Response.json(manifest));
  runtimes = createRuntimes({ fetch: network.fetch });
});
afterEach(() => vi.unstubAllGlobals());

/** One page's host, as the page sees it. */
async function openPage(given: Partial<HostOptions> = {}) {
  const { port1, port2 } = new MessageChannel();
  const told: HostEvent[] = [];
  port1.onmessage = ({ data }: MessageEvent<HostEvent>) => told.push(data);
  const host = createHost(runtimes);
  const state = await host.start({ ...options, ...given }, port2);
  return { host, state, told, port: port1 };
}

it('gives a page that joins what is in force, as what comes from the device', async () => {
  const first = await openPage();
  expect(first.state).toMatchObject({ status: 'complete', source: 'network' });
  const second = await openPage({ firstVisit: true, newVisitor: true, hints: {} });
  expect(second.state).toMatchObject({ status: 'complete', source: 'cache' });
  expect(await second.host.decide({ scopes, page })).toMatchObject({ source: 'cache', requests: 0 });
  expect(network.requests).toHaveLength(1);
  for (const { port } of [first, second]) port.close();
});

it('lets pages with other options have a runtime of their own', async () => {
  const first = await openPage();
  await first.host.track([{ eventType: 'commerce.productViews' }, { eventType: 'commerce.purchases' }], false);
  const second = await openPage({ eventLimit: 1 });
  const eventsOf = async ({ host }: typeof first) => (await host.decide({ scopes, page })).events;
  expect(await eventsOf(second)).toMatchObject([{ eventType: 'commerce.purchases' }]);
  expect(await eventsOf(first)).toHaveLength(2);
  for (const { port } of [first, second]) port.close();
});

it('keeps few runtimes that no page uses', async () => {
  const begun = vi.mocked(createModelOpener).mock;
  const openAndLeave = async (eventLimit: number) => {
    const before = begun.calls.length;
    const { host, port } = await openPage({ eventLimit });
    await host.dispose();
    port.close();
    return begun.calls.length - before;
  };
  for (let eventLimit = 1; eventLimit <= 20; eventLimit++) expect(await openAndLeave(eventLimit)).toBe(1);
  expect(await openAndLeave(20), 'the last is still there').toBe(0);
  expect(await openAndLeave(1), 'the first is not').toBe(1);
});

it('begins anew on the page view after one whose manifest was not to be had', async () => {
  const answer = network.answers.get(options.manifestUrl);
  network.answers.delete(options.manifestUrl);
  await expect(openPage()).rejects.toMatchObject({ code: 'artifact-unavailable' });
  if (answer) network.answers.set(options.manifestUrl, answer);
  const { state, port } = await openPage();
  expect(state).toMatchObject({ status: 'complete' });
  port.close();
});

it('holds nothing of a page that it no longer serves', async () => {
  const { host, port } = await openPage();
  const closed = new Promise((resolve) => port.addEventListener('close', resolve));
  await host.dispose();
  await closed;
});

it('tells every page of a failure, each once', async () => {
  const pages = [await openPage(), await openPage()];
  for (const { host } of [...pages, ...pages]) await host.decide({ scopes, page });
  for (const { told, port } of pages) {
    await vi.waitUntil(() => told.length > 0);
    port.close();
    expect(told).toMatchObject([{ type: 'error', error: { code: 'manifest-invalid' } }]);
  }
});

describe('forget', () => {
  const eventsOf = async ({ host }: Awaited<ReturnType<typeof openPage>>) =>
    (await host.decide({ scopes, page })).events;

  it('leaves nothing of the visitor in the runtimes that no page uses, or that other pages began', async () => {
    const left = [await openPage(), await openPage({ eventLimit: 400 })];
    for (const { host, port } of left) {
      await host.track([{ eventType: 'commerce.productViews' }], false);
      await host.dispose();
      port.close();
    }
    // Of a page without consent, which starts no runtime.
    await createHost(runtimes).forget();
    for (const given of [{}, { eventLimit: 400 }]) {
      const next = await openPage(given);
      expect(await eventsOf(next)).toEqual([]);
      next.port.close();
    }
  });

  it('empties the device, of what this worker began and of what an earlier one stored', async () => {
    const earlier = createRuntimes({ fetch: network.fetch });
    for (const forgetting of [runtimes, earlier]) {
      const { host, port } = await openPage();
      await host.track([{ eventType: 'commerce.productViews' }], false);
      expect(await keysOnDevice()).toContain('visitor');
      await (forgetting === runtimes ? host : createHost(forgetting)).forget();
      expect(await keysOnDevice()).toEqual([]);
      port.close();
    }
  });

  it('leaves alone what was begun after another page had forgotten the same', async () => {
    const [first, second] = [await openPage(), await openPage()];
    await first.host.forget();
    const later = await openPage();
    await later.host.track([{ eventType: 'commerce.productViews' }], false);
    await second.host.forget();
    const joined = await openPage();
    expect(await eventsOf(joined)).toHaveLength(1);
    await joined.host.track([{ eventType: 'commerce.purchases' }], false);
    expect(await eventsOf(later)).toHaveLength(2);
    for (const { port } of [first, second, later, joined]) port.close();
  });
});

it('tells every page that the worker is spent, whatever its runtime, and those that join it before it ends', async () => {
  let retired = 0;
  const { fetch } = createFakeNetwork();
  runtimes = createRuntimes({ fetch, retire: () => void retired++ });
  const open = (given?: Partial<HostOptions>) => {
    const { port1, port2 } = new MessageChannel();
    const told = new Promise<HostEvent>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<HostEvent>) => data.type === 'recycle' && resolve(data);
    });
    createHost(runtimes)
      .start({ ...options, ...given }, port2)
      .catch(() => {});
    return { told, port: port1 };
  };
  const before = [open(), open({ eventLimit: 400 })];
  vi.mocked(createModelOpener).mock.lastCall?.[0].onRecycleNeeded?.({ reason: 'crashed' });
  const after = [open(), open({ eventLimit: 400 }), open({ eventLimit: 300 })];
  for (const { told, port } of [...before, ...after]) {
    expect(await told).toEqual({ type: 'recycle' });
    port.close();
  }
  expect(retired).toBe(1);
});

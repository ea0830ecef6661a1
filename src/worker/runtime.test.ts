import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createJsSession } from '../engine/js/create-js-session.ts';
import { preloadKernels } from '../engine/js/preload-kernels.ts';
import { generateKeyPair } from '../registry/sign.ts';
import { createTestManifest } from '../registry/testing/manifest.ts';
import { createFakeNetwork, type FakeNetwork } from '../registry/testing/network.ts';
import type { HostEvent, HostOptions } from './protocol.ts';
import { createRuntime, type Runtime } from './runtime.ts';
import { testHostOptions as options, testPage as page } from './testing/host-options.ts';
import { keysOnDevice } from './testing/keys-on-device.ts';
import { negativeModel, negativeService } from './testing/negative-service.ts';

vi.mock(import('../engine/js/create-js-session.ts'), { spy: true });
vi.mock(import('../engine/js/preload-kernels.ts'), { spy: true });

const { manifestUrl } = options;

let network: FakeNetwork;
let emitted: HostEvent[];
let runtime: Runtime;

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  network = createFakeNetwork();
  emitted = [];
});

afterEach(() => vi.unstubAllGlobals());

/** Starts a runtime on a manifest. */
async function open(manifest: unknown, changes: Partial<HostOptions> = {}): Promise<void> {
  network.answers.set(manifestUrl, Response.json(manifest));
  runtime = createRuntime({ ...options, ...changes }, (event) => emitted.push(event), { fetch: network.fetch });
  await runtime.ready();
}

/** Puts a file where artifacts lie. */
function publish(file: Uint8Array): { readonly sha256: string; readonly bytes: number } {
  const sha256 = createHash('sha256').update(file).digest('hex');
  network.answers.set(new URL(`artifacts/${sha256}`, manifestUrl).href, new Response(Uint8Array.from(file)));
  return { sha256, bytes: file.length };
}

/** A manifest with the service `negative`, of the version of its generation. */
const manifestOf = (generation: number, executionProvider = 'js') => ({
  ...createTestManifest(generation, []),
  segments: [],
  services: {
    negative: negativeService(String(generation), {
      ...publish(negativeModel),
      executionProviders: [executionProvider],
    }),
  },
});

it('counts displays for caps that come at once, more than the event log holds', async () => {
  const ids = ['first', 'second', 'third'];
  const activities = ids.map((id) => ({
    ...{ id, scope: id, priority: 1, status: 'live', selection: { type: 'first' } },
    ...{ frequencyCap: { count: 1, per: 'visitor' }, experiences: [{ id: 'only', items: [] }] },
  }));
  network.answers.set(manifestUrl, Response.json({ ...createTestManifest(1, []), activities }));
  runtime = createRuntime({ ...options, eventLimit: 1 }, (event) => emitted.push(event), { fetch: network.fetch });
  const displays = ids.map((id) => ({
    eventType: 'decisioning.propositionDisplay',
    _experience: { decisioning: { propositions: [{ scopeDetails: { activity: { id } } }] } },
  }));
  const acts = [{ eventType: 'web.webpagedetails.pageViews' }];
  await Promise.all([...displays, ...acts].map((event) => runtime.track([event])));
  const { traces } = await runtime.decide({ scopes: ids, page });
  expect(traces.flatMap(({ activities: judged }) => judged.map(({ lostBy }) => lostBy))).toEqual(
    Array(3).fill('frequency-cap'),
  );
});

it('fetches the kernels of a manifest that the page hands over before it trusts that', async () => {
  runtime = createRuntime({ ...options, firstVisit: true }, (event) => emitted.push(event), { fetch: network.fetch });
  const body = new TextEncoder().encode(JSON.stringify(manifestOf(1))).buffer;
  runtime.provide({ url: manifestUrl, status: 200, body, expected: [], operators: ['Neg'] });
  expect(preloadKernels).toHaveBeenLastCalledWith(['Neg']);
  // What it stores behind belongs to no other test.
  await runtime.forget();
});

describe('forget', () => {
  const ask = () => [
    runtime.decide({ scopes: ['hero'], page }),
    runtime.track([{ eventType: 'decisioning.propositionDisplay' }], false),
  ];

  it.each([0, 1, 2, 5, 10, 20, 50, 100])(
    'leaves nothing on the device of what was asked %i turns before, or after',
    async (turns) => {
      const [activity] = createTestManifest(1, []).activities;
      await open({
        ...createTestManifest(1, []),
        services: {},
        segments: [{ id: 'all', name: 'All', condition: true }],
        activities: [{ ...activity, frequencyCap: { count: 1, per: 'day' } }],
      });
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

it('frees the models when the visitor is forgotten', async () => {
  await open(manifestOf(1));
  await runtime.predict('negative');
  const session = await vi.mocked(createJsSession).mock.results.at(-1)?.value;
  const release = vi.spyOn(session, 'release');
  await runtime.forget();
  await vi.waitFor(() => expect(release).toHaveBeenCalledOnce());
});

describe('rejoin', () => {
  it('goes back to a device that refused on the page view before', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await open(createTestManifest(1, []));
    const track = () => runtime.track([{ eventType: 'commerce.productViews' }], false);
    await track();
    expect(emitted).toMatchObject([{ type: 'error', error: { code: 'storage-unavailable' } }]);
    runtime.rejoin();
    await track();
    expect(emitted, 'tells the next page as well').toHaveLength(2);
    vi.stubGlobal('indexedDB', new IDBFactory());
    runtime.rejoin();
    await track();
    expect(await keysOnDevice()).toContain('visitor');
  });
});

describe('revalidate', () => {
  const updateTo = (generation: number) => ({ type: 'update', generation, status: 'live' });

  it('switches to a manifest whose model fails to load, and tries again when it is asked for', async () => {
    await open(manifestOf(1));
    await runtime.predict('negative');
    vi.mocked(createJsSession).mockRejectedValueOnce(new Error('out of memory'));
    network.answers.set(manifestUrl, Response.json(manifestOf(2)));
    await runtime.revalidate();
    await vi.waitFor(() => expect(emitted).toContainEqual(updateTo(2)));
    expect(emitted).toContainEqual({ type: 'error', error: expect.objectContaining({ code: 'engine-failed' }) });
    expect(await runtime.predict('negative')).toMatchObject({ serviceVersion: '2' });
  });

  it('takes no harm from a service that the new manifest has no more', async () => {
    await open(manifestOf(1));
    await runtime.predict('negative');
    network.answers.set(manifestUrl, Response.json({ ...manifestOf(2), services: {} }));
    await runtime.revalidate();
    await vi.waitFor(() => expect(emitted).toEqual([expect.objectContaining({ type: 'progress' }), updateTo(2)]));
  });

  it('ends with the later of two manifests, whichever has its models first', async () => {
    await open(manifestOf(1));
    await runtime.predict('negative');
    let goOn = (): void => {};
    const created = createJsSession(negativeModel);
    vi.mocked(createJsSession).mockReturnValueOnce(
      new Promise((resolve) => {
        goOn = () => resolve(created);
      }),
    );
    for (const generation of [2, 3]) {
      network.answers.set(manifestUrl, Response.json(manifestOf(generation)));
      await runtime.revalidate();
    }
    // As long as the third would need, did it not wait for the second.
    await runtime.predict('negative');
    goOn();
    await vi.waitFor(() => expect(emitted).toContainEqual(updateTo(3)));
    await vi.waitFor(async () => expect(await runtime.predict('negative')).toMatchObject({ serviceVersion: '3' }));
    expect(emitted.at(-1)).toEqual(updateTo(3));
  });

  it('loads what a new manifest is the first to ask ONNX Runtime for', async () => {
    const binaryUrl = new URL('../../node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm', import.meta.url);
    const runtimeArtifact = publish(readFileSync(binaryUrl));
    await open(manifestOf(1));
    expect(await runtime.predict('negative')).toMatchObject({ executionProvider: 'js' });
    const runtimes = { wasm: { version: '1', ...runtimeArtifact } };
    network.answers.set(manifestUrl, Response.json({ ...manifestOf(2, 'wasm'), runtimes }));
    await runtime.revalidate();
    // ONNX Runtime has to start.
    await vi.waitFor(() => expect(emitted).toContainEqual(updateTo(2)), 30_000);
    expect(await runtime.predict('negative')).toMatchObject({ executionProvider: 'wasm', serviceVersion: '2' });
  });
});

it('refuses a manifest that its key did not sign', async () => {
  const { publicKey } = await generateKeyPair();
  await expect(open(manifestOf(1), { publicKey })).rejects.toMatchObject({ code: 'manifest-untrusted' });
  await expect(runtime.decide({ scopes: ['hero'], page })).rejects.toMatchObject({ code: 'manifest-untrusted' });
});

describe('what is tracked', () => {
  const [activity] = createTestManifest(1, []).activities;
  const rules = (changes: object) => ({
    ...createTestManifest(1, []),
    services: {},
    segments: [],
    activities: [{ ...activity, ...changes }],
  });
  const display = {
    eventType: 'decisioning.propositionDisplay',
    _experience: { decisioning: { propositions: [{ scopeDetails: { activity: { id: activity?.id } } }] } },
  };

  it('converts once, and is told again to whoever could not hear of it', async () => {
    const isPurchase = { '==': [{ var: 'event.eventType' }, 'commerce.purchases'] };
    await open(rules({ goal: { condition: isPurchase } }));
    const purchase = { _id: 'purchase', eventType: 'commerce.purchases' };
    expect(await runtime.track([display])).toEqual([]);
    expect(await runtime.track([purchase])).toMatchObject([{ display, event: purchase }]);
    expect(await runtime.track([purchase])).toEqual([]);
    expect(await runtime.track([purchase], true)).toMatchObject([{ event: purchase }]);
  });

  it('counts for a frequency cap when the event log has dropped it', async () => {
    await open(rules({ frequencyCap: { count: 1, per: 'visitor' } }), { eventLimit: 1 });
    const decide = async () => (await runtime.decide({ scopes: ['hero'], page })).traces[0]?.activities[0]?.lostBy;
    expect(await decide()).toBeUndefined();
    await runtime.track([display]);
    await runtime.track([{ eventType: 'commerce.productViews' }]);
    expect(await decide()).toBe('frequency-cap');
  });

  it('is dropped at the age that the page gives', async () => {
    await open(rules({}), { eventMaxAgeMs: 60_000 });
    const timestamp = new Date(Date.now() - 61_000).toISOString();
    await runtime.track([{ eventType: 'old', timestamp }, { eventType: 'new' }]);
    expect((await runtime.decide({ scopes: ['hero'], page })).events).toMatchObject([{ eventType: 'new' }]);
  });
});

it('writes what services write beside what the profile has', async () => {
  const { negative } = manifestOf(1).services;
  const writer = { id: 'writer', op: 'profile-writer', params: { scores: { y: 'model.y' } } };
  const services = {
    negative: { ...negative, graph: { ...negative.graph, nodes: [...negative.graph.nodes, writer] } },
  };
  const segments = [{ id: 'all', name: 'All', condition: true }];
  await open({ ...manifestOf(1), services, segments });
  const profile = async () => (await runtime.decide({ scopes: ['hero'], page })).profile;
  await profile();
  await runtime.predict('negative');
  await vi.waitFor(async () => expect(await profile()).toHaveProperty('_edgewise.scores.negative.y'));
  expect(await profile()).toHaveProperty('segmentMembership.edgewise.all.status', 'realized');
});

it('has a display change no score: what the visitor did last stays the current event', async () => {
  const manifest = manifestOf(1);
  const { graph } = manifest.services.negative;
  const columns = [{ name: 'x', path: 'age', type: 'float32', default: 0 }];
  const age = { id: 'age', op: 'xdm-to-frame', inputs: ['events'], params: { columns } };
  const negative = { ...manifest.services.negative, graph: { ...graph, nodes: [age, graph.nodes[1]] } };
  await open({ ...manifest, services: { negative } });
  await runtime.track([{ eventType: 'account.signIn', age: 40 }], false);
  await runtime.track([{ eventType: 'decisioning.propositionDisplay' }], false);
  expect((await runtime.predict('negative')).scores).toEqual({ y: -40 });
});

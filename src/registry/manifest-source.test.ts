import { createHash } from 'node:crypto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EdgewiseError } from '../errors.ts';
import { type ArtifactStore, createArtifactStore } from './artifact-store.ts';
import { createDeviceStore, type DeviceStore } from './device-store.ts';
import { createManifestSource, type ManifestSource, type ManifestSourceOptions } from './manifest-source.ts';
import { generateKeyPair, signManifest } from './sign.ts';
import { createTestArtifact, type TestArtifact } from './testing/artifacts.ts';
import { createTestManifest } from './testing/manifest.ts';
import { createFakeNetwork, type FakeNetwork, silence } from './testing/network.ts';

const manifestUrl = 'https://shop.example/edgewise/manifest.json';
const key = `manifest:${manifestUrl}`;
const mirrors = ['https://mirror.example/e/manifest.json', 'https://second.example/e/manifest.json'];
const one = createTestArtifact(1);
const two = createTestArtifact(2);

let network: FakeNetwork;
let errors: EdgewiseError[];
let generations: number[];
let tab: Tab;

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

function openTab({ budgetBytes = 1e6, ...options }: TabOptions = {}): Tab {
  const onError = (error: EdgewiseError) => void errors.push(error);
  const device = createDeviceStore({ name: 'test', onError });
  const artifacts = createArtifactStore({
    store: device,
    fetch: network.fetch,
    budgetBytes,
    onError,
    now: Date.now,
  });
  const source = createManifestSource({
    manifestUrl,
    store: device,
    artifacts,
    fetch: network.fetch,
    onGeneration: ({ generation }) => void generations.push(generation),
    onError,
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

/** What lies on the device by now, by hash. */
async function artifactsOnDevice(): Promise<string[]> {
  await tab.artifacts.flush();
  return (await tab.device.keys()).flatMap((name) => name.match(/^artifact:(.*)/)?.[1] ?? []).sort();
}

function publishArtifacts(...artifacts: TestArtifact[]): void {
  for (const { sha256, content } of artifacts) {
    network.answers.set(new URL(`artifacts/${sha256}`, manifestUrl).href, new Response(content));
  }
}

function etagOf(manifest: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(manifest)).digest('hex')}"`;
}

/** Serves `manifest` as a static host does, answering 304 to its own ETag. */
function publish(manifest: unknown, { url = manifestUrl, etag = etagOf(manifest) } = {}): void {
  network.answers.set(url, ({ headers }) =>
    headers.get('if-none-match') === etag
      ? new Response(null, { status: 304 })
      : new Response(JSON.stringify(manifest), { headers: { etag } }),
  );
}

/** A first visit that has generation 1 kept, then a page view on which nothing has been asked for yet. */
async function visitBefore(options: TabOptions = {}): Promise<void> {
  publish(createTestManifest(1, [one]));
  await tab.source.load();
  await reload(options);
}

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  network = createFakeNetwork();
  publishArtifacts(one, two);
  errors = [];
  generations = [];
  tab = openTab();
});

afterEach(async () => {
  await tab.close();
  vi.unstubAllGlobals();
});

describe('on a first visit', () => {
  it('takes what the network has, and keeps it with its artifacts', async () => {
    publish(createTestManifest(1, [one]));
    const { manifest, source } = await tab.source.load();
    expect([manifest.generation, source]).toEqual([1, 'network']);
    await reload();
    network.answers.clear();
    const again = await tab.source.load();
    expect([again.manifest.generation, again.source]).toEqual([1, 'cache']);
    expect(await tab.artifacts.get(one.sha256, { bytes: one.bytes, baseUrls: [] })).toEqual(one.content);
    expect(network.requests).toEqual([]);
    expect(generations).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('does not wait for artifacts, and fetches them at once', async () => {
    const artifactUrl = new URL(`artifacts/${one.sha256}`, manifestUrl).href;
    network.answers.set(artifactUrl, silence);
    publish(createTestManifest(1, [one]));
    expect((await tab.source.load()).manifest.generation).toBe(1);
    await vi.waitUntil(() => network.requests.includes(artifactUrl));
  });

  it('keeps nothing whose artifacts are not all there', async () => {
    publish(createTestManifest(1, [one, createTestArtifact(3)]));
    await tab.source.load();
    await tab.source.settled();
    expect(await tab.device.get(key)).toBeUndefined();
    publishArtifacts(createTestArtifact(3));
    expect(await tab.source.revalidate()).toBe('unchanged');
    expect(await tab.device.get(key)).toMatchObject({ generation: 1 });
  });

  it('asks the device and the network side by side when told so', async () => {
    publish(createTestManifest(1, [one]));
    await reload({ preferNetwork: true });
    const loaded = tab.source.load();
    expect(network.requests).toEqual([manifestUrl]);
    expect((await loaded).source).toBe('network');
    expect(network.requests.filter((url) => url === manifestUrl)).toHaveLength(1);
  });

  it('shares one load between callers', async () => {
    publish(createTestManifest(1, [one]));
    await Promise.all([tab.source.load(), tab.source.load()]);
    await tab.source.load();
    expect(network.requests.filter((url) => url === manifestUrl)).toHaveLength(1);
  });

  it.each([
    ['is unreachable', new TypeError('fetch failed'), 'artifact-unavailable', /no network.*check manifestUrl/],
    ['is missing', new Response('', { status: 404 }), 'artifact-unavailable', /HTTP 404.*check manifestUrl/],
    ['is not JSON', new Response('<html>'), 'manifest-invalid', /not JSON/],
    ['is of another schema', new Response('{"manifestVersion":1}'), 'manifest-invalid', /at generation: /],
  ])('rejects once when the manifest %s, and loads when asked again', async (_, answer, code, message) => {
    network.answers.set(manifestUrl, answer);
    const failed = tab.source.load();
    await expect(failed).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(errors).toEqual([]);
    publish(createTestManifest(1, [one]));
    expect((await tab.source.load()).manifest.generation).toBe(1);
  });

  it('rejects with disposed when it is disposed meanwhile, and from then on', async () => {
    network.answers.set(manifestUrl, silence);
    const rejected = expect(tab.source.load()).rejects.toMatchObject({ code: 'disposed' });
    await vi.waitUntil(() => network.requests.length === 1);
    await tab.source.dispose();
    await rejected;
    await expect(tab.source.load()).rejects.toMatchObject({ code: 'disposed' });
  });
});

describe('on a later visit', () => {
  it('answers from the device with no request until it is asked to revalidate', async () => {
    await visitBefore();
    expect((await tab.source.load()).source).toBe('cache');
    expect(network.requests).toEqual([]);
    expect(await tab.source.revalidate()).toBe('unchanged');
    expect(network.requests).toEqual([manifestUrl]);
  });

  it('revalidates by ETag', async () => {
    await visitBefore();
    const etags: (string | null)[] = [];
    const served = network.answers.get(manifestUrl);
    network.answers.set(manifestUrl, (request) => {
      etags.push(request.headers.get('if-none-match'));
      return typeof served === 'function' ? served(request) : new Response();
    });
    await tab.source.load();
    expect(await tab.source.revalidate()).toBe('unchanged');
    expect(etags).toEqual([etagOf(createTestManifest(1, [one]))]);
  });

  it('spares another origin the preflight that the ETag would cost', async () => {
    vi.stubGlobal('location', { origin: 'https://elsewhere.example' });
    await visitBefore();
    const fetch = vi.fn(network.fetch);
    await reload({ fetch });
    await tab.source.load();
    expect(await tab.source.revalidate()).toBe('unchanged');
    expect(fetch.mock.lastCall?.[1]).not.toHaveProperty('headers');
  });

  it('takes a changed ETag over the same content for no change, and remembers it', async () => {
    await visitBefore();
    publish(createTestManifest(1, [one]), { etag: '"other"' });
    await tab.source.load();
    expect(await tab.source.revalidate()).toBe('unchanged');
    expect(await tab.device.get(key)).toMatchObject({ etag: '"other"' });
    expect(errors).toEqual([]);
  });

  it('switches to a newer generation as a whole, and keeps it', async () => {
    await visitBefore();
    publish(createTestManifest(2, [one, two]));
    await tab.source.load();
    expect(await tab.source.revalidate()).toBe('switched');
    expect(generations).toEqual([2]);
    expect(await artifactsOnDevice()).toEqual([one, two].map(({ sha256 }) => sha256).sort());
    const { manifest, source } = await tab.source.load();
    expect([manifest.generation, source]).toEqual([2, 'network']);
    await reload();
    network.answers.clear();
    expect((await tab.source.load()).manifest.generation).toBe(2);
  });

  it.each([
    ['unavailable', undefined, 'artifact-unavailable'],
    ['corrupt', new Response(one.content), 'artifact-corrupt'],
  ])('keeps the old generation, with one error, while an artifact is %s', async (_, answer, code) => {
    await visitBefore();
    const missing = new URL(`artifacts/${two.sha256}`, manifestUrl).href;
    network.answers.delete(missing);
    if (answer) network.answers.set(missing, answer);
    publish(createTestManifest(2, [one, two]));
    await tab.source.load();
    expect(await tab.source.revalidate()).toBe('failed');
    expect(errors).toMatchObject([{ code }]);
    expect(generations).toEqual([]);
    expect((await tab.source.load()).manifest.generation).toBe(1);
    await reload();
    expect((await tab.source.load()).manifest.generation).toBe(1);
    publishArtifacts(two);
    expect(await tab.source.revalidate()).toBe('switched');
  });

  it('evicts nothing that is in force, and what no longer is', async () => {
    await visitBefore({ budgetBytes: 2500 });
    const [three, missing] = [createTestArtifact(3), createTestArtifact(4)];
    publishArtifacts(three);
    publish(createTestManifest(2, [two, three, missing]));
    await tab.source.load();
    expect(await tab.source.revalidate()).toBe('failed');
    expect(await artifactsOnDevice()).toContain(one.sha256);
    publish(createTestManifest(3, [two, three]));
    expect(await tab.source.revalidate()).toBe('switched');
    await reload({ budgetBytes: 2500 });
    await tab.source.load();
    await tab.source.revalidate();
    for (const { sha256, bytes } of [two, three]) {
      await tab.artifacts.get(sha256, { bytes, baseUrls: [new URL('.', manifestUrl).href] });
    }
    expect(await artifactsOnDevice()).toEqual([two, three].map(({ sha256 }) => sha256).sort());
  });

  it('waits only for the artifacts that it is told to wait for', async () => {
    await visitBefore({ neededArtifacts: () => [] });
    network.answers.delete(new URL(`artifacts/${two.sha256}`, manifestUrl).href);
    publish(createTestManifest(2, [one, two]));
    await tab.source.load();
    expect(await tab.source.revalidate()).toBe('switched');
  });

  describe('asked side by side with the network', () => {
    /** An answer of the network that comes when the test says so. */
    function publishLater(manifest: unknown): () => void {
      let answer = () => {};
      const told = new Promise<void>((resolve) => {
        answer = resolve;
      });
      network.answers.set(manifestUrl, async () => {
        await told;
        return new Response(JSON.stringify(manifest));
      });
      return answer;
    }

    it('answers from the device when that is faster, and switches behind', async () => {
      await visitBefore({ preferNetwork: true });
      const answer = publishLater(createTestManifest(2, [two]));
      expect((await tab.source.load()).source).toBe('cache');
      answer();
      await tab.source.settled();
      expect(generations).toEqual([2]);
      expect(network.requests.filter((url) => url === manifestUrl)).toHaveLength(1);
    });

    it('answers from the network when that is faster, and keeps what it had', async () => {
      await visitBefore({ preferNetwork: true });
      publish(createTestManifest(2, [two]));
      expect(await tab.source.load()).toMatchObject({ source: 'network', manifest: { generation: 2 } });
      await tab.source.settled();
      expect(await tab.device.get(key)).toMatchObject({ generation: 2 });
      expect(errors).toEqual([]);
    });

    it.each([
      ['is of a lower generation', createTestManifest(1, [one]), 'manifest-stale'],
      ['lacks an artifact', createTestManifest(6, [createTestArtifact(9)]), 'artifact-unavailable'],
    ])('goes back to what is on the device when the network was faster with what %s', async (_, manifest, code) => {
      publish(createTestManifest(5, [one]));
      await tab.source.load();
      await reload({ preferNetwork: true });
      publish(manifest);
      await tab.source.load();
      await tab.source.settled();
      expect(generations).toEqual([5]);
      expect(errors).toMatchObject([{ code }]);
      expect(await tab.device.get(key)).toMatchObject({ generation: 5 });
    });
  });

  it('shares one revalidation between callers, and ends it at disposal without an error', async () => {
    await visitBefore();
    network.answers.set(manifestUrl, silence);
    await tab.source.load();
    const revalidations = [tab.source.revalidate(), tab.source.revalidate()];
    await vi.waitUntil(() => network.requests.length === 1);
    await tab.source.dispose();
    expect(await Promise.all(revalidations)).toEqual(['failed', 'failed']);
    await expect(openTab().source.load()).resolves.toMatchObject({ source: 'cache' });
    expect(errors).toEqual([]);
    expect(network.requests).toHaveLength(1);
  });
});

describe('what is not to be trusted', () => {
  const changed = { ...createTestManifest(5, [one]), publishedAt: '2026-02-02T00:00:00Z' };
  it.each([
    ['a lower generation', createTestManifest(4, [one]), /generation 4 is older than 5.* 6 or higher/],
    ['the same generation with other content', changed, /generation 5 has other content.* 6 or higher/],
  ])('refuses %s, also after a reload', async (_, manifest, message) => {
    publish(createTestManifest(5, [one]));
    await tab.source.load();
    publish(manifest);
    for (const round of [1, 2]) {
      await reload();
      await tab.source.load();
      expect(await tab.source.revalidate()).toBe('failed');
      expect(errors).toHaveLength(round);
      expect(errors.at(-1)).toMatchObject({ code: 'manifest-stale', message: expect.stringMatching(message) });
    }
    expect((await tab.source.load()).manifest).toMatchObject({ generation: 5, publishedAt: '2026-01-01T00:00:00Z' });
  });

  it('refuses what was not signed by the key, and then serves what was', async () => {
    const keys = await generateKeyPair();
    await tab.close();
    tab = openTab({ publicKey: keys.publicKey });
    publish(createTestManifest(1, [one]));
    await expect(tab.source.load()).rejects.toMatchObject({ code: 'manifest-untrusted' });
    publish(await signManifest(createTestManifest(1, [one]), keys.privateKey));
    expect((await tab.source.load()).manifest.generation).toBe(1);
    await reload({ publicKey: keys.publicKey });
    expect((await tab.source.load()).source).toBe('cache');
    publish(createTestManifest(2, [one]));
    expect(await tab.source.revalidate()).toBe('failed');
    expect(errors).toMatchObject([{ code: 'manifest-untrusted' }]);
  });

  it('drops what it has kept when the key changes', async () => {
    const [before, after] = [await generateKeyPair(), await generateKeyPair()];
    publish(await signManifest(createTestManifest(9, [one]), before.privateKey));
    await tab.source.load();
    await reload({ publicKey: after.publicKey });
    publish(await signManifest(createTestManifest(1, [one]), after.privateKey));
    const { manifest, source } = await tab.source.load();
    expect([manifest.generation, source]).toEqual([1, 'network']);
    expect(errors).toEqual([]);
  });

  it.each([
    ['a string', 'nonsense'],
    ['another shape', { body: 5 }],
    ['a body that is no JSON', { body: '{', etag: null, generation: 1 }],
    ['a body of another schema', { body: '{}', etag: null, generation: 1 }],
    [
      'a generation that is not the body’s',
      { body: JSON.stringify(createTestManifest(1, [one])), etag: null, generation: 1e9 },
    ],
  ])('deletes a record that was tampered with into %s, and fetches it again', async (_, record) => {
    await visitBefore();
    await tab.device.set(key, record);
    const { source } = await tab.source.load();
    expect(source).toBe('network');
    await tab.source.settled();
    expect(await tab.device.get(key)).toMatchObject({ generation: 1, body: expect.stringContaining('hero-offer') });
    expect(errors).toEqual([]);
  });
});

describe('when the origin fails', () => {
  it.each([
    ['unreachable', new TypeError('fetch failed')],
    ['at 500', new Response('', { status: 500 })],
    ['at 404', new Response('', { status: 404 })],
  ])('%s, asks the mirrors in order, for the manifest and its artifacts', async (_, answer) => {
    await visitBefore();
    network.answers.clear();
    network.answers.set(manifestUrl, answer);
    publish(createTestManifest(2, [two]), { url: mirrors[1] ?? '' });
    network.answers.set(`https://second.example/e/artifacts/${two.sha256}`, new Response(two.content));
    await tab.source.load();
    expect(await tab.source.revalidate()).toBe('switched');
    expect(network.requests).toEqual([
      manifestUrl,
      ...mirrors,
      `https://shop.example/edgewise/artifacts/${two.sha256}`,
      `https://mirror.example/e/artifacts/${two.sha256}`,
      `https://second.example/e/artifacts/${two.sha256}`,
    ]);
    expect(errors).toEqual([]);
  });

  it('stops at the first mirror that answers', async () => {
    await visitBefore();
    network.answers.clear();
    for (const url of mirrors) publish(createTestManifest(1, [one]), { url });
    await tab.source.load();
    expect(await tab.source.revalidate()).toBe('unchanged');
    expect(network.requests).toEqual([manifestUrl, mirrors[0]]);
  });

  it('goes on with what it has when the mirrors fail as well, with one error that names the origin', async () => {
    await visitBefore();
    network.answers.clear();
    expect((await tab.source.load()).manifest.generation).toBe(1);
    expect(await tab.source.revalidate()).toBe('failed');
    expect(errors).toMatchObject([
      {
        code: 'artifact-unavailable',
        message: expect.stringContaining(`${manifestUrl} does not answer`),
      },
    ]);
  });
});

describe('with two tabs', () => {
  it('takes over, without fetching it again, the generation that another tab has switched to', async () => {
    await visitBefore();
    const other = openTab();
    await Promise.all([tab.source.load(), other.source.load()]);
    publish(createTestManifest(2, [two]));
    await other.source.revalidate();
    expect(await tab.source.revalidate()).toBe('switched');
    expect((await tab.source.load()).manifest.generation).toBe(2);
    await other.close();
  });

  it('refuses what is older than what another tab has come to trust', async () => {
    await visitBefore();
    const other = openTab();
    await Promise.all([tab.source.load(), other.source.load()]);
    publish(createTestManifest(3, [two]));
    await other.source.revalidate();
    publish(createTestManifest(2, [one]));
    expect(await tab.source.revalidate()).toBe('failed');
    expect(errors).toMatchObject([{ code: 'manifest-stale' }]);
    await other.close();
  });

  it('keeps the later generation when both write at once', async () => {
    await visitBefore();
    const other = openTab();
    await Promise.all([tab.source.load(), other.source.load()]);
    let answers = 0;
    network.answers.set(manifestUrl, () => {
      answers++;
      return new Response(JSON.stringify(createTestManifest(answers + 1, [answers === 1 ? one : two])));
    });
    await Promise.all([tab.source.revalidate(), other.source.revalidate()]);
    expect(answers).toBe(2);
    expect(await tab.device.get(key)).toMatchObject({ generation: 3 });
    await other.close();
  });
});

it('works in memory when the device refuses', async () => {
  await tab.close();
  vi.stubGlobal('indexedDB', undefined);
  tab = openTab();
  publish(createTestManifest(1, [one]));
  expect((await tab.source.load()).manifest.generation).toBe(1);
  publish(createTestManifest(2, [two]));
  expect(await tab.source.revalidate()).toBe('switched');
  expect(errors).toMatchObject([{ code: 'storage-unavailable' }]);
});

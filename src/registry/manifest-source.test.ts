import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestArtifact } from './testing/artifacts.ts';
import { createTestManifest } from './testing/manifest.ts';
import { etagOf, key, type ManifestShop, manifestUrl, one, openManifestShop, two } from './testing/manifest-shop.ts';
import { silence } from './testing/network.ts';

let shop: ManifestShop;
beforeEach(() => {
  shop = openManifestShop();
});
afterEach(() => shop.close());

describe('on a first visit', () => {
  it('takes what the network has, and keeps it with its artifacts', async () => {
    shop.publish(createTestManifest(1, [one]));
    const { manifest, source } = await shop.tab.source.load();
    expect([manifest.generation, source]).toEqual([1, 'network']);
    await shop.reload();
    shop.network.answers.clear();
    const again = await shop.tab.source.load();
    expect([again.manifest.generation, again.source]).toEqual([1, 'cache']);
    expect(await shop.tab.artifacts.get(one.sha256, { bytes: one.bytes, baseUrls: [] })).toEqual(one.content);
    expect(shop.network.requests).toEqual([]);
    expect(shop.generations).toEqual([]);
    expect(shop.errors).toEqual([]);
  });

  it('does not wait for artifacts, and fetches them at once', async () => {
    const artifactUrl = new URL(`artifacts/${one.sha256}`, manifestUrl).href;
    shop.network.answers.set(artifactUrl, silence);
    shop.publish(createTestManifest(1, [one]));
    expect((await shop.tab.source.load()).manifest.generation).toBe(1);
    await vi.waitUntil(() => shop.network.requests.includes(artifactUrl));
  });

  it('keeps nothing whose artifacts are not all there', async () => {
    shop.publish(createTestManifest(1, [one, createTestArtifact(3)]));
    await shop.tab.source.load();
    await shop.tab.source.settled();
    expect(await shop.tab.device.get(key)).toBeUndefined();
    shop.publishArtifacts(createTestArtifact(3));
    expect(await shop.tab.source.revalidate()).toBe('unchanged');
    expect(await shop.tab.device.get(key)).toMatchObject({ generation: 1 });
  });

  it('asks the device and the network side by side when told so', async () => {
    shop.publish(createTestManifest(1, [one]));
    await shop.reload({ preferNetwork: true });
    const loaded = shop.tab.source.load();
    expect(shop.network.requests).toEqual([manifestUrl]);
    expect((await loaded).source).toBe('network');
    expect(shop.network.requests.filter((url) => url === manifestUrl)).toHaveLength(1);
  });

  it('shares one load between callers', async () => {
    shop.publish(createTestManifest(1, [one]));
    await Promise.all([shop.tab.source.load(), shop.tab.source.load()]);
    await shop.tab.source.load();
    expect(shop.network.requests.filter((url) => url === manifestUrl)).toHaveLength(1);
  });

  it.each([
    ['is unreachable', new TypeError('fetch failed'), 'artifact-unavailable', /no network.*check manifestUrl/],
    ['is missing', new Response('', { status: 404 }), 'artifact-unavailable', /HTTP 404.*check manifestUrl/],
    ['is not JSON', new Response('<html>'), 'manifest-invalid', /not JSON/],
    ['is of another schema', new Response('{"manifestVersion":1}'), 'manifest-invalid', /at generation: /],
  ])('rejects once when the manifest %s, and loads when asked again', async (_, answer, code, message) => {
    shop.network.answers.set(manifestUrl, answer);
    const failed = shop.tab.source.load();
    await expect(failed).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(shop.errors).toEqual([]);
    shop.publish(createTestManifest(1, [one]));
    expect((await shop.tab.source.load()).manifest.generation).toBe(1);
  });

  it('rejects with disposed when it is disposed meanwhile, and from then on', async () => {
    shop.network.answers.set(manifestUrl, silence);
    const rejected = expect(shop.tab.source.load()).rejects.toMatchObject({ code: 'disposed' });
    await vi.waitUntil(() => shop.network.requests.length === 1);
    await shop.tab.source.dispose();
    await rejected;
    await expect(shop.tab.source.load()).rejects.toMatchObject({ code: 'disposed' });
  });
});

describe('on a later visit', () => {
  it('answers from the device with no request until it is asked to revalidate', async () => {
    await shop.visitBefore();
    expect((await shop.tab.source.load()).source).toBe('cache');
    expect(shop.network.requests).toEqual([]);
    expect(await shop.tab.source.revalidate()).toBe('unchanged');
    expect(shop.network.requests).toEqual([manifestUrl]);
  });

  it('revalidates by ETag', async () => {
    await shop.visitBefore();
    const etags: (string | null)[] = [];
    const served = shop.network.answers.get(manifestUrl);
    shop.network.answers.set(manifestUrl, (request) => {
      etags.push(request.headers.get('if-none-match'));
      return typeof served === 'function' ? served(request) : new Response();
    });
    await shop.tab.source.load();
    expect(await shop.tab.source.revalidate()).toBe('unchanged');
    expect(etags).toEqual([etagOf(createTestManifest(1, [one]))]);
  });

  it('spares another origin the preflight that the ETag would cost', async () => {
    vi.stubGlobal('location', { origin: 'https://elsewhere.example' });
    await shop.visitBefore();
    const fetch = vi.fn(shop.network.fetch);
    await shop.reload({ fetch });
    await shop.tab.source.load();
    expect(await shop.tab.source.revalidate()).toBe('unchanged');
    expect(fetch.mock.lastCall?.[1]).not.toHaveProperty('headers');
  });

  it('takes a changed ETag over the same content for no change, and remembers it', async () => {
    await shop.visitBefore();
    shop.publish(createTestManifest(1, [one]), { etag: '"other"' });
    await shop.tab.source.load();
    expect(await shop.tab.source.revalidate()).toBe('unchanged');
    expect(await shop.tab.device.get(key)).toMatchObject({ etag: '"other"' });
    expect(shop.generations).toEqual([]);
    expect(shop.errors).toEqual([]);
  });

  it('switches to a newer generation as a whole, and keeps it', async () => {
    await shop.visitBefore();
    shop.publish(createTestManifest(2, [one, two]));
    await shop.tab.source.load();
    expect(await shop.tab.source.revalidate()).toBe('switched');
    expect(shop.generations).toEqual([2]);
    expect(await shop.artifactsOnDevice()).toEqual([one, two].map(({ sha256 }) => sha256).sort());
    const { manifest, source } = await shop.tab.source.load();
    expect([manifest.generation, source]).toEqual([2, 'network']);
    await shop.reload();
    shop.network.answers.clear();
    expect((await shop.tab.source.load()).manifest.generation).toBe(2);
  });

  it.each([
    ['unavailable', undefined, 'artifact-unavailable'],
    ['corrupt', new Response(one.content), 'artifact-corrupt'],
  ])('keeps the old generation, with one error, while an artifact is %s', async (_, answer, code) => {
    await shop.visitBefore();
    const missing = new URL(`artifacts/${two.sha256}`, manifestUrl).href;
    shop.network.answers.delete(missing);
    if (answer) shop.network.answers.set(missing, answer);
    shop.publish(createTestManifest(2, [one, two]));
    await shop.tab.source.load();
    expect(await shop.tab.source.revalidate()).toBe('failed');
    expect(shop.errors).toMatchObject([{ code }]);
    expect(shop.generations).toEqual([]);
    expect((await shop.tab.source.load()).manifest.generation).toBe(1);
    await shop.reload();
    expect((await shop.tab.source.load()).manifest.generation).toBe(1);
    shop.publishArtifacts(two);
    expect(await shop.tab.source.revalidate()).toBe('switched');
  });

  it('evicts nothing that is in force, and what no longer is', async () => {
    await shop.visitBefore({ budgetBytes: 2500 });
    const baseUrls = [new URL('.', manifestUrl).href];
    const [three, missing] = [createTestArtifact(3), createTestArtifact(4)];
    shop.publishArtifacts(three);
    shop.publish(createTestManifest(2, [two, three, missing]));
    await shop.tab.source.load();
    expect(await shop.tab.source.revalidate()).toBe('failed');
    for (const { sha256, bytes } of [two, three]) await shop.tab.artifacts.get(sha256, { bytes, baseUrls });
    expect(await shop.artifactsOnDevice()).toContain(one.sha256);
    shop.publish(createTestManifest(3, [two, three]));
    expect(await shop.tab.source.revalidate()).toBe('switched');
    await shop.reload({ budgetBytes: 2500 });
    await shop.tab.source.load();
    await shop.tab.source.revalidate();
    for (const { sha256, bytes } of [two, three]) await shop.tab.artifacts.get(sha256, { bytes, baseUrls });
    expect(await shop.artifactsOnDevice()).toEqual([two, three].map(({ sha256 }) => sha256).sort());
  });

  it('forgets what it keeps of all other addresses, where there are twenty', async () => {
    await shop.visitBefore();
    const visit = async (manifestUrl: string): Promise<void> => {
      shop.publish(createTestManifest(1, []), { url: manifestUrl });
      await shop.reload({ manifestUrl });
      await shop.tab.source.load();
      await shop.tab.source.settled();
    };
    const manifestsOnDevice = async () => (await shop.tab.device.keys()).filter((name) => name.startsWith('manifest:'));
    for (let release = 1; release < 20; release++) await visit(`${manifestUrl}?${release}`);
    expect(await manifestsOnDevice()).toHaveLength(20);
    await visit(`${manifestUrl}?20`);
    expect(await manifestsOnDevice()).toEqual([`${key}?20`]);
    expect(await shop.artifactsOnDevice(), 'those have a budget of their own').toEqual([one.sha256]);
    expect(shop.errors).toEqual([]);
  });

  describe('asked side by side with the network', () => {
    /** An answer of the network that comes when the test says so. */
    function publishLater(manifest: unknown): () => void {
      let answer = () => {};
      const told = new Promise<void>((resolve) => {
        answer = resolve;
      });
      shop.network.answers.set(manifestUrl, async () => {
        await told;
        return new Response(JSON.stringify(manifest));
      });
      return answer;
    }

    it('answers from the device when that is faster, and switches behind', async () => {
      await shop.visitBefore({ preferNetwork: true });
      const answer = publishLater(createTestManifest(2, [two]));
      expect((await shop.tab.source.load()).source).toBe('cache');
      answer();
      await shop.tab.source.settled();
      expect(shop.generations).toEqual([2]);
      expect(shop.network.requests.filter((url) => url === manifestUrl)).toHaveLength(1);
    });

    it('answers from the device where the network fails before it', async () => {
      await shop.visitBefore({ preferNetwork: true });
      shop.network.answers.delete(manifestUrl);
      expect(await shop.tab.source.load()).toMatchObject({ source: 'cache', manifest: { generation: 1 } });
    });

    it('answers from the network when that is faster, and keeps what it had', async () => {
      await shop.visitBefore({ preferNetwork: true });
      shop.publish(createTestManifest(2, [two]));
      expect(await shop.tab.source.load()).toMatchObject({ source: 'network', manifest: { generation: 2 } });
      await shop.tab.source.settled();
      expect(await shop.tab.device.get(key)).toMatchObject({ generation: 2 });
      expect(shop.errors).toEqual([]);
    });

    it.each([
      ['is of a lower generation', createTestManifest(1, [one]), 'manifest-stale'],
      ['lacks an artifact', createTestManifest(6, [createTestArtifact(9)]), 'artifact-unavailable'],
    ])('goes back to what is on the device when the network was faster with what %s', async (_, manifest, code) => {
      shop.publish(createTestManifest(5, [one]));
      await shop.tab.source.load();
      await shop.reload({ preferNetwork: true });
      shop.publish(manifest);
      await shop.tab.source.load();
      await shop.tab.source.settled();
      expect(shop.generations).toEqual([5]);
      expect(shop.errors).toMatchObject([{ code }]);
      expect(await shop.tab.device.get(key)).toMatchObject({ generation: 5 });
    });
  });

  it('shares one revalidation between callers, and ends it at disposal without an error', async () => {
    await shop.visitBefore();
    shop.network.answers.set(manifestUrl, silence);
    await shop.tab.source.load();
    const revalidations = [shop.tab.source.revalidate(), shop.tab.source.revalidate()];
    await vi.waitUntil(() => shop.network.requests.length === 1);
    await shop.tab.source.dispose();
    expect(await Promise.all(revalidations)).toEqual(['failed', 'failed']);
    await expect(shop.openTab().source.load()).resolves.toMatchObject({ source: 'cache' });
    expect(shop.errors).toEqual([]);
    expect(shop.network.requests).toHaveLength(1);
  });
});

it('works in memory when the device refuses', async () => {
  vi.stubGlobal('indexedDB', undefined);
  await shop.reload();
  shop.publish(createTestManifest(1, [one]));
  expect((await shop.tab.source.load()).manifest.generation).toBe(1);
  shop.publish(createTestManifest(2, [two]));
  expect(await shop.tab.source.revalidate()).toBe('switched');
  shop.network.answers.delete(manifestUrl);
  shop.publish(createTestManifest(3, [one]), { url: 'https://mirror.example/e/manifest.json' });
  expect(await shop.tab.source.revalidate()).toBe('switched');
  expect(shop.errors).toMatchObject([{ code: 'storage-unavailable' }]);
});

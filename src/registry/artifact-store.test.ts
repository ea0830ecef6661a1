import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EdgewiseError } from '../errors.ts';
import {
  type ArtifactProgress,
  type ArtifactStore,
  type ArtifactStoreOptions,
  createArtifactStore,
} from './artifact-store.ts';
import { createDeviceStore, type DeviceStore } from './device-store.ts';
import { createTestArtifact, type TestArtifact } from './testing/artifacts.ts';
import { createFakeNetwork, type FakeNetwork, silence } from './testing/network.ts';

const origin = 'https://shop.example/edgewise/';
const mirror = 'https://mirror.example/e';
const baseUrls = [origin, mirror];
const one = createTestArtifact(1);
const two = createTestArtifact(2);
const three = createTestArtifact(3);

let network: FakeNetwork;
let device: DeviceStore;
let errors: EdgewiseError[];
let progress: ArtifactProgress[];
let time: number;
let artifacts: ArtifactStore;

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
  network = createFakeNetwork();
  errors = [];
  progress = [];
  time = 0;
  device = createDeviceStore({ name: 'test', onError: (error) => errors.push(error) });
  artifacts = open();
});

afterEach(async () => {
  await artifacts.dispose();
  await device.close();
  vi.unstubAllGlobals();
});

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

/** As a page view that comes later: what was written behind is on the device, and memory is gone. */
async function reload(options: Partial<ArtifactStoreOptions> = {}): Promise<void> {
  await artifacts.flush();
  await artifacts.dispose();
  network.requests.length = 0;
  progress.length = 0;
  artifacts = open(options);
}

function url({ sha256 }: TestArtifact, base = origin): string {
  return `${base.replace(/\/$/, '')}/artifacts/${sha256}`;
}

function publish(...published: TestArtifact[]): void {
  for (const artifact of published) network.answers.set(url(artifact), new Response(artifact.content));
}

function get({ sha256, bytes }: TestArtifact, signal?: AbortSignal): Promise<Uint8Array> {
  return artifacts.get(sha256, { bytes, baseUrls, signal });
}

async function onDevice(): Promise<string[]> {
  await artifacts.flush();
  const names = new Map([one, two, three].map((artifact, index) => [`artifact:${artifact.sha256}`, `${index + 1}`]));
  return (await device.keys()).flatMap((key) => names.get(key) ?? []).sort();
}

/** Hashes that the index names, which is what a later visit goes by. */
async function indexed(): Promise<string[]> {
  return Object.keys(Object(await device.get('artifacts'))).sort();
}

function flipped({ content }: TestArtifact): Uint8Array<ArrayBuffer> {
  return content.map((byte, index) => (index === 500 ? byte ^ 1 : byte));
}

describe('from the network, then the device', () => {
  it('asks the network without waiting for the device when nothing is believed to lie there', async () => {
    publish(one);
    const silent: DeviceStore = { ...device, get: () => new Promise(() => {}) };
    artifacts = open({ store: silent, assumeEmpty: true });
    expect(await get(one)).toEqual(one.content);
    artifacts = open();
  });

  it('asks the network once, and from then on the device', async () => {
    publish(one);
    expect(await onDevice()).toEqual([]);
    expect(await get(one)).toEqual(one.content);
    expect(network.requests).toEqual([url(one)]);
    await reload();
    expect(await onDevice()).toEqual(['1']);
    expect(await get(one)).toEqual(one.content);
    expect(network.requests).toEqual([]);
  });

  it('shares one download between callers, and bytes that are still held', async () => {
    publish(one);
    const [first, second] = await Promise.all([get(one), get(one)]);
    expect(second).toBe(first);
    expect(await get(one)).toBe(first);
    expect(network.requests).toHaveLength(1);
  });

  it('loads anew what a caller has transferred away', async () => {
    publish(one);
    const bytes = await get(one);
    await artifacts.flush();
    structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] });
    expect(await get(one)).toEqual(one.content);
    expect(network.requests).toHaveLength(1);
  });

  it('does not look on the device for what is known not to lie there', async () => {
    publish(one);
    await artifacts.flush();
    const look = vi.spyOn(device, 'get');
    await get(one);
    expect(look).not.toHaveBeenCalled();
  });

  it('answers before the device has written', async () => {
    publish(one);
    const writing = vi.spyOn(device, 'set').mockReturnValue(new Promise(() => {}));
    artifacts = open({ store: { ...device, set: writing } });
    expect(await get(one)).toEqual(one.content);
    artifacts = open();
  });

  it('tells how far it is, in bytes, and from where', async () => {
    const { content, sha256 } = one;
    const pieces = [content.slice(0, 300), content.slice(300, 1000)];
    network.answers.set(
      url(one),
      () =>
        new Response(
          new ReadableStream({
            pull(stream) {
              const piece = pieces.shift();
              piece ? stream.enqueue(piece) : stream.close();
            },
          }),
        ),
    );
    await get(one);
    const seen = [300, 1000].map((loadedBytes) => ({ sha256, loadedBytes, totalBytes: 1000, source: 'network' }));
    expect(progress).toEqual(seen);
    await reload();
    await get(one);
    expect(progress).toEqual([{ sha256, loadedBytes: 1000, totalBytes: 1000, source: 'device' }]);
  });

  it('goes on when the device refuses', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await device.close();
    device = createDeviceStore({ name: 'test', onError: (error) => errors.push(error) });
    artifacts = open();
    publish(one);
    await get(one);
    await reload();
    expect(await get(one)).toEqual(one.content);
    expect(network.requests).toEqual([]);
    expect(errors.map(({ code }) => code)).toEqual(['storage-unavailable']);
  });
});

describe('what is not the artifact', () => {
  it('deletes a corrupt entry on the device and fetches it again', async () => {
    publish(one);
    await get(one);
    await reload();
    for (const corrupt of [flipped(one), one.content.slice(1), 'text', undefined]) {
      await device.set(`artifact:${one.sha256}`, corrupt);
      expect(await get(one)).toEqual(one.content);
      expect(network.requests).toEqual([url(one)]);
      await artifacts.flush();
      expect(await device.get(`artifact:${one.sha256}`)).toEqual(one.content);
      await reload();
    }
    expect(errors).toEqual([]);
  });

  it('keeps no corrupt entry when the network has none to replace it', async () => {
    publish(one);
    await get(one);
    await reload();
    await device.set(`artifact:${one.sha256}`, flipped(one));
    network.answers.clear();
    await expect(get(one)).rejects.toMatchObject({ code: 'artifact-unavailable' });
    expect(await onDevice()).toEqual([]);
    expect(await indexed()).toEqual([]);
  });

  it.each([
    ['an index', 'nonsense'],
    ['an entry of the index', { [one.sha256]: 7, [two.sha256]: null }],
    ['no index', undefined],
  ])('takes %s that was tampered with for an empty one, and leaves no strays', async (_, index) => {
    publish(one, two, three);
    await Promise.all([get(one), get(two)]);
    await artifacts.flush();
    await device.set('artifacts', index);
    await reload();
    await get(three);
    expect(await onDevice()).toEqual(['3']);
  });

  it('passes by the HTTP cache when that is corrupt', async () => {
    const caches: (RequestCache | undefined)[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      caches.push(init?.cache);
      return new Response(init?.cache === 'reload' ? one.content : flipped(one));
    };
    artifacts = open({ fetch });
    expect(await get(one)).toEqual(one.content);
    expect(caches).toEqual(['default', 'reload']);
  });

  it('tries the mirror after an origin that is corrupt, and keeps what is right', async () => {
    network.answers.set(url(one), new Response(flipped(one)));
    network.answers.set(url(one, mirror), new Response(one.content));
    expect(await get(one)).toEqual(one.content);
    expect([...new Set(network.requests)]).toEqual([url(one), url(one, mirror)]);
    expect(await onDevice()).toEqual(['1']);
  });

  it.each([
    ['flipped', flipped(one), 'has SHA-256'],
    ['short', one.content.slice(1), '999 of 1000 bytes'],
    ['empty', new Uint8Array(), '0 of 1000 bytes'],
  ])('rejects with artifact-corrupt when all that is had is %s', async (_, body, words) => {
    network.answers.set(url(one), new Response(body));
    await expect(get(one)).rejects.toMatchObject({
      code: 'artifact-corrupt',
      message: expect.stringMatching(`${url(one)} .*${words}`),
    });
    expect(await onDevice()).toEqual([]);
  });

  it('stops reading when more comes than the manifest says', async () => {
    let pulled = 0;
    let cancelled = 0;
    const endless = () =>
      new ReadableStream(
        {
          pull(stream) {
            pulled++;
            stream.enqueue(new Uint8Array(600));
          },
          cancel: () => void cancelled++,
        },
        { highWaterMark: 0 },
      );
    network.answers.set(url(one), () => new Response(endless()));
    await expect(get(one)).rejects.toMatchObject({ code: 'artifact-corrupt' });
    expect(pulled).toBe(cancelled * 2);
    expect(progress.every(({ loadedBytes }) => loadedBytes <= 1000)).toBe(true);
  });

  it('names the URL and the status when none answers', async () => {
    network.answers.set(url(one), new Response('', { status: 404 }));
    await expect(get(one)).rejects.toMatchObject({
      code: 'artifact-unavailable',
      message: expect.stringContaining(`${url(one)} does not answer (HTTP 404)`),
    });
    expect(network.requests).toEqual([url(one), url(one, mirror)]);
  });

  it('says so when the page may not hash', async () => {
    vi.stubGlobal('crypto', {});
    publish(one);
    await expect(get(one)).rejects.toMatchObject({ message: expect.stringContaining('use https') });
  });
});

describe('abort', () => {
  it('ends the download when nobody waits any more', async () => {
    let ended: unknown;
    network.answers.set(url(one), (request) => {
      request.signal?.addEventListener('abort', () => {
        ended = request.signal?.reason;
      });
      return silence(request);
    });
    const reason = new Error('left');
    const callers = [new AbortController(), new AbortController()];
    const results = callers.map(({ signal }) => get(one, signal));
    await vi.waitUntil(() => network.requests.length === 1);
    callers[0]?.abort(reason);
    await expect(results[0]).rejects.toBe(reason);
    expect(ended).toBeUndefined();
    callers[1]?.abort(reason);
    await expect(results[1]).rejects.toBe(reason);
    expect(ended).toBe(reason);
    expect(network.requests).toHaveLength(1);
  });

  it('leaves the next caller a fresh download', async () => {
    network.answers.set(url(one), silence);
    const controller = new AbortController();
    const result = get(one, controller.signal);
    controller.abort();
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    publish(one);
    expect(await get(one)).toEqual(one.content);
  });

  it('starts nothing under a signal that is aborted', async () => {
    await expect(get(one, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(network.requests).toEqual([]);
  });

  it('writes nothing after disposal that was being verified then', async () => {
    publish(one);
    let verify = (_sha256: string): void => {};
    const verified = new Promise<string>((resolve) => (verify = resolve));
    const sha256 = vi.fn(() => verified);
    await reload({ sha256 });
    const asked = get(one);
    await vi.waitFor(() => expect(sha256).toHaveBeenCalled());
    await artifacts.dispose();
    verify(one.sha256);
    await expect(asked).rejects.toMatchObject({ code: 'disposed' });
    expect(await onDevice()).toEqual([]);
  });

  it('rejects with disposed what is under way at disposal, and everything after', async () => {
    network.answers.set(url(one), silence);
    const result = get(one);
    const rejected = expect(result).rejects.toMatchObject({ code: 'disposed' });
    await vi.waitUntil(() => network.requests.length === 1);
    await artifacts.dispose();
    await rejected;
    await expect(get(one)).rejects.toMatchObject({ code: 'disposed' });
    expect(errors).toEqual([]);
  });
});

describe('under a budget', () => {
  beforeEach(() => publish(one, two, three));

  it('evicts what was used least recently', async () => {
    await reload({ budgetBytes: 2500 });
    await get(one);
    await get(two);
    await reload({ budgetBytes: 2500 });
    await get(one);
    await get(three);
    expect(await onDevice()).toEqual(['1', '3']);
    expect(await indexed()).toEqual([one.sha256, three.sha256].sort());
  });

  it('evicts what is pinned only when nothing else is left', async () => {
    await reload({ budgetBytes: 2500 });
    artifacts.pin([one.sha256, three.sha256]);
    for (const artifact of [one, two, three]) await get(artifact);
    expect(await onDevice()).toEqual(['1', '3']);
    artifacts.pin([one.sha256, two.sha256, three.sha256]);
    await artifacts.flush();
    await get(two);
    await reload({ budgetBytes: 2500 });
    artifacts.pin([one.sha256, two.sha256, three.sha256]);
    await get(two);
    expect(await onDevice()).toEqual(['2', '3']);
  });

  it('does not make room for what is not pinned among what is', async () => {
    await reload({ budgetBytes: 2500 });
    artifacts.pin([one.sha256, two.sha256]);
    for (const artifact of [one, two, three]) await get(artifact);
    expect(await onDevice()).toEqual(['1', '2']);
  });

  it('hands out what is over the whole budget, keeps the rest, and says what to raise', async () => {
    await reload({ budgetBytes: 1500 });
    const large = createTestArtifact(9, 1501);
    publish(large);
    await get(one);
    expect(await get(large)).toEqual(large.content);
    expect(await onDevice()).toEqual(['1']);
    expect(errors).toMatchObject([{ code: 'storage-unavailable' }]);
    expect(errors[0]?.message).toMatch(/1501 bytes.*budget of 1500 bytes.*storageBudgetBytes/);
  });

  it('notes uses in one write for many', async () => {
    await Promise.all([get(one), get(two), get(three)]);
    await reload();
    const write = vi.spyOn(device, 'update');
    await Promise.all([get(one), get(two), get(three)]);
    await artifacts.flush();
    expect(write).toHaveBeenCalledTimes(1);
    const index = (await device.get('artifacts')) as Record<string, { lastUsed: number }>;
    expect(Math.min(...Object.values(index).map(({ lastUsed }) => lastUsed))).toBeGreaterThan(3);
  });

  it('notes uses on its own after a while', async () => {
    await get(one);
    await reload({ touchDelayMs: 0 });
    const write = vi.spyOn(device, 'update');
    await get(one);
    await vi.waitUntil(() => write.mock.calls.length > 0);
  });

  it('keeps what two tabs write at once', async () => {
    const other = open();
    await Promise.all([get(one), other.get(two.sha256, { bytes: two.bytes, baseUrls }), get(three)]);
    await Promise.all([artifacts.flush(), other.flush()]);
    await other.dispose();
    expect(await onDevice()).toEqual(['1', '2', '3']);
    await reload();
    await Promise.all([get(one), get(two), get(three)]);
    expect(network.requests).toEqual([]);
  });
});

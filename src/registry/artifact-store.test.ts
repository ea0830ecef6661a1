import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeviceStore } from './device-store.ts';
import { type ArtifactShop, one, openArtifactShop, two, url } from './testing/artifact-shop.ts';
import { silence } from './testing/network.ts';

let shop: ArtifactShop;
beforeEach(() => {
  shop = openArtifactShop();
});
afterEach(() => shop.close());

describe('from the network, then the device', () => {
  it('asks the network without waiting for the device when nothing is believed to lie there', async () => {
    shop.publish(one);
    const silent: DeviceStore = { ...shop.device, get: () => new Promise(() => {}) };
    shop.artifacts = shop.open({ store: silent, assumeEmpty: true });
    expect(await shop.get(one)).toEqual(one.content);
    shop.artifacts = shop.open();
  });

  it('asks the network once, and from then on the device', async () => {
    shop.publish(one);
    expect(await shop.onDevice()).toEqual([]);
    expect(await shop.get(one)).toEqual(one.content);
    expect(shop.network.requests).toEqual([url(one)]);
    await shop.reload();
    expect(await shop.onDevice()).toEqual(['1']);
    expect(await shop.get(one)).toEqual(one.content);
    expect(shop.network.requests).toEqual([]);
  });

  it('shares one download between callers, and bytes that are still held', async () => {
    shop.publish(one);
    const [first, second] = await Promise.all([shop.get(one), shop.get(one)]);
    expect(second).toBe(first);
    expect(await shop.get(one)).toBe(first);
    expect(shop.network.requests).toHaveLength(1);
  });

  it('loads anew what a caller has transferred away', async () => {
    shop.publish(one);
    const bytes = await shop.get(one);
    await shop.artifacts.flush();
    structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] });
    expect(await shop.get(one)).toEqual(one.content);
    expect(shop.network.requests).toHaveLength(1);
  });

  it('does not look on the device for what is known not to lie there', async () => {
    shop.publish(one);
    await shop.artifacts.flush();
    const look = vi.spyOn(shop.device, 'get');
    await shop.get(one);
    expect(look).not.toHaveBeenCalled();
  });

  it('answers before the device has written', async () => {
    shop.publish(one);
    const writing = vi.spyOn(shop.device, 'set').mockReturnValue(new Promise(() => {}));
    shop.artifacts = shop.open({ store: { ...shop.device, set: writing } });
    expect(await shop.get(one)).toEqual(one.content);
    shop.artifacts = shop.open();
  });

  it('tells how far it is, in bytes', async () => {
    const { content, sha256 } = one;
    const pieces = [content.slice(0, 300), content.slice(300, 1000)];
    shop.network.answers.set(
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
    await shop.get(one);
    const seen = [300, 1000].map((loadedBytes) => ({ sha256, loadedBytes, totalBytes: 1000 }));
    expect(shop.progress).toEqual(seen);
    await shop.reload();
    await shop.get(one);
    expect(shop.progress).toEqual([{ sha256, loadedBytes: 1000, totalBytes: 1000 }]);
  });

  it('goes on when the device refuses', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await shop.reopenDevice();
    shop.artifacts = shop.open();
    shop.publish(one);
    await shop.get(one);
    await shop.reload();
    expect(await shop.get(one)).toEqual(one.content);
    expect(shop.network.requests).toEqual([]);
    expect(shop.errors.map(({ code }) => code)).toEqual(['storage-unavailable']);
  });
});

describe('abort', () => {
  it('ends the download when nobody waits any more', async () => {
    let ended: unknown;
    shop.network.answers.set(url(one), (request) => {
      request.signal?.addEventListener('abort', () => {
        ended = request.signal?.reason;
      });
      return silence(request);
    });
    const reason = new Error('left');
    const callers = [new AbortController(), new AbortController()];
    const results = callers.map(({ signal }) => shop.get(one, signal));
    await vi.waitUntil(() => shop.network.requests.length === 1);
    callers[0]?.abort(reason);
    await expect(results[0]).rejects.toBe(reason);
    expect(ended).toBeUndefined();
    callers[1]?.abort(reason);
    await expect(results[1]).rejects.toBe(reason);
    expect(ended).toBe(reason);
    expect(shop.network.requests).toHaveLength(1);
  });

  it('leaves the next caller a fresh download', async () => {
    shop.network.answers.set(url(one), silence);
    const controller = new AbortController();
    const result = shop.get(one, controller.signal);
    controller.abort();
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    shop.publish(one);
    expect(await shop.get(one)).toEqual(one.content);
  });

  it('starts nothing under a signal that is aborted', async () => {
    await expect(shop.get(one, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(shop.network.requests).toEqual([]);
  });

  /** @returns the question that was asked before, and what ends its verification. */
  async function disposeWhileVerifying() {
    let end: (digest: ArrayBuffer) => void = () => {};
    const verified = new Promise<ArrayBuffer>((resolve) => (end = resolve));
    const digest = vi.spyOn(crypto.subtle, 'digest').mockReturnValue(verified);
    await shop.reload();
    const asked = shop.get(one);
    await vi.waitFor(() => expect(digest).toHaveBeenCalled());
    await shop.artifacts.dispose();
    digest.mockRestore();
    return { asked, verify: (sha256: string) => end(Uint8Array.from(Buffer.from(sha256, 'hex')).buffer) };
  }

  it('writes nothing after disposal that was being verified then', async () => {
    shop.publish(one);
    const { asked, verify } = await disposeWhileVerifying();
    verify(one.sha256);
    await expect(asked).rejects.toMatchObject({ code: 'disposed' });
    expect(await shop.onDevice()).toEqual([]);
  });

  it('writes nothing of an entry on the device that turns out corrupt after disposal', async () => {
    shop.publish(one);
    await shop.get(one);
    const { asked, verify } = await disposeWhileVerifying();
    await shop.device.clear();
    verify(two.sha256);
    await expect(asked).rejects.toMatchObject({ code: 'disposed' });
    await shop.artifacts.flush();
    expect(await shop.device.keys()).toEqual([]);
  });

  it('rejects with disposed what is under way at disposal, and everything after', async () => {
    shop.network.answers.set(url(one), silence);
    const result = shop.get(one);
    const rejected = expect(result).rejects.toMatchObject({ code: 'disposed' });
    await vi.waitUntil(() => shop.network.requests.length === 1);
    await shop.artifacts.dispose();
    await rejected;
    await expect(shop.get(one)).rejects.toMatchObject({ code: 'disposed' });
    expect(shop.errors).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ArtifactShop, mirror, one, openArtifactShop, three, two, url } from './testing/artifact-shop.ts';
import type { TestArtifact } from './testing/artifacts.ts';

let shop: ArtifactShop;
beforeEach(() => {
  shop = openArtifactShop();
});
afterEach(() => shop.close());

function flipped({ content }: TestArtifact): Uint8Array<ArrayBuffer> {
  return content.map((byte, index) => (index === 500 ? byte ^ 1 : byte));
}

describe('what is not the artifact', () => {
  it('deletes a corrupt entry on the device and fetches it again', async () => {
    shop.publish(one);
    await shop.get(one);
    await shop.reload();
    for (const corrupt of [flipped(one), one.content.slice(1), 'text', undefined]) {
      await shop.device.set(`artifact:${one.sha256}`, corrupt);
      expect(await shop.get(one)).toEqual(one.content);
      expect(shop.network.requests).toEqual([url(one)]);
      await shop.artifacts.flush();
      expect(await shop.device.get(`artifact:${one.sha256}`)).toEqual(one.content);
      await shop.reload();
    }
    expect(shop.errors).toEqual([]);
  });

  it('keeps no corrupt entry when the network has none to replace it', async () => {
    shop.publish(one);
    await shop.get(one);
    await shop.reload();
    await shop.device.set(`artifact:${one.sha256}`, flipped(one));
    shop.network.answers.clear();
    await expect(shop.get(one)).rejects.toMatchObject({ code: 'artifact-unavailable' });
    expect(await shop.onDevice()).toEqual([]);
    expect(await shop.indexed()).toEqual([]);
  });

  it.each([
    ['an index', 'nonsense'],
    ['an entry of the index', { [one.sha256]: 7, [two.sha256]: null }],
    ['no index', undefined],
  ])('takes %s that was tampered with for an empty one, and leaves no strays', async (_, index) => {
    shop.publish(one, two, three);
    await Promise.all([shop.get(one), shop.get(two)]);
    await shop.artifacts.flush();
    await shop.device.set('artifacts', index);
    await shop.reload();
    await shop.get(three);
    expect(await shop.onDevice()).toEqual(['3']);
  });

  it.each([
    ['corrupt', flipped(one)],
    ['short', one.content.slice(1)],
  ])('passes by the HTTP cache when what that has is %s', async (_, cached) => {
    const caches: (RequestCache | undefined)[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      caches.push(init?.cache);
      return new Response(init?.cache === 'reload' ? one.content : cached);
    };
    shop.artifacts = shop.open({ fetch });
    expect(await shop.get(one)).toEqual(one.content);
    expect(caches).toEqual(['default', 'reload']);
  });

  it('tries the mirror after an origin that is corrupt, and keeps what is right', async () => {
    shop.network.answers.set(url(one), new Response(flipped(one)));
    shop.network.answers.set(url(one, mirror), new Response(one.content));
    expect(await shop.get(one)).toEqual(one.content);
    expect([...new Set(shop.network.requests)]).toEqual([url(one), url(one, mirror)]);
    expect(await shop.onDevice()).toEqual(['1']);
  });

  it.each([
    ['flipped', flipped(one), 'has SHA-256'],
    ['short', one.content.slice(1), '999 of 1000 bytes'],
    ['empty', new Uint8Array(), '0 of 1000 bytes'],
  ])('rejects with artifact-corrupt when all that is had is %s', async (_, body, words) => {
    shop.network.answers.set(url(one), new Response(body));
    await expect(shop.get(one)).rejects.toMatchObject({
      code: 'artifact-corrupt',
      message: expect.stringMatching(`${url(one)} .*${words}`),
    });
    expect(await shop.onDevice()).toEqual([]);
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
    shop.network.answers.set(url(one), () => new Response(endless()));
    await expect(shop.get(one)).rejects.toMatchObject({ code: 'artifact-corrupt' });
    expect(pulled).toBe(cancelled * 2);
    expect(shop.progress.every(({ loadedBytes }) => loadedBytes <= 1000)).toBe(true);
  });

  it('names the URL and the status when none answers', async () => {
    shop.network.answers.set(url(one), new Response('', { status: 404 }));
    await expect(shop.get(one)).rejects.toMatchObject({
      code: 'artifact-unavailable',
      message: expect.stringContaining(`${url(one)} does not answer (HTTP 404)`),
    });
    expect(shop.network.requests).toEqual([url(one), url(one, mirror)]);
  });

  it('says so when the page may not hash', async () => {
    vi.stubGlobal('crypto', {});
    shop.publish(one);
    await expect(shop.get(one)).rejects.toMatchObject({ message: expect.stringContaining('use https') });
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestManifest } from './testing/manifest.ts';
import { type ManifestShop, manifestUrl, one, openManifestShop, two } from './testing/manifest-shop.ts';

const mirrors = ['https://mirror.example/e/manifest.json', 'https://second.example/e/manifest.json'];

let shop: ManifestShop;
beforeEach(() => {
  shop = openManifestShop();
});
afterEach(() => shop.close());

describe('when the origin fails', () => {
  it.each([
    ['unreachable', new TypeError('fetch failed')],
    ['at 500', new Response('', { status: 500 })],
    ['at 404', new Response('', { status: 404 })],
  ])('%s, asks the mirrors in order, for the manifest and its artifacts', async (_, answer) => {
    await shop.visitBefore();
    shop.network.answers.clear();
    shop.network.answers.set(manifestUrl, answer);
    shop.publish(createTestManifest(2, [two]), { url: mirrors[1] ?? '' });
    shop.network.answers.set(`https://second.example/e/artifacts/${two.sha256}`, new Response(two.content));
    await shop.tab.source.load();
    expect(await shop.tab.source.revalidate()).toBe('switched');
    expect(shop.network.requests).toEqual([
      manifestUrl,
      ...mirrors,
      `https://shop.example/edgewise/artifacts/${two.sha256}`,
      `https://mirror.example/e/artifacts/${two.sha256}`,
      `https://second.example/e/artifacts/${two.sha256}`,
    ]);
    expect(shop.errors).toEqual([]);
  });

  it('stops at the first mirror that answers', async () => {
    await shop.visitBefore();
    shop.network.answers.clear();
    for (const url of mirrors) shop.publish(createTestManifest(1, [one]), { url });
    await shop.tab.source.load();
    expect(await shop.tab.source.revalidate()).toBe('unchanged');
    expect(shop.network.requests).toEqual([manifestUrl, mirrors[0]]);
  });

  it('goes on with what it has when the mirrors fail as well, with one error that names the origin', async () => {
    await shop.visitBefore();
    shop.network.answers.clear();
    expect((await shop.tab.source.load()).manifest.generation).toBe(1);
    expect(await shop.tab.source.revalidate()).toBe('failed');
    expect(shop.errors).toMatchObject([
      {
        code: 'artifact-unavailable',
        message: expect.stringContaining(`${manifestUrl} does not answer`),
      },
    ]);
  });
});

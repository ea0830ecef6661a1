import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTestManifest } from './testing/manifest.ts';
import { key, type ManifestShop, manifestUrl, one, openManifestShop, two } from './testing/manifest-shop.ts';

const artifactUrl = new URL(`artifacts/${two.sha256}`, manifestUrl).href;

let shop: ManifestShop;
beforeEach(() => {
  shop = openManifestShop();
});
afterEach(() => shop.close());

describe('with two tabs', () => {
  it('takes over, without fetching it again, the generation that another tab has switched to', async () => {
    await shop.visitBefore();
    const other = shop.openTab();
    await Promise.all([shop.tab.source.load(), other.source.load()]);
    shop.publish(createTestManifest(2, [two]));
    await other.source.revalidate();
    expect(await shop.tab.source.revalidate()).toBe('switched');
    expect((await shop.tab.source.load()).manifest.generation).toBe(2);
    await other.close();
  });

  it('refuses what is older than what another tab has come to trust', async () => {
    await shop.visitBefore();
    const other = shop.openTab();
    await Promise.all([shop.tab.source.load(), other.source.load()]);
    shop.publish(createTestManifest(3, [two]));
    await other.source.revalidate();
    shop.publish(createTestManifest(2, [one]));
    expect(await shop.tab.source.revalidate()).toBe('failed');
    expect(shop.errors).toMatchObject([{ code: 'manifest-stale' }]);
    await other.close();
  });

  it('keeps the later generation when both write at once', async () => {
    await shop.visitBefore();
    const other = shop.openTab();
    await Promise.all([shop.tab.source.load(), other.source.load()]);
    let answers = 0;
    shop.network.answers.set(manifestUrl, () => {
      answers++;
      return new Response(JSON.stringify(createTestManifest(answers + 1, [answers === 1 ? one : two])));
    });
    await Promise.all([shop.tab.source.revalidate(), other.source.revalidate()]);
    expect(answers).toBe(2);
    expect(await shop.tab.device.get(key)).toMatchObject({ generation: 3 });
    await other.close();
  });

  it('keeps the later generation when an earlier one has its artifacts after it', async () => {
    await shop.visitBefore();
    const other = shop.openTab();
    await Promise.all([shop.tab.source.load(), other.source.load()]);
    let answer = (_: Response): void => {};
    shop.network.answers.set(artifactUrl, () => new Promise((resolve) => (answer = resolve)));
    shop.publish(createTestManifest(2, [two]));
    const earlier = shop.tab.source.revalidate();
    await vi.waitUntil(() => shop.network.requests.includes(artifactUrl));
    shop.publish(createTestManifest(3, [one]));
    expect(await other.source.revalidate()).toBe('switched');
    answer(new Response(two.content));
    await earlier;
    expect(await shop.tab.device.get(key)).toMatchObject({ generation: 3 });
    await other.close();
  });
});

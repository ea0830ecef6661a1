import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateKeyPair, signManifest } from './sign.ts';
import { createTestManifest } from './testing/manifest.ts';
import { key, type ManifestShop, one, openManifestShop } from './testing/manifest-shop.ts';

let shop: ManifestShop;
beforeEach(() => {
  shop = openManifestShop();
});
afterEach(() => shop.close());

describe('what is not to be trusted', () => {
  const changed = { ...createTestManifest(5, [one]), publishedAt: '2026-02-02T00:00:00Z' };
  it.each([
    ['a lower generation', createTestManifest(4, [one]), /generation 4 is older than 5.* 6 or higher/],
    ['the same generation with other content', changed, /generation 5 has other content.* 6 or higher/],
  ])('refuses %s, also after a reload', async (_, manifest, message) => {
    shop.publish(createTestManifest(5, [one]));
    await shop.tab.source.load();
    shop.publish(manifest);
    for (const round of [1, 2]) {
      await shop.reload();
      await shop.tab.source.load();
      expect(await shop.tab.source.revalidate()).toBe('failed');
      expect(shop.errors).toHaveLength(round);
      expect(shop.errors.at(-1)).toMatchObject({ code: 'manifest-stale', message: expect.stringMatching(message) });
    }
    expect((await shop.tab.source.load()).manifest).toMatchObject({
      generation: 5,
      publishedAt: '2026-01-01T00:00:00Z',
    });
  });

  it('refuses what was not signed by the key, and then serves what was', async () => {
    const keys = await generateKeyPair();
    await shop.reload({ publicKey: keys.publicKey });
    shop.publish(createTestManifest(1, [one]));
    await expect(shop.tab.source.load()).rejects.toMatchObject({ code: 'manifest-untrusted' });
    shop.publish(await signManifest(createTestManifest(1, [one]), keys.privateKey));
    expect((await shop.tab.source.load()).manifest.generation).toBe(1);
    await shop.reload({ publicKey: keys.publicKey });
    expect((await shop.tab.source.load()).source).toBe('cache');
    shop.publish(createTestManifest(2, [one]));
    expect(await shop.tab.source.revalidate()).toBe('failed');
    expect(shop.errors).toMatchObject([{ code: 'manifest-untrusted' }]);
  });

  it('drops what it has kept when the key changes', async () => {
    const [before, after] = [await generateKeyPair(), await generateKeyPair()];
    shop.publish(await signManifest(createTestManifest(9, [one]), before.privateKey));
    await shop.tab.source.load();
    await shop.reload({ publicKey: after.publicKey });
    shop.publish(await signManifest(createTestManifest(1, [one]), after.privateKey));
    const { manifest, source } = await shop.tab.source.load();
    expect([manifest.generation, source]).toEqual([1, 'network']);
    expect(shop.errors).toEqual([]);
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
    await shop.visitBefore();
    await shop.tab.device.set(key, record);
    const { source } = await shop.tab.source.load();
    expect(source).toBe('network');
    await shop.tab.source.settled();
    expect(await shop.tab.device.get(key)).toMatchObject({
      generation: 1,
      body: expect.stringContaining('hero-offer'),
    });
    expect(shop.errors).toEqual([]);
  });
});

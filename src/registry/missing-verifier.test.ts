import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { key, type ManifestShop, openManifestShop } from './testing/manifest-shop.ts';

// As a server answers that has the files of another release.
vi.mock('./verify-signature.ts', () => {
  throw new TypeError('no such file');
});

let shop: ManifestShop;
beforeEach(() => {
  shop = openManifestShop();
});
afterEach(() => shop.close());

it('leaves what lies on the device, and fails alike whatever asks for it, where what verifies it cannot be had', async () => {
  await shop.visitBefore({ publicKey: 'key' });
  const failure = { code: 'artifact-unavailable', message: expect.stringMatching(/^Serve all worker-\*\.js: /) };
  await expect(shop.tab.source.load()).rejects.toMatchObject(failure);
  expect(await shop.tab.source.revalidate()).toBe('failed');
  expect(shop.errors).toMatchObject([failure]);
  await shop.reload();
  expect(await shop.tab.device.get(key)).toMatchObject({ generation: 1 });
  expect(await shop.tab.source.load()).toMatchObject({ source: 'cache' });
});

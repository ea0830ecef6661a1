import { generateKeyPair, signManifest } from '../../src/registry/sign.ts';
import { storedEvents, storedGeneration } from '../support/device.ts';
import { expectOneError } from '../support/expect-error.ts';
import { expect, publishInMemory, test } from '../support/fixtures.ts';
import { decideHero, lookTwice, manifestPath, seenOn, shopPage, visit } from '../support/shop-page.ts';
import type { Reply } from '../support/static-server.ts';
import { offer, publication } from '../support/tiny-service.ts';

const ours = await generateKeyPair();
const theirs = await generateKeyPair();
const signedShop = shopPage({ attributes: { 'data-public-key': ours.publicKey } });
const sign = async (manifest: unknown, { privateKey } = ours): Promise<string> =>
  JSON.stringify(await signManifest(manifest, privateKey));

interface Fault {
  readonly name: string;
  readonly code: string;
  readonly message: RegExp;
  readonly page?: string;
  /** What is served in the manifest's place. */
  readonly serve: (manifest: object) => Reply | string | Promise<string>;
}

const faults: readonly Fault[] = [
  {
    name: 'is missing',
    code: 'artifact-unavailable',
    message: /manifest\.json does not answer \(HTTP 404\)/,
    serve: () => ({ status: 404 }),
  },
  {
    name: 'is not JSON',
    code: 'manifest-invalid',
    message: /is not JSON/,
    serve: () => '<!doctype html><title>Shop</title>',
  },
  {
    name: 'has another schema',
    code: 'manifest-invalid',
    message: /services\.interest\.version/,
    serve: (manifest) => JSON.stringify({ ...manifest, services: { interest: { version: 2, graph: {}, models: {} } } }),
  },
  {
    name: 'is signed by another key',
    code: 'manifest-untrusted',
    message: /signature/,
    page: signedShop,
    serve: (manifest) => sign(manifest, theirs),
  },
  {
    name: 'was changed after it was signed',
    code: 'manifest-untrusted',
    message: /signature/,
    page: signedShop,
    serve: async (manifest) => {
      const { payload } = JSON.parse(await sign({ ...manifest, segments: [] }));
      return JSON.stringify({ ...JSON.parse(await sign(manifest)), payload });
    },
  },
  {
    name: 'is unsigned where a key is given',
    code: 'manifest-untrusted',
    message: /not signed/,
    page: signedShop,
    serve: (manifest) => JSON.stringify(manifest),
  },
];

for (const { name, code, message, page: html = shopPage(), serve } of faults) {
  test(`a manifest that ${name}`, async ({ page, site, published }) => {
    site.set('/', html);
    site.set(manifestPath, await serve(published.manifest));
    await visit(page, site.origin);
    expect(await page.evaluate('edgewise.ready')).toEqual({ status: 'failed' });
    await expectOneError(page, code, message);
    await lookTwice(page);
    await expect.poll(() => storedEvents(page), 'the visitor is kept all the same').toHaveLength(3);

    site.set(manifestPath, html === signedShop ? await sign(published.manifest) : published.document);
    await visit(page, site.origin);
    await expect(page.getByText(offer), 'the next page view decides over what happened meanwhile').toBeVisible();
    expect((await seenOn(page)).errors).toEqual([]);
  });
}

test('a manifest signed by the page’s key', async ({ page, site, published }) => {
  site.set('/', signedShop);
  site.set(manifestPath, await sign(published.manifest));
  await visit(page, site.origin);
  await lookTwice(page);
  expect(await decideHero(page)).toBe('free-delivery');
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toBeVisible();
  expect((await seenOn(page)).errors).toEqual([]);
});

test('a manifest of a lower generation', async ({ page, site }) => {
  site.publish(await publishInMemory({ ...publication, generation: 5 }));
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  site.publish(await publishInMemory({ ...publication, activities: [], generation: 4 }));
  for (const _ of ['once', 'and again']) {
    await visit(page, site.origin);
    await expect(page.getByText(offer), 'the generation trusted before stays in force').toBeVisible();
    await expect
      .poll(async () => (await seenOn(page)).errors)
      .toEqual([{ code: 'manifest-stale', message: expect.stringMatching(/generation 4 is older than 5/) }]);
  }
});

for (const [name, attributes] of Object.entries({
  'another address of the manifest': { 'data-manifest-url': `${manifestPath}?2` },
  'a key': { 'data-public-key': ours.publicKey },
})) {
  test(`a device whose manifest is too high to go beyond begins anew by ${name}`, async ({ page, site, published }) => {
    site.publish(await publishInMemory({ ...publication, activities: [], generation: Number.MAX_SAFE_INTEGER }));
    await visit(page, site.origin);
    await lookTwice(page);
    await expect.poll(() => storedGeneration(page)).toBe(Number.MAX_SAFE_INTEGER);
    site.publish(published);
    site.set(manifestPath, await sign(published.manifest));
    site.set('/', shopPage({ attributes }));
    await visit(page, site.origin);
    await expect(page.getByText(offer)).toBeVisible();
    expect((await seenOn(page)).errors).toEqual([]);
  });
}

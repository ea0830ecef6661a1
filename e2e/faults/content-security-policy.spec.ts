import { expectOneError } from '../support/expect-error.ts';
import { expect, type Site, startSite, test, withProviders } from '../support/fixtures.ts';
import { decideHero, lookTwice, type ShopPageOptions, seenOn, shopPage, visit } from '../support/shop-page.ts';
import { offer } from '../support/tiny-service.ts';

const strict = `default-src 'none'; style-src 'nonce-shop'; connect-src 'self'`;

/** Puts page and worker under a policy: a worker loaded from an address obeys the policy of its own response. */
function protect(site: Site, policy: string, options?: ShopPageOptions): void {
  const headers = { 'content-security-policy': policy };
  site.set('/', { body: shopPage(options), headers });
  site.set('/edgewise/worker.js', async () => ({ ...(await site.file('/edgewise/worker.js')), headers }));
}

test('a page that allows scripts of its own alone: no eval, no wasm, no inline code', async ({ page, site }) => {
  protect(site, `${strict}; script-src 'self'; worker-src 'self'`);
  await visit(page, site.origin);
  await lookTwice(page);
  expect(await decideHero(page)).toBe('free-delivery');
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toBeVisible();
  expect((await seenOn(page)).errors).toEqual([]);
  expect(await page.evaluate(`edgewise.predict('interest')`)).toMatchObject({ executionProvider: 'js' });
});

test('a page that forbids workers', async ({ page, site }) => {
  protect(site, `${strict}; script-src 'self'; worker-src 'none'`);
  await visit(page, site.origin);
  await expectOneError(page, 'worker-lost', /worker-src/);
});

test('a page that forbids wasm, where a model needs it', async ({ page, site, publishedWithRuntime }) => {
  site.publish(withProviders(publishedWithRuntime, ['wasm']));
  protect(site, `${strict}; script-src 'self'; worker-src 'self'`);
  await visit(page, site.origin);
  await expectOneError(page, 'engine-failed', /wasm-unsafe-eval/);
});

test('a page that forbids wasm, where js can take its place', async ({ page, site, publishedWithRuntime }) => {
  site.publish(withProviders(publishedWithRuntime, ['wasm', 'js']));
  protect(site, `${strict}; script-src 'self'; worker-src 'self'`);
  await visit(page, site.origin);
  await lookTwice(page);
  expect(await decideHero(page)).toBe('free-delivery');
  expect(await page.evaluate(`edgewise.predict('interest')`)).toMatchObject({ executionProvider: 'js' });
});

test('a page that allows wasm but no eval', async ({ page, site, publishedWithRuntime }) => {
  site.publish(withProviders(publishedWithRuntime, ['wasm']));
  protect(site, `${strict}; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'`);
  await visit(page, site.origin);
  await lookTwice(page);
  expect(await decideHero(page)).toBe('free-delivery');
  expect(await page.evaluate(`edgewise.predict('interest')`)).toMatchObject({ executionProvider: 'wasm' });
  expect((await seenOn(page)).errors).toEqual([]);
});

for (const provider of ['js', 'wasm'] as const) {
  test(`a script from another origin under Trusted Types, on ${provider}`, async ({
    page,
    site,
    publishedWithRuntime,
  }) => {
    site.publish(withProviders(publishedWithRuntime, [provider]));
    const library = await startSite(publishedWithRuntime);
    const wasm = provider === 'wasm' ? ` 'wasm-unsafe-eval'` : '';
    const policy = `${strict}; script-src 'self' ${library.origin}${wasm}; worker-src blob: ${library.origin}; require-trusted-types-for 'script'; trusted-types edgewise`;
    site.set('/', { body: shopPage({ tagOrigin: library.origin }), headers: { 'content-security-policy': policy } });
    await visit(page, site.origin);
    await lookTwice(page);
    expect(await decideHero(page)).toBe('free-delivery');
    await visit(page, site.origin);
    await expect(page.getByText(offer)).toBeVisible();
    expect((await seenOn(page)).errors).toEqual([]);
    expect(await page.evaluate(`edgewise.predict('interest')`)).toMatchObject({ executionProvider: provider });
    await library.close();
  });
}

test('a page whose Trusted Types forbid the policy of Edgewise', async ({ page, site }) => {
  protect(
    site,
    `${strict}; script-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'`,
  );
  await visit(page, site.origin);
  await expectOneError(page, 'worker-lost', /trusted/i);
});

test('a page that does not let the manifest be fetched', async ({ page, site }) => {
  protect(site, `default-src 'none'; style-src 'nonce-shop'; script-src 'self'; worker-src 'self'`);
  await visit(page, site.origin);
  await expectOneError(page, 'artifact-unavailable', /manifest\.json/);
});

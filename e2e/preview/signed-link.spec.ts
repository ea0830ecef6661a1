import { type PreviewLink, signPreviewLink, withPreviewLink } from '../../src/registry/preview-link.ts';
import { generateKeyPair, type SigningKeyPair, signManifest } from '../../src/registry/sign.ts';
import { expect, type Published, publishInMemory, type Site, test } from '../support/fixtures.ts';
import { comingOffer, goldOffer, overlay, wasLoaded, withPreviews } from '../support/previews.ts';
import { seenOn, shopPage, visit } from '../support/shop-page.ts';
import { defaultContent } from '../support/tiny-service.ts';

let previews: Published;
test.beforeAll(async () => {
  previews = await publishInMemory(withPreviews);
});
test.beforeEach(({ site }) => site.publish(previews));

test.describe('where a signature must allow it', () => {
  let keys: SigningKeyPair;
  test.beforeAll(async () => {
    keys = await generateKeyPair();
  });
  test.beforeEach(async ({ site }) => {
    site.publish({ ...previews, document: JSON.stringify(await signManifest(previews.manifest, keys.privateKey)) });
    site.set('/', shopPage({ attributes: { 'data-public-key': keys.publicKey } }));
  });

  const coming = { activityId: 'coming', experienceId: 'coming-offer' };
  const inAnHour = (): number => Date.now() + 3_600_000;

  interface LinkSigned {
    readonly by?: SigningKeyPair;
    /** @default the link's own */
    readonly target?: PreviewLink['target'] | 'none';
    readonly expiresAt?: number;
  }
  const linkTo = async (
    site: Site,
    link: Partial<PreviewLink>,
    { by = keys, target = link.target, expiresAt = inAnHour() }: LinkSigned = {},
  ): Promise<string> => {
    const signature = await signPreviewLink(target && target !== 'none' ? { target } : {}, {
      privateKey: by.privateKey,
      expiresAt,
    });
    return withPreviewLink(site.origin, { debug: false, signature, ...link });
  };

  test('a signed link shows an experience that is not live yet', async ({ page, site }) => {
    await visit(page, await linkTo(site, { target: coming }));
    await expect(page.getByText(comingOffer)).toBeVisible();
    await page.getByRole('button', { name: 'Edgewise preview' }).click();
    await overlay(page).getByRole('button', { name: 'Show “Gold offer”' }).click();
    await expect(page.getByText(goldOffer)).toBeVisible();
  });

  test('a signed link opens the overlay, and the tab remembers until it expires', async ({ page, site }) => {
    await visit(page, await linkTo(site, { debug: true }));
    await expect(overlay(page)).toContainText('On the page: default content.');
    await visit(page, `${site.origin}/?edgewise-debug`);
    await expect(overlay(page)).toBeVisible();
    await page.clock.setFixedTime(inAnHour() + 60_000);
    await visit(page, `${site.origin}/?edgewise-debug`);
    await expect(overlay(page)).toHaveCount(0);
  });

  test('the overlay is there again where it has cleared the visitor on a page that is not signed', async ({
    page,
    site,
  }) => {
    await visit(page, await linkTo(site, { debug: true }));
    await overlay(page).getByRole('button', { name: 'Show “Gold offer”' }).click();
    await expect(page.getByText(goldOffer)).toBeVisible();
    await overlay(page).getByRole('tab', { name: 'Visitor' }).click();
    const clear = overlay(page).getByRole('button', { name: 'Clear this visitor' });
    await Promise.all([page.waitForEvent('load'), clear.click()]);
    await expect(page.getByText(goldOffer)).toBeVisible();
    await expect(overlay(page)).toContainText('On the page: Gold offer.');
  });

  for (const [why, link] of Object.entries<(site: Site) => Promise<string>>({
    'has no signature': async (site) => withPreviewLink(site.origin, { debug: true, target: coming }),
    'has expired': (site) => linkTo(site, { debug: true, target: coming }, { expiresAt: Date.now() - 1_000 }),
    'is signed by another key': async (site) =>
      linkTo(site, { debug: true, target: coming }, { by: await generateKeyPair() }),
    'is signed for another experience': (site) =>
      linkTo(site, { debug: true, target: coming }, { target: { ...coming, experienceId: 'other' } }),
    'is signed for the overlay alone': (site) => linkTo(site, { debug: false, target: coming }, { target: 'none' }),
  })) {
    test(`a link that ${why} does nothing`, async ({ page, site }) => {
      await visit(page, await link(site));
      await expect.poll(async () => (await seenOn(page)).decisions.length).toBeGreaterThan(0);
      await expect(page.getByText(defaultContent)).toBeVisible();
      expect(wasLoaded(site), 'the overlay was asked').toBe(true);
      await expect(page.locator('edgewise-overlay')).toHaveCount(0);
      expect((await seenOn(page)).errors).toEqual([]);
    });
  }
});

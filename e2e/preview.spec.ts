import type { Page } from '@playwright/test';
import type { Activity } from '../src/decisioning/activity.ts';
import { type PreviewLink, signPreviewLink, withPreviewLink } from '../src/registry/preview-link.ts';
import { generateKeyPair, type SigningKeyPair, signManifest } from '../src/registry/sign.ts';
import { readDatabase, storedEvents, storedGeneration } from './support/device.ts';
import { act } from './support/experience.ts';
import { expect, type Published, publishInMemory, type Site, test } from './support/fixtures.ts';
import {
  decideHero,
  dedicated,
  failureOf,
  latePage,
  lookTwice,
  manifestPath,
  type ShopPageOptions,
  seenOn,
  shopPage,
  visit,
  visitLate,
} from './support/shop-page.ts';
import { activities, defaultContent, offer, publication } from './support/tiny-service.ts';

const goldOffer = 'Gold: a gift with every order';
const comingOffer = 'From Friday: everything half price';

/** Fits a slot 300 pixels high, until its picture has arrived. */
const tallOffer = '<div style="height: 200px"></div><img src="/tall.svg" alt="">';
const tallPicture = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="150"/>';

const heroFor = (id: string, content: string, rest: Partial<Activity>): Activity => ({
  id,
  scope: 'hero',
  priority: 2,
  status: 'live',
  selection: { type: 'first' },
  experiences: [
    {
      id: `${id}-offer`,
      items: [{ schema: 'https://ns.adobe.com/personalization/html-content-item', data: { content } }],
    },
  ],
  ...rest,
});

/** What is published, with an offer for one value of the profile, and one that is not live yet. */
const withPreviews = {
  ...publication,
  activities: [
    ...activities,
    heroFor('gold', goldOffer, { audience: { condition: { '==': [{ var: 'profile.loyalty.tier' }, 'gold'] } } }),
    heroFor('coming', comingOffer, { status: 'preview' }),
    heroFor('tall', tallOffer, { status: 'preview' }),
  ],
};

const allowed: ShopPageOptions = { attributes: { 'data-preview': '' } };
const overlay = (page: Page) => page.getByRole('complementary', { name: 'How this page decided' });
const tab = (page: Page, name: string) => overlay(page).getByRole('tab', { name }).click();
const wasLoaded = (site: Site): boolean => site.requests.some(({ path }) => path === '/edgewise/overlay.js');

let previews: Published;
test.beforeAll(async () => {
  previews = await publishInMemory(withPreviews);
});
test.beforeEach(({ site }) => site.publish(previews));

test.describe('where the option allows it', () => {
  test.beforeEach(({ site }) => site.set('/', shopPage(allowed)));

  test('the overlay explains the decision, follows the visit, and is not loaded unless asked for', async ({
    page,
    site,
  }) => {
    await visit(page, site.origin);
    expect(wasLoaded(site)).toBe(false);
    await visit(page, `${site.origin}/?edgewise-debug`);
    await expect(overlay(page)).toContainText('On the page: default content.');
    await expect(overlay(page)).toContainText(
      'Hero for the interested lost: the visitor is not in “Interested”, which asks that interest (now 0.002) is at least 0.5.',
    );
    await expect(overlay(page)).toContainText('Gold lost: it asks that profile loyalty tier is “gold”.');
    await expect(overlay(page)).toContainText('Coming lost: it is not live yet: only a preview shows it.');
    await lookTwice(page);
    await expect(overlay(page)).toContainText('By now it would be: Free delivery.');
    await tab(page, 'Visitor');
    await expect(overlay(page)).toContainText(/Interest 0\.881/);
    await expect(overlay(page)).toContainText('version 1 · provider js');
    await expect(overlay(page)).toContainText('Views2');
    await expect(overlay(page)).toContainText('Events so far: 4');
    await tab(page, 'Measurements');
    for (const part of ['Provider', 'Requests for Edgewise on this page view', 'Manifest', 'Scores', 'Rules'])
      await expect(overlay(page)).toContainText(part);
  });

  test('the overlay opens, walks and closes by keyboard, and shifts nothing', async ({ page, site }) => {
    await page.addInitScript(`window.shifts = [];
      new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value)))
        .observe({ type: 'layout-shift', buffered: true });`);
    await visit(page, `${site.origin}/?edgewise-debug`);
    await expect(overlay(page)).toBeVisible();
    expect(await page.evaluate('document.activeElement.tagName'), 'it takes no focus by itself').toBe('BODY');
    await page.keyboard.press('Tab');
    await expect(overlay(page).getByRole('button', { name: 'Close' })).toBeFocused();
    await page.keyboard.press('Tab');
    for (const name of ['Visitor', 'Measurements', 'Decisions']) {
      await page.keyboard.press('ArrowRight');
      await expect(overlay(page).getByRole('tab', { name })).toBeFocused();
      await expect(overlay(page).getByRole('tab', { name, selected: true })).toBeVisible();
    }
    await page.keyboard.press('Tab');
    await expect(overlay(page).getByRole('tabpanel', { name: 'Decisions' }), 'it scrolls by keyboard').toBeFocused();
    await page.keyboard.press('Escape');
    await expect(overlay(page)).toBeHidden();
    await expect(page.getByRole('button', { name: 'Edgewise' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(overlay(page)).toBeVisible();
    expect(await page.evaluate('shifts')).toEqual([]);
  });

  test('a changed profile decides here and on the page, and is not stored', async ({ page, site }) => {
    await visit(page, `${site.origin}/?edgewise-debug`);
    await tab(page, 'Visitor');
    await overlay(page).getByRole('textbox', { name: 'Path' }).fill('loyalty[');
    await overlay(page).getByRole('textbox', { name: 'Value' }).fill('gold');
    await overlay(page).getByRole('button', { name: 'Try' }).click();
    await expect(overlay(page).getByRole('alert')).toContainText("Path 'loyalty[' can't be written");
    await overlay(page).getByRole('textbox', { name: 'Path' }).fill('loyalty.tier');
    await page.keyboard.press('Enter');
    await expect(overlay(page).getByRole('textbox', { name: 'loyalty.tier' })).toHaveValue('gold');
    await tab(page, 'Decisions');
    await expect(overlay(page)).toContainText('By now it would be: Gold offer.');
    await expect(page.getByText(defaultContent)).toBeVisible();
    await tab(page, 'Visitor');
    await overlay(page).getByRole('button', { name: 'Show it on the page' }).click();
    await expect(page.getByText(goldOffer)).toBeVisible();
    expect((await readDatabase(page, 'edgewise-visitor'))?.visitor).not.toMatchObject({ profile: { loyalty: {} } });

    await tab(page, 'Visitor');
    await overlay(page).getByRole('textbox', { name: 'loyalty.tier' }).fill('silver');
    // Leaves the field by the button, which must be there still when the click comes.
    await overlay(page).getByRole('button', { name: 'Back to the real profile' }).click();
    await overlay(page).getByRole('button', { name: 'Show it on the page' }).click();
    await expect(overlay(page)).toContainText('On the page: default content.');
    await expect(page.getByText(goldOffer)).toBeHidden();
  });

  test('an experience is shown on request, whatever its status, and nothing of it is counted', async ({
    page,
    site,
  }) => {
    await visit(page, `${site.origin}/?edgewise-debug`);
    await overlay(page).getByRole('button', { name: 'Show “Coming offer”' }).click();
    await expect(page.getByText(comingOffer)).toBeVisible();
    await expect(overlay(page)).toContainText('Preview: Coming offer, of Coming. Nothing of it is counted.');
    await expect(overlay(page)).toContainText('On the page: Coming offer.');
    await expect(overlay(page)).toContainText('Coming won by your preview.');
    await expect(overlay(page).getByRole('button', { name: 'Showing “Coming offer”' })).toBeVisible();
    // A second after it was painted, when delivery.js watches for clicks.
    await page.evaluate(`new Promise((resolve) => edgewise.on('measured', resolve))`);
    await tab(page, 'Measurements');
    await expect(overlay(page)).toContainText(/“Coming offer” in Hero.*shifted nothing/);
    await tab(page, 'Decisions');
    await page.getByText(comingOffer).click();
    await decideHero(page);
    const types = (await seenOn(page)).decisions.at(-1)?.events.map(({ eventType }) => eventType) ?? [];
    expect(new Set(types)).toEqual(new Set(['web.webpagedetails.pageViews']));

    await overlay(page).getByRole('button', { name: 'End the preview' }).click();
    await expect(overlay(page)).toContainText('On the page: default content.');
    await expect(page.getByText(comingOffer)).toHaveCount(0);
    await expect(overlay(page)).not.toContainText('Preview:');
  });

  test('a preview is shown although it comes late, and is not kept for the next page view', async ({ page, site }) => {
    site.set('/', latePage(allowed.attributes));
    await visit(page, `${site.origin}/?edgewise-preview=coming`);
    await expect(page.getByText(comingOffer)).toBeVisible();
    await expect(page.getByText(defaultContent)).toBeHidden();
    await expect(overlay(page)).toBeHidden();
    await page.getByRole('button', { name: 'Edgewise preview' }).click();
    await expect(overlay(page)).toContainText('this preview took its place; visitors never see that');
    await visit(page, site.origin);
    await expect.poll(async () => (await seenOn(page)).decisions.length).toBeGreaterThan(0);
    await expect(page.getByText(defaultContent)).toBeVisible();
    await expect(page.getByText(comingOffer)).toHaveCount(0);
  });

  test('tells of an experience that is larger than its slot, whatever made it so', async ({ page, site }) => {
    const [hero, header] = [`<edgewise-slot scope="hero" style="height: 300px"></edgewise-slot>`, '<h1>Shop</h1>'];
    site.set('/', shopPage({ ...allowed, body: header + hero }));
    let sendPicture = (): void => {};
    const sent = new Promise<void>((resolve) => {
      sendPicture = resolve;
    });
    site.set('/tall.svg', async () => {
      await sent;
      return { body: tallPicture, headers: { 'content-type': 'image/svg+xml' } };
    });
    await page.goto(`${site.origin}/?edgewise-debug&edgewise-preview=tall`);
    await expect(overlay(page)).toContainText('On the page: Tall offer.');
    await expect(overlay(page)).not.toContainText('It does not fit');
    sendPicture();
    await expect(overlay(page)).toContainText(/It does not fit: it is 5\d pixels taller than its slot/);
    await page.evaluate(`document.querySelector('edgewise-slot').setAttribute('grow', '')`);
    await decideHero(page);
    await page.setViewportSize({ width: 700, height: 700 });
    await expect(overlay(page)).not.toContainText('It does not fit');
  });

  test('clears the visitor', async ({ page, site }) => {
    await visit(page, site.origin);
    await lookTwice(page);
    await expect.poll(() => storedEvents(page)).toHaveLength(3);
    await visit(page, `${site.origin}/?edgewise-debug`);
    await expect(page.getByText(offer)).toBeVisible();
    await tab(page, 'Visitor');
    await expect(overlay(page)).toContainText('productViews');
    await overlay(page).getByRole('button', { name: 'Clear this visitor' }).click();
    await expect(page.getByText(defaultContent)).toBeVisible();
    await expect(overlay(page)).toContainText('On the page: default content.');
    await tab(page, 'Visitor');
    await expect(overlay(page)).toContainText('Events so far: 1');
  });

  test('works under a strict CSP and Trusted Types', async ({ page, site }) => {
    const policy = `default-src 'none'; style-src 'nonce-shop'; connect-src 'self'; script-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types edgewise`;
    site.set('/', { body: shopPage(allowed), headers: { 'content-security-policy': policy } });
    const violations: string[] = [];
    page.on(
      'console',
      (message) => /Content Security Policy|Trusted/i.test(message.text()) && violations.push(message.text()),
    );
    await visit(page, `${site.origin}/?edgewise-debug`);
    for (const name of ['Decisions', 'Visitor', 'Measurements']) await tab(page, name);
    await expect(overlay(page).getByRole('heading', { name: 'What it took' })).toBeVisible();
    await expect(overlay(page)).toHaveCSS('position', 'fixed');
    expect(violations).toEqual([]);
  });
});

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

test('where nothing could allow it, the overlay is not even loaded', async ({ page, site }) => {
  await visit(page, `${site.origin}/?edgewise-debug&edgewise-preview=coming`);
  await page.evaluate('edgewise.debug()');
  await expect(page.getByText(defaultContent)).toBeVisible();
  expect(wasLoaded(site)).toBe(false);
});

test('a page that is switched off shows its default content at once, starts no worker and stores nothing', async ({
  page,
  site,
}) => {
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  site.set('/', shopPage({ attributes: { ...dedicated, 'data-enabled': 'false', 'data-default-consent': 'pending' } }));
  // Once it has decided, the worker that pages share asks for nothing more.
  await decideHero(page);
  site.requests.length = 0;
  await page.goto(site.origin);
  await page.waitForFunction('edgewise.track');
  expect(await page.evaluate('edgewise.ready')).toEqual({ status: 'failed' });
  await expect(page.getByText(defaultContent)).toBeVisible();
  await page.evaluate(`edgewise.track({ eventType: 'commerce.checkouts' }); edgewise.setConsent('in')`);
  await page.evaluate(`edgewise.display({ id: '1', scope: 'hero', scopeDetails: {}, items: [] })`);
  expect(await failureOf(page, `edgewise.decide({ scopes: ['hero'] })`)).toMatchObject({ code: 'disposed' });
  expect(page.workers()).toEqual([]);
  expect(site.requests.map(({ path }) => path)).toEqual(['/', '/listen.js', '/edgewise/edgewise.js']);
  expect((await seenOn(page)).errors).toEqual([]);
  expect(await storedEvents(page), 'what was known of the visitor stays').toHaveLength(3);
});

test('a site that was paused on another page takes back a decision that was kept, too', async ({ page, site }) => {
  const { manifest, artifacts } = await publishInMemory(publication);
  const publish = (change: object) =>
    site.publish({ manifest, artifacts, document: JSON.stringify({ ...manifest, ...change }) });
  publish({ generation: 1 });
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  await expect.poll(() => storedGeneration(page)).toBe(1);
  await visitLate(page, site);

  publish({ generation: 2, status: 'paused' });
  site.set('/plain', shopPage({ body: '<h1>No slot</h1>' }));
  await visit(page, `${site.origin}/plain`);
  await expect.poll(() => storedGeneration(page)).toBe(2);
  await visit(page, `${site.origin}/late`);
  await expect.poll(async () => (await seenOn(page)).decisions).toHaveLength(1);
  await expect(page.getByText(defaultContent)).toBeVisible();
  await expect(page.getByText(offer)).toHaveCount(0);
});

test('a manifest that is paused turns the page to default content as soon as it is known, and back on the next page view', async ({
  page,
  site,
}) => {
  const { manifest, artifacts } = await publishInMemory({
    ...publication,
    activities: [
      ...activities,
      heroFor('heading', '', {
        scope: 'page',
        experiences: [
          { id: 'sale', items: [act('setText', 'h1', 'Sale'), act('setAttribute', 'h1', { title: 'Now' })] },
        ],
      }),
    ],
  });
  /** From now on the manifest is another, and is answered once the returned function is called. */
  const publish = (generation: number, status: 'live' | 'paused'): (() => void) => {
    let answer = (): void => {};
    const released = new Promise<void>((resolve) => {
      answer = resolve;
    });
    site.publish({ manifest, artifacts, document: '' });
    site.set(manifestPath, async () => {
      await released;
      return { body: JSON.stringify({ ...manifest, generation, status }) };
    });
    return answer;
  };
  const updates = async () => (await seenOn(page)).updates;
  const heading = page.getByRole('heading');
  await page.addInitScript(`window.shift = 0;
    new PerformanceObserver((list) => { for (const { value } of list.getEntries()) shift += value; })
      .observe({ type: 'layout-shift', buffered: true })`);
  publish(1, 'live')();
  await visit(page, site.origin);
  await lookTwice(page);
  await expect.poll(() => storedEvents(page)).toHaveLength(3);
  await expect.poll(() => storedGeneration(page)).toBe(1);

  const pause = publish(2, 'paused');
  await visit(page, site.origin);
  await page.evaluate(`edgewise.decide({ scopes: ['page'] })`);
  await expect(page.getByText(offer)).toBeVisible();
  await expect(heading).toHaveText('Sale');
  pause();
  await expect.poll(updates).toEqual([{ type: 'update', generation: 2, status: 'paused' }]);
  await expect(page.getByText(defaultContent)).toBeVisible();
  await expect(page.getByText(offer)).toHaveCount(0);
  await expect(heading).toHaveText('Shop');
  await expect(heading).not.toHaveAttribute('title');
  expect(await page.evaluate('shift')).toBe(0);
  expect((await seenOn(page)).errors).toEqual([]);
  await expect.poll(() => storedGeneration(page)).toBe(2);

  const resume = publish(3, 'live');
  await visit(page, site.origin);
  await expect(page.getByText(defaultContent)).toBeVisible();
  expect(await decideHero(page)).toBeUndefined();
  resume();
  await expect.poll(updates).toEqual([{ type: 'update', generation: 3, status: 'live' }]);
  await expect(page.getByText(defaultContent), 'nothing that is shown is swapped').toBeVisible();
  await expect.poll(() => storedGeneration(page)).toBe(3);
  await visit(page, site.origin);
  await expect(page.getByText(offer)).toBeVisible();
});

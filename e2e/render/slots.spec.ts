import type { Page } from '@playwright/test';
import { type Activity, htmlContentItem } from '../../src/decisioning/activity.ts';
import { offerFor, publishItems, slot } from '../support/experience.ts';
import { expect, publishInMemory, type Site, test } from '../support/fixtures.ts';
import { makeActivitiesByHand } from '../support/hand-made.ts';
import { heroFor } from '../support/previews.ts';
import { dedicated, manifestPath, seenOn, shopPage, visit } from '../support/shop-page.ts';

/** What the visitor sees in each slot, by scope; nothing of a slot that is still held. */
const shownIn = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll('edgewise-slot')].map((element) => [
        element.getAttribute('scope'),
        (element as HTMLElement).innerText.trim(),
      ]),
    ),
  );

/** Opens a page with slots for `scopes`, every one with an offer, whose manifest is answered only once the returned function is called. */
async function openUndecided(page: Page, site: Site, scopes: readonly string[]): Promise<() => void> {
  const { document, artifacts, manifest } = await publishItems(
    Object.fromEntries(scopes.map((scope) => [scope, [offerFor(scope)]])),
  );
  site.publish({ document, artifacts, manifest });
  const answer = site.hold(manifestPath, { body: document });
  site.set('/', shopPage({ body: `<main>${slot('stays')}${slot('goes')}</main>` }));
  await page.goto(site.origin);
  await page.waitForFunction('edgewise.track');
  await expect.poll(() => site.requests.some(({ path }) => path === manifestPath)).toBe(true);
  return answer;
}

// `npm run bench` holds how long that takes.
test('a thousand slots are filled, or show their default content', async ({ page, site }) => {
  const scopes = Array.from({ length: 1000 }, (_, number) => `slot-${number}`);
  const offered = scopes.filter((_, number) => number % 2 === 0);
  site.publish(await publishItems(Object.fromEntries(offered.map((scope) => [scope, [offerFor(scope)]]))));
  site.set('/', shopPage({ body: scopes.map(slot).join('') }));
  await visit(page, site.origin);
  const expected = scopes.map((scope, number) => [scope, `${number % 2 === 0 ? 'Offer for' : 'Default of'} ${scope}`]);
  await expect.poll(() => shownIn(page)).toEqual(Object.fromEntries(expected));
  expect((await seenOn(page)).errors).toEqual([]);
});

test('the layout that the page gives a slot holds for its default content', async ({ page, site }) => {
  const item = '<p style="width: 100px; height: 20px; margin: 0">Default</p>';
  const body = `<edgewise-slot scope="none" style="display: flex; gap: 10px">${item}${item}</edgewise-slot>`;
  site.set('/', shopPage({ body }));
  await visit(page, site.origin);
  await expect(page.getByText('Default').first()).toBeVisible();
  const lefts = () =>
    page.evaluate(`[...document.querySelectorAll('p')].map((item) => item.getBoundingClientRect().x)`);
  const [first, second] = (await lefts()) as number[];
  expect(second).toBe((first ?? 0) + 110);
});

test('rules that count the children of a slot give it the same size under an experience whose place is the last of them', async ({
  page,
  site,
}) => {
  site.publish(await publishItems({ hero: [offerFor('hero')] }));
  const rules = '* { margin: 0 } :not(:last-child) { margin-bottom: 40px } :only-child { padding: 9px }';
  const prepared = (scope: string): string => slot(scope).replace('</edg', '<div slot="experience"></div></edg');
  site.set('/', shopPage({ body: `<style>edgewise-slot { ${rules} }</style>${prepared('none')}${prepared('hero')}` }));
  await visit(page, site.origin);
  await expect.poll(() => shownIn(page)).toEqual({ none: 'Default of none', hero: 'Offer for hero' });
  const [without, under] = await page.evaluate(() =>
    [...document.querySelectorAll('edgewise-slot')].map(({ clientHeight }) => clientHeight),
  );
  expect(under).toBe(without);
});

test('content that the page writes in place of an experience is seen', async ({ page, site }) => {
  const prepared = '<edgewise-slot scope="prepared"><p>Default</p><div slot="experience"></div></edgewise-slot>';
  site.publish(await publishItems({ hero: [offerFor('hero')], prepared: [offerFor('prepared')] }));
  site.set('/', shopPage({ body: slot('hero') + prepared }));
  await visit(page, site.origin);
  await expect.poll(() => shownIn(page)).toEqual({ hero: 'Offer for hero', prepared: 'Offer for prepared' });
  // As frameworks write a text that changes.
  await page.evaluate(`for (const slot of document.querySelectorAll('edgewise-slot')) slot.textContent = 'Two items'`);
  await expect.poll(() => shownIn(page)).toEqual({ hero: 'Two items', prepared: 'Two items' });
});

test('a place for the experience that is emptied, as by a library that morphs the page, gives way to the default content', async ({
  page,
  site,
}) => {
  site.publish(await publishItems({ hero: [offerFor('hero')] }));
  site.set('/', shopPage({ body: slot('hero').replace('</edg', '<div slot="experience"></div></edg') }));
  await visit(page, site.origin);
  await expect(page.getByText('Offer for hero')).toBeVisible();
  // By then the page has loaded what looks after it.
  await expect.poll(async () => (await seenOn(page)).outcomes).toHaveLength(1);
  await page.evaluate(() => document.querySelector('[slot=experience]')?.replaceChildren());
  await expect.poll(() => shownIn(page)).toEqual({ hero: 'Default of hero' });
});

test('slots of a page that is still being read are asked for together', async ({ page, site }) => {
  const scopes = Array.from({ length: 20 }, (_, number) => `slot-${number}`);
  site.publish(await publishItems(Object.fromEntries(scopes.map((scope) => [scope, [offerFor(scope)]]))));
  // The tag runs before any of them is read, and the worker after the last.
  const html = shopPage({
    attributes: dedicated,
    body: `${scopes.map(slot).join('')}<script src="/read.js"></script>`,
  });
  site.set('/', html.replace('<script async', '<script'));
  const read = new Promise<void>((resolve) => {
    site.set('/read.js', () => {
      resolve();
      return { body: '' };
    });
  });
  site.set('/edgewise/worker.js', async ({ path }) => {
    await read;
    return site.file(path);
  });
  await visit(page, site.origin);
  await expect
    .poll(() => shownIn(page))
    .toEqual(Object.fromEntries(scopes.map((scope) => [scope, `Offer for ${scope}`])));
  const { decisions } = await seenOn(page);
  expect(decisions.map(({ scopes: decided }) => decided.length)).toEqual([1, 19]);
});

test('a slot of the next route shows what was decided for that, however late the decision before it', async ({
  page,
  site,
}) => {
  const forRoute = (path: string) =>
    heroFor(path, `<p>Offer for ${path}</p>`, { audience: { condition: { '==': [{ var: 'page.path' }, path] } } });
  const { document } = makeActivitiesByHand(['/', '/next'].map(forRoute));
  const answer = site.hold(manifestPath, { body: document });
  site.set('/', shopPage());
  await page.goto(site.origin);
  await page.waitForFunction('edgewise.track');
  await expect.poll(() => site.requests.some(({ path }) => path === manifestPath)).toBe(true);
  // Two frames, in which a slot is held by so much less than the one before.
  await page.evaluate(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`);
  await page.evaluate(`history.pushState({}, '', '/next');
    document.querySelector('edgewise-slot').outerHTML = ${JSON.stringify(slot('hero'))}`);
  answer();
  await expect.poll(() => shownIn(page)).toEqual({ hero: 'Offer for /next' });
});

test('slots that come and go while the page decides', async ({ page, site }) => {
  const answer = await openUndecided(page, site, ['stays', 'goes', 'comes', 'passes']);
  expect(await shownIn(page)).toEqual({ stays: '', goes: '' });
  await page.evaluate(
    ([comes, passes]) => {
      const main = document.querySelector('main') as HTMLElement;
      const gone = document.querySelector('[scope=goes]') as HTMLElement;
      gone.remove();
      main.insertAdjacentHTML('beforeend', `${comes}${passes}`);
      document.querySelector('[scope=passes]')?.remove();
      Object.assign(window, { gone });
    },
    [slot('comes'), slot('passes')],
  );
  answer();
  await expect.poll(() => shownIn(page)).toEqual({ stays: 'Offer for stays', comes: 'Offer for comes' });
  expect(await page.evaluate(`gone.querySelectorAll('[slot=experience]').length`)).toBe(0);
  await page.evaluate('document.querySelector("main").append(gone)');
  await expect
    .poll(() => shownIn(page), 'a slot that comes back is asked for again')
    .toMatchObject({ goes: 'Offer for goes' });
  expect((await seenOn(page)).errors).toEqual([]);
});

test('disposed while the page decides, every slot shows its default content and keeps it', async ({ page, site }) => {
  const answer = await openUndecided(page, site, ['stays', 'goes']);
  const defaults = { stays: 'Default of stays', goes: 'Default of goes' };
  await page.evaluate('edgewise.dispose()');
  expect(await shownIn(page)).toEqual(defaults);
  answer();
  await page.evaluate(`fetch('${manifestPath}').then((response) => response.text())`);
  expect(await shownIn(page)).toEqual(defaults);
  await page.evaluate(async (html) => {
    document.body.insertAdjacentHTML('beforeend', html);
    await new Promise(requestAnimationFrame);
  }, slot('later'));
  expect(await shownIn(page), 'nobody decides what comes later').toEqual({ ...defaults, later: 'Default of later' });
  const { errors, decisions, filled } = await seenOn(page);
  expect({ errors, decisions, filled }).toEqual({ errors: [], decisions: [], filled: [] });
});

test('a list shows as many experiences as it asks for, ranked', async ({ page, site }) => {
  const ranked = (id: string, priority: number, rank: number): Activity => ({
    id,
    scope: 'list',
    priority,
    rankBy: { '+': [rank, 0] },
    status: 'live',
    selection: { type: 'first' },
    experiences: [{ id: `shown-${id}`, items: [offerFor(id)] }],
  });
  site.publish(
    await publishInMemory({
      services: {},
      segments: [],
      activities: [ranked('third', 1, 5), ranked('left out', 1, 1), ranked('first', 2, 0), ranked('second', 1, 9)],
    }),
  );
  site.set('/', shopPage({ body: '<edgewise-slot scope="list" max="3"><p>Default</p></edgewise-slot>' }));
  await visit(page, site.origin);
  await expect(page.locator('edgewise-slot [slot=experience] p')).toHaveText([
    'Offer for first',
    'Offer for second',
    'Offer for third',
  ]);
  expect((await seenOn(page)).errors).toEqual([]);
});

test('an experience made like the default content is shown whole, margins included', async ({ page, site }) => {
  site.publish(await publishItems({ hero: [offerFor('hero')] }));
  site.set('/', shopPage({ body: slot('hero') }));
  await visit(page, site.origin);
  const offer = page.getByText('Offer for hero');
  await expect(offer).toBeVisible();
  const [shown, reserved] = await Promise.all([
    offer.boundingBox(),
    page.getByText('Default of hero', { exact: true }).boundingBox(),
  ]);
  expect(shown).toEqual(reserved);
});

test('a slot that an experience brings for its own scope, by way of a component, shows its default content', async ({
  page,
  site,
}) => {
  site.publish(
    await publishItems({ hero: [{ schema: htmlContentItem, data: { content: '<shop-teaser>Offer</shop-teaser>' } }] }),
  );
  site.set(
    '/teaser.js',
    `customElements.define('shop-teaser', class extends HTMLElement {
      connectedCallback() {
        if (!this.shadowRoot) this.attachShadow({ mode: 'open' }).innerHTML = '<slot></slot><edgewise-slot scope="hero" grow>Default</edgewise-slot>';
      }
    });`,
  );
  site.set(
    '/',
    shopPage({ body: '<script src="/teaser.js"></script><edgewise-slot scope="hero" grow>x</edgewise-slot>' }),
  );
  await visit(page, site.origin);
  const problem = 'The experience of scope "hero" brings a slot of its own scope; leave one of them out';
  await expect.poll(async () => (await seenOn(page)).errors.map(({ message }) => message)).toEqual([problem]);
  await expect(page.locator('shop-teaser edgewise-slot')).toHaveText('Default', { useInnerText: true });
});

test('a slot that the page hides stays hidden', async ({ page, site }) => {
  site.publish(await publishItems({ hero: [offerFor('hero')] }));
  site.set('/', shopPage({ body: slot('hero').replace(' ', ' hidden ') }));
  await visit(page, site.origin);
  await expect.poll(async () => (await seenOn(page)).filled).toEqual(['hero']);
  await expect(page.locator('edgewise-slot')).toBeHidden();
});

test('a slot that is copied with its experience, as by a carousel, shows it once', async ({ page, site }) => {
  site.publish(await publishItems({ hero: [offerFor('hero')] }));
  site.set('/', shopPage({ body: slot('hero') }));
  await visit(page, site.origin);
  await expect(page.getByText('Offer for hero')).toBeVisible();
  await page.evaluate(() => document.body.append(document.querySelector('edgewise-slot')?.cloneNode(true) ?? ''));
  await expect.poll(async () => (await seenOn(page)).filled).toEqual(['hero', 'hero']);
  await expect(page.getByText('Offer for hero')).toHaveCount(2);
});

test('a copy of a slot shows nothing of the experience that it brings until it has been decided', async ({
  page,
  site,
}) => {
  site.publish(await publishItems({ hero: [offerFor('hero')] }));
  site.set('/', shopPage({ body: slot('hero') }));
  await visit(page, site.origin);
  await expect(page.getByText('Offer for hero')).toBeVisible();
  const visibility = await page.evaluate(() => {
    const copy = document.querySelector('edgewise-slot')?.cloneNode(true) as HTMLElement;
    document.body.append(copy);
    return getComputedStyle(copy.querySelector('[slot=experience] p') as Element).visibility;
  });
  expect(visibility).toBe('hidden');
  await expect(page.getByText('Offer for hero').nth(1)).toBeVisible();
});

test('a slot that was made or copied long before it comes into the page waits from then on', async ({ page, site }) => {
  const answer = await openUndecided(page, site, ['stays', 'made', 'copied']);
  await page.evaluate(async () => {
    const made = document.createElement('edgewise-slot');
    made.scope = 'made';
    const copied = document.querySelector('edgewise-slot')?.cloneNode(true) as typeof made;
    copied.scope = 'copied';
    const now = performance.now.bind(performance);
    performance.now = () => now() + 60_000;
    document.body.append(made, copied);
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
  });
  answer();
  await expect.poll(() => shownIn(page)).toMatchObject({ made: 'Offer for made', copied: 'Offer for copied' });
});

test('a copy of a slot that the site no longer fills shows its default content', async ({ page, site }) => {
  site.publish(await publishItems({ hero: [offerFor('hero')] }));
  site.set('/', shopPage({ body: slot('hero') }));
  await visit(page, site.origin);
  await expect(page.getByText('Offer for hero')).toBeVisible();
  await page.evaluate(() => {
    const copy = document.querySelector('edgewise-slot')?.cloneNode(true) as HTMLElement;
    copy.setAttribute('scope', 'other');
    document.querySelector('edgewise-slot')?.replaceWith(copy);
  });
  await expect.poll(() => shownIn(page)).toEqual({ other: 'Default of hero' });
});

import type { Page } from '@playwright/test';
import { inEachBrowser } from '../support/in-each-browser.ts';
import { expect, expectOutcomes, outcomesOf, outcomesPage, room, slot, test } from '../support/outcomes.ts';
import { seenOn, visit } from '../support/shop-page.ts';

/** Waits until the browser has told its observers what of a slot is in view: in the order in which they were made, and this one is the last. */
async function observed(page: Page, scope: string): Promise<void> {
  await page.evaluate(`new Promise((told) => {
    new IntersectionObserver((entries, observer) => { observer.disconnect(); told(); })
      .observe(document.querySelector('[scope=${scope}] > [slot=experience]'));
  })`);
}

/** Scrolls so that `pixels` of the slot `low` are in view from below. */
async function reveal(page: Page, pixels: number): Promise<void> {
  await page.evaluate(`{
    const { top } = document.querySelector('[scope=low] > [slot=experience]').getBoundingClientRect();
    scrollTo(0, scrollY + top - innerHeight + ${pixels});
  }`);
  await observed(page, 'low');
}

/** Opens a page with a slot in view and another below, and stops its clock once the first has been displayed. */
async function openAndStop(page: Page, origin: string): Promise<void> {
  await page.clock.install();
  await visit(page, origin);
  await expectOutcomes(page, ['display hero']);
  await page.clock.pauseAt(await page.evaluate('Date.now() + 1000'));
}

test.beforeEach(({ site }) => site.set('/', outcomesPage(slot('hero') + room(2000) + slot('low') + room(2000))));

test('displays what half of which has been in view for a second', async ({ page, site }) => {
  await openAndStop(page, site.origin);
  await reveal(page, 99);
  await page.clock.runFor(60_000);
  expect(await outcomesOf(page)).toEqual(['display hero']);
  await reveal(page, 100);
  await page.clock.runFor(999);
  expect(await outcomesOf(page)).toEqual(['display hero']);
  await page.clock.runFor(1);
  await expectOutcomes(page, ['display hero', 'display low']);
});

test('begins anew with what was scrolled away before the second was over', async ({ page, site }) => {
  await openAndStop(page, site.origin);
  await reveal(page, 200);
  await page.clock.runFor(999);
  await reveal(page, 0);
  await page.clock.runFor(60_000);
  await reveal(page, 200);
  await page.clock.runFor(999);
  expect(await outcomesOf(page)).toEqual(['display hero']);
  await page.clock.runFor(1);
  await expectOutcomes(page, ['display hero', 'display low']);
});

test('displays what is higher than the window once it fills half of that', async ({ page, site }) => {
  const height = page.viewportSize()?.height ?? 0;
  site.set('/', outcomesPage(slot('hero') + room(2000) + slot('low', 5 * height) + room(2000)));
  await openAndStop(page, site.origin);
  await reveal(page, height / 2 - 20);
  await page.clock.runFor(60_000);
  expect(await outcomesOf(page)).toEqual(['display hero']);
  await reveal(page, height / 2 + height * 0.05);
  await page.clock.runFor(1000);
  await expectOutcomes(page, ['display hero', 'display low']);
});

test('displays nothing that the page hides', async ({ page, site }) => {
  site.set('/', outcomesPage(`${slot('hero')}<div style="height: 0; overflow: hidden">${slot('low')}</div>`));
  await openAndStop(page, site.origin);
  await page.clock.runFor(60_000);
  expect(await outcomesOf(page)).toEqual(['display hero']);
});

inEachBrowser((browser) => {
  test('displays what styles hide once they show it: a menu when it opens, and nothing that an experience covers', async ({
    site,
  }) => {
    const menu = `<nav style="opacity: 0; visibility: hidden">${slot('low')}</nav>`;
    site.set('/', outcomesPage(`<edgewise-slot scope="hero">${slot('third')}</edgewise-slot>${menu}`));
    const expectTold = (expected: readonly string[]) =>
      expect
        .poll(() => browser.session.evaluate(`return seen.outcomes.map(({ proposition }) => proposition.scope)`))
        .toEqual(expected);
    await browser.session.open(site.origin);
    await expectTold(['hero']);
    // Once it is displayed, whatever came into view before it would have been.
    await browser.session.evaluate(`document.body.insertAdjacentHTML('afterbegin', ${JSON.stringify(slot('late'))})`);
    await expectTold(['hero', 'late']);
    await browser.session.evaluate(`document.querySelector('nav').removeAttribute('style')`);
    await expectTold(['hero', 'late', 'low']);
  });
});

for (const [query, expected] of [
  ['', ['display hero']],
  ['?edgewise-preview=offers-hero:welcome', []],
] as const)
  test(`displays ${expected.length > 0 ? 'what a visitor was given' : 'nothing of a preview'}`, async ({
    page,
    site,
  }) => {
    site.set('/', outcomesPage(slot('hero'), { 'data-preview': '' }));
    await page.clock.install();
    await visit(page, site.origin + query);
    await expect.poll(async () => (await seenOn(page)).filled).toEqual(['hero']);
    await page.evaluate(`import('/edgewise/delivery.js')`);
    await page.clock.pauseAt(await page.evaluate('Date.now() + 1000'));
    await observed(page, 'hero');
    await page.clock.runFor(60_000);
    expect(await outcomesOf(page)).toEqual(expected);
    await page.locator('[scope=hero] button').click();
    expect(await outcomesOf(page)).toEqual(expected.flatMap((display) => [display, 'interact hero']));
  });

import type { Page } from '@playwright/test';
import { expect, expectOutcomes, outcomesOf, outcomesPage, room, slot, test } from '../support/outcomes.ts';
import { visit } from '../support/shop-page.ts';

/** Scrolls so that `pixels` of the slot `low` are in view from below, and waits until the browser has told its observers. */
async function reveal(page: Page, pixels: number): Promise<void> {
  await page.evaluate(`new Promise((told) => {
    const low = document.querySelector('[scope=low] > [slot=experience]');
    scrollTo(0, scrollY + low.getBoundingClientRect().top - innerHeight + ${pixels});
    // Observers are told in the order in which they were made, and this one is the last.
    new IntersectionObserver(([entry], observer) => { observer.disconnect(); told(); }).observe(low);
  })`);
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

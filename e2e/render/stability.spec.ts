import { setTimeout } from 'node:timers/promises';
import { htmlContentItem } from '../../src/decisioning/activity.ts';
import { publishItems } from '../support/experience.ts';
import { expect, test } from '../support/fixtures.ts';
import { manifestPath, shopPage } from '../support/shop-page.ts';

/** How many pages are loaded; `npm run test:stability` asks for 200. */
const loads = Number(process.env.EDGEWISE_STABILITY_LOADS ?? 10);
/** The usual budget, which runs out here, and one within which even a slow processor decides. */
const budgets = { late: 100, inTime: 10_000 };
/** How long the manifest takes where the budget is to run out, in milliseconds. */
const lateMs = 400;

/** Watches a page from its first frame on: what shifts, and what the slot shows in each frame. */
const watch = `
window.stability = { shift: 0, states: [] };
new PerformanceObserver((list) => {
  for (const { value } of list.getEntries()) stability.shift += value;
}).observe({ type: 'layout-shift', buffered: true });
const look = (at) => {
  const slot = document.querySelector('edgewise-slot');
  const fallback = slot?.querySelector('.default');
  if (fallback) {
    const visible = (element) => element && getComputedStyle(element).visibility === 'visible';
    const state = visible(slot.querySelector('.offer')) ? 'experience' : visible(fallback) ? 'default' : 'held';
    if (stability.states.at(-1)?.state !== state) stability.states.push({ state, at });
  }
  requestAnimationFrame(look);
};
requestAnimationFrame(look);`;

interface Stability {
  readonly shift: number;
  /** What the slot showed, in turn, with the time of the first frame that had it. */
  readonly states: readonly { readonly state: 'held' | 'default' | 'experience'; readonly at: number }[];
}

test(`${loads} page loads on a slow processor: nothing shifts, and nothing that was shown is swapped`, async ({
  browser,
  site,
}) => {
  test.setTimeout(30_000 + loads * 5_000);
  const { document, artifacts, manifest } = await publishItems({
    hero: [{ schema: htmlContentItem, data: { content: '<p class="offer" style="height:200px">Offer</p>' } }],
  });
  site.publish({ document, artifacts, manifest });
  for (const [path, budgetMs] of Object.entries(budgets))
    site.set(
      `/${path}`,
      shopPage({
        budgetMs,
        body: `<h1>Shop</h1><edgewise-slot scope="hero"><p class="default" style="height:60px">Default</p></edgewise-slot><p>Our products</p>`,
      }),
    );
  let manifestMs = 0;
  site.set(manifestPath, async () => {
    await setTimeout(manifestMs);
    return { body: document };
  });
  const held: number[] = [];
  for (let load = 0; load < loads; load++) {
    const path = load % 2 === 0 ? 'inTime' : 'late';
    manifestMs = path === 'late' ? lateMs : 0;
    const context = await browser.newContext();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.addInitScript(watch);
    await page.goto(`${site.origin}/${path}`);
    await page.waitForFunction('seen.decisions.length > 0 && stability.states.some(({ state }) => state !== "held")');
    // Two frames after the decision, whatever it would swap has been painted.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    const { shift, states } = await page.evaluate<Stability>('stability');
    await context.close();
    expect(shift, `layout shift of load ${load}`).toBe(0);
    const shown = states.filter(({ state }) => state !== 'held');
    const wanted = path === 'late' ? 'default' : 'experience';
    expect(
      shown.map(({ state }) => state),
      `what load ${load} showed`,
    ).toEqual([wanted]);
    const [first, second] = states;
    if (wanted === 'default' && first && second) held.push(second.at - first.at);
  }
  held.sort((a, b) => a - b);
  console.log(
    `Default content visible after ${held[held.length >> 1]?.toFixed(1)} ms (median), ${held.at(-1)?.toFixed(1)} ms (longest) of ${held.length}`,
  );
});

import type { Page } from '@playwright/test';
import { type Activity, htmlContentItem, type Item } from '../../src/decisioning/activity.ts';
import { expect, publishInMemory, type Site, test as shopTest } from './fixtures.ts';
import { seenOn, shopPage } from './shop-page.ts';
import type { StaticServer } from './static-server.ts';
import { interestService } from './tiny-service.ts';

const link = (scope: string): Item => ({
  schema: htmlContentItem,
  data: { content: `<p>Offer in ${scope}, <a href="/sale">see it</a> or <button>take it</button></p>` },
});

/** An activity that everybody sees, with a purchase as its goal. @param items by default HTML with a link and a button. */
export const activityFor = (scope: string, items: Item[] = [link(scope)]): Activity => ({
  id: `offers-${scope}`,
  scope,
  priority: 1,
  status: 'live',
  // So that a score takes part in the decision.
  audience: { condition: { '>=': [{ var: 'scores.interest.probability' }, 0] } },
  selection: { type: 'first' },
  goal: { condition: { '==': [{ var: 'event.eventType' }, 'commerce.purchases'] } },
  experiences: [{ id: 'welcome', items }],
});

/** What the shops of these tests publish. */
export const outcomesPublication = {
  services: { interest: interestService },
  segments: [],
  activities: ['hero', 'low', 'third', 'late'].map((scope) => activityFor(scope)),
};

/** A slot `height` pixels high. */
export const slot = (scope: string, height = 200): string =>
  `<edgewise-slot scope="${scope}" style="height: ${height}px"><p>Default</p></edgewise-slot>`;

/** Room, in pixels. */
export const room = (height: number): string => `<div style="height: ${height}px"></div>`;

/** A page whose outcomes are posted to `/outcomes`, unless `attributes` say otherwise. */
export const outcomesPage = (body = slot('hero'), attributes: Readonly<Record<string, string>> = {}): string =>
  shopPage({ body, attributes: { 'data-report-url': '/outcomes', ...attributes } });

/** Sets a shop up for these tests. */
export function openShop(site: Site): void {
  site.set('/', outcomesPage());
  site.set('/sale', '<!doctype html><title>Sale</title><h1>Sale</h1>');
  site.set('/outcomes', { status: 204 });
}

/** Tests in a shop that publishes {@link outcomesPublication}. */
export const test = shopTest.extend({
  published: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from the pattern
    async ({}, use) => use(await publishInMemory(outcomesPublication)),
    { scope: 'worker' },
  ],
  site: async ({ site }, use) => {
    openShop(site);
    await use(site);
  },
});

export { expect };

/** The outcomes that a page was told of, as `type scope`. */
export async function outcomesOf(page: Page): Promise<string[]> {
  return (await seenOn(page)).outcomes.map(({ type, proposition }) => `${type} ${proposition.scope}`);
}

/** Waits until the page was told of exactly these outcomes, in whatever order: what comes into view at once is told in either. */
export async function expectOutcomes(page: Page, expected: readonly string[]): Promise<void> {
  const sorted = async () => (await outcomesOf(page)).sort();
  await expect.poll(sorted).toEqual([...expected].sort());
}

interface ReportedEvent {
  readonly _id: string;
  readonly eventType: string;
}

/** The reports that reached the server, each a list of its events. */
export function reportsTo(server: StaticServer): readonly (readonly ReportedEvent[])[] {
  return server.requests
    .filter(({ path, method }) => path === '/outcomes' && method === 'POST')
    .map(({ body }) => (JSON.parse(body) as { events: { xdm: ReportedEvent }[] }).events.map(({ xdm }) => xdm));
}

/** Types of the events that reached the server, in the order in which they came. */
export const reportedTypes = (server: StaticServer): string[] =>
  reportsTo(server).flatMap((events) => events.map(({ eventType }) => eventType));

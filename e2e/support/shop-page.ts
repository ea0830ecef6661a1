import type { Page } from '@playwright/test';
import { expect } from './expect.ts';
import type { StaticServer } from './static-server.ts';
import { defaultContent } from './tiny-service.ts';

export const manifestPath = '/edgewise/manifest.json';

export interface ShopPageOptions {
  /** Attributes of the tag beside `src` and `data-manifest-url`. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** How long the slot may wait, in milliseconds. @default 20000, so that no test depends on how fast the machine is */
  readonly budgetMs?: number;
  /** When the page's own CSS reveals the slot, in milliseconds. @default `budgetMs` */
  readonly revealMs?: number;
  /** Origin that the tag comes from. @default the page's own */
  readonly tagOrigin?: string;
  /** How often the tag is there. @default 1 */
  readonly tags?: number;
  /** What the page shows. @default a heading, the slot `hero` with its default content, and a line */
  readonly body?: string;
}

/** The shop's page: listeners that gather into `window.seen`, the tag, and the slot `hero` with its default content. */
export function shopPage({
  attributes = {},
  budgetMs = 20_000,
  revealMs = budgetMs,
  tagOrigin = '',
  tags = 1,
  body = `<h1>Shop</h1>
<edgewise-slot scope="hero"><p>${defaultContent}</p></edgewise-slot>
<p>Our products</p>`,
}: ShopPageOptions = {}): string {
  const all = { 'data-manifest-url': manifestPath, 'data-decision-budget-ms': String(budgetMs), ...attributes };
  const written = Object.entries(all).map(([name, value]) => ` ${name}="${value}"`);
  const tag = `<script async src="${tagOrigin}/edgewise/edgewise.js"${written.join('')}></script>`;
  return `<!doctype html>
<html lang="en"><head><title>Shop</title>
<style nonce="shop">edgewise-slot:not(:defined){display:flow-root;visibility:hidden;clip-path:inset(50%);animation:edgewise-reveal 0s ${revealMs}ms forwards!important}@keyframes edgewise-reveal{to{visibility:visible;clip-path:none}}</style>
<script src="/listen.js"></script>
${tag.repeat(tags)}
</head><body>
${body}
</body></html>`;
}

/** Attributes of a tag whose every page view starts a worker of its own, and so reads the device anew. */
export const dedicated = { 'data-host': 'dedicated' };

/** A page without patience: its worker, which starts with it, decides too late. Its own CSS reveals the slot later still. */
export function latePage(attributes: ShopPageOptions['attributes'] = {}): string {
  return shopPage({ budgetMs: 1, revealMs: 20_000, attributes: { ...dedicated, ...attributes } });
}

/** A file of its own, so that a page with a strict CSP runs it too. */
export const listenScript = `window.seen = { errors: [], decisions: [], ready: [], updates: [], filled: [], outcomes: [] };
window.edgewise = { q: [
  ['on', 'error', ({ code, message }) => seen.errors.push({ code, message })],
  ['on', 'decision', (decision) => seen.decisions.push(decision)],
  ['on', 'ready', (state) => seen.ready.push(state)],
  ['on', 'update', (update) => seen.updates.push(update)],
  ['on', 'filled', ({ scope }) => seen.filled.push(scope)],
  ...['display', 'interact', 'convert'].map((name) => ['on', name, (outcome) => seen.outcomes.push(outcome)]),
] };`;

/** What the page's listeners have gathered. */
export interface Seen {
  readonly errors: readonly { readonly code: string; readonly message: string }[];
  readonly decisions: readonly SeenDecision[];
  readonly ready: readonly { readonly status: string }[];
  readonly updates: readonly { readonly generation: number }[];
  readonly filled: readonly string[];
  readonly outcomes: readonly SeenOutcome[];
}

interface SeenOutcome {
  readonly type: string;
  readonly proposition: { readonly scope: string };
  readonly event: { readonly _id: string };
}

interface SeenDecision {
  readonly scopes: readonly string[];
  readonly late: boolean;
  readonly generation: number;
  readonly source: string;
  readonly requests: number;
  readonly events: readonly { readonly _id: string; readonly eventType: string }[];
  readonly predictions: Readonly<Record<string, { readonly executionProvider: string }>>;
}

/** What the page's listeners have gathered so far. */
export function seenOn(page: Page): Promise<Seen> {
  return page.evaluate('window.seen') as Promise<Seen>;
}

/** Opens the page, or loads it again, and waits until the runtime stands or has failed. */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url);
  // Asked again and again from outside: waitForFunction would need 'unsafe-eval' of the page.
  await expect.poll(() => page.evaluate('window.seen.ready.length')).toBeGreaterThan(0);
}

/** Puts {@link latePage} at `/late` and opens it: the decision comes too late for its slot. */
export async function visitLate(page: Page, site: StaticServer): Promise<void> {
  site.set('/late', latePage());
  await visit(page, `${site.origin}/late`);
  await expect.poll(async () => (await seenOn(page)).decisions).toMatchObject([{ late: true }]);
}

/** Two looks at products: from the next decision on, the visitor is interested. Resolves once they are on the device, or in memory. */
export async function lookTwice(page: Page): Promise<void> {
  await page.evaluate(`for (const SKU of ['A-1', 'B-2'])
    edgewise.track({ eventType: 'commerce.productViews', productListItems: [{ SKU, priceTotal: 49 }] })`);
}

/** Which experience a decision asked for now gives for the slot `hero`; `undefined` for the default content. */
export function decideHero(page: Page): Promise<string | undefined> {
  return page.evaluate(
    `edgewise.decide({ scopes: ['hero'] }).then(([first]) => first?.scopeDetails.experience.id)`,
  ) as Promise<string | undefined>;
}

/** What a call that must fail failed with. */
export function failureOf(page: Page, expression: string): Promise<{ code: string; message: string } | undefined> {
  return page.evaluate(`(${expression}).then(() => undefined, ({ code, message }) => ({ code, message }))`) as Promise<
    { code: string; message: string } | undefined
  >;
}

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, type Page } from '@playwright/test';
import { createStaticServer } from '../../src/cli/static-server.ts';
import { decide } from '../../src/decisioning/decide-extended.ts';
import { activities } from '../../src/demo/activities/activities.ts';
import { expect } from './expect.ts';

const built = fileURLToPath(new URL('../../demo-dist', import.meta.url));

/** How long the slots of the test's pages may wait, in milliseconds: no test depends on how fast the machine is. */
const patience = 20_000;

/** A request that reached the demo's server. */
export interface DemoRequest {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The demo, served by its own server on an origin of its own. */
export interface DemoShop {
  readonly origin: string;
  /** Since the start, oldest first; empty it to count anew. */
  readonly requests: DemoRequest[];
  /** Cuts the connection of every request for such a path from now on. */
  cut(isCut: (path: string) => boolean): void;
  close(): Promise<void>;
}

/** Copies the demo as it was built, with {@link patience} as its pages' decision budget. */
async function copyDemo(): Promise<string> {
  if (!existsSync(built))
    throw new Error('The demo is not built: run "npm run build && npx tsx scripts/build-demo.ts"');
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-demo-'));
  await cp(built, folder, { recursive: true });
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith('.html')) continue;
    const page = await readFile(join(folder, name), 'utf8');
    const patient = page
      .replace(' data-manifest-url=', ` data-decision-budget-ms="${patience}"$&`)
      .replace('edgewise-reveal 0s 100ms', `edgewise-reveal 0s ${patience}ms`);
    expect(patient.match(new RegExp(String(patience), 'g')), `${name} states its budget twice`).toHaveLength(2);
    await writeFile(join(folder, name), patient);
  }
  return folder;
}

async function serveDemo(folder: string): Promise<DemoShop> {
  const requests: DemoRequest[] = [];
  let isCut = (_path: string): boolean => false;
  const files = createStaticServer(folder);
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://shop').pathname;
    requests.push({ path, at: Date.now() });
    if (isCut(path)) request.socket.destroy();
    else files.emit('request', request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The demo has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    cut(next) {
      isCut = next;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export const test = base.extend<{ readonly shop: DemoShop }, { readonly demoFolder: string }>({
  demoFolder: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the needed fixtures from the pattern
    async ({}, use) => {
      const folder = await copyDemo();
      await use(folder);
      await rm(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
  shop: async ({ demoFolder }, use) => {
    const shop = await serveDemo(demoFolder);
    await use(shop);
    await shop.close();
  },
});

/** What a page view decided and shows, once its slot is settled. */
export interface PageView {
  /** Experiences by scope. */
  readonly chosen: Readonly<Record<string, string>>;
  readonly source: string;
  readonly late: boolean;
  /** At the time of the decision. */
  readonly requests: number;
  /** Probabilities by service. */
  readonly scores: Readonly<Record<string, number>>;
  /** The heading in the slot that the visitor sees. */
  readonly heading: string;
  /** Of an experience: its class, its pictures that have a size, and its links that are buttons. */
  readonly offer: { readonly className: string; readonly pictures: number; readonly links: number } | null;
  /** Milliseconds since 1970 at which the slot was filled; 0 when it shows its default content. */
  readonly filledAt: number;
}

/**
 * Body of a function that waits for the decisions of all the page's slots and what they fill, and returns a {@link PageView}. Slots that the
 * parser brings one after the other are decided one after the other.
 */
export const pageViewScript = `
  const logged = (wanted) => edgewiseLog.filter(([name]) => name === wanted).map(([, detail]) => detail);
  const until = async (name, isDone) => {
    while (!isDone()) await new Promise((resolve) => edgewise.on(name, resolve));
  };
  const slot = document.querySelector('edgewise-slot');
  const scopes = [...document.querySelectorAll('edgewise-slot')].map(({ scope }) => scope);
  const decisionOf = (scope) => logged('decision').find((decision) => decision.scopes.includes(scope));
  await until('decision', () => scopes.every(decisionOf));
  const decisions = [...new Set(scopes.map(decisionOf))];
  const [decision] = decisions;
  const propositions = decisions.flatMap((one) => one.propositions);
  const inTime = decisions.filter(({ late }) => !late).flatMap((one) => one.propositions);
  await until('filled', () => logged('filled').length >= inTime.length);
  const experience = slot.querySelector('[slot=experience] > *');
  const filled = performance.getEntriesByName('edgewise:filled').at(-1);
  return {
    chosen: Object.fromEntries(propositions.map(({ scope, scopeDetails }) => [scope, scopeDetails.experience.id])),
    source: decision.source,
    late: decisions.some(({ late }) => late),
    requests: decision.requests,
    scores: Object.fromEntries(Object.entries(decision.predictions).map(([id, { scores }]) => [id, scores.probability])),
    heading: [...slot.querySelectorAll('h1, h2')]
      .filter((heading) => heading.checkVisibility({ visibilityProperty: true }))
      .map(({ textContent }) => textContent)
      .join(' and '),
    offer: experience && {
      className: experience.className,
      pictures: [...experience.querySelectorAll('img')].filter(({ width, height }) => width * height > 0).length,
      links: experience.querySelectorAll('a.button[href]').length,
    },
    filledAt: filled ? performance.timeOrigin + filled.startTime : 0,
  };`;

/** Waits for the page's own decision and its slot. */
export function viewOf(page: Page): Promise<PageView> {
  return page.evaluate(`(async () => {${pageViewScript}})()`);
}

/** Body of a function that returns the visitor's id. */
export const visitorIdScript = `
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await done(indexedDB.open('edgewise-visitor'));
  try {
    return (await done(database.transaction('keyval').objectStore('keyval').get('visitor'))).id;
  } finally {
    database.close();
  }`;

export function visitorIdOf(page: Page): Promise<string> {
  return page.evaluate(`(async () => {${visitorIdScript}})()`);
}

/** The headings of what the cart offers to the hesitant, and of its default content. */
const cartHeadings = {
  'ten-percent-off': 'Ten per cent off, if you decide today',
  'free-delivery': 'Today we deliver it for nothing',
  none: 'Packed by hand, today',
} as const;

/** What the cart offers to a visitor who is hesitant: visitors are split between two offers and none. */
export function cartOfferTo(visitorId: string): { readonly chosen: Record<string, string>; readonly heading: string } {
  const { propositions } = decide({
    manifest: { segments: [{ id: 'hesitant', name: '', condition: true }], activities },
    context: {},
    visitorId,
    scopes: ['cart-discount'],
    now: 0,
  });
  const id = (propositions[0]?.scopeDetails.experience.id ?? 'none') as keyof typeof cartHeadings;
  return { chosen: id === 'none' ? {} : { 'cart-discount': id }, heading: cartHeadings[id] };
}

/** What the overlay says on a first view of the home page, by tab. */
export const overlayParts = {
  Decisions: [
    /This device decided in [\d.]+ ms, after fetching \d files/,
    /On the page: Stay for a cup/,
    /Hero by segment won with “Stay for a cup”, as the visitor is in the segment about to leave/,
    /Cart offer for the hesitant lost: the visitor is not in “Hesitant: interested, but not decided”, which asks that purchase intent \(now 0\.06\d?\) is at least 0\.1/,
    /Pop in for those who look around lost: it asks that session page views \(now 1\) is at least 3/,
    /Told to dataLayer/,
  ],
  Visitor: [
    /Purchase intent\s+0\.06\d/,
    /Churn risk\s+0\.80\d/,
    /provider js/,
    /About to leave for good yes/,
    /Page views\s+1\s/,
    // The page view, and the display once it is a second old.
    /Events so far: [12]/i,
  ],
  Measurements: [
    /Slot filled after\s+[\d.]+ ms/,
    /Bytes fetched for it\s+[\d.]+ kB/,
    /Requests sent since the page loaded/i,
    /Milliseconds of each stage/i,
  ],
} as const;

export { expect };

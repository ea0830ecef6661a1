import { chromium } from '@playwright/test';
import { type BrowserSession, chromiumArguments, startBrowser } from '../../e2e/support/browser-session.ts';
import { type BrowserName, findBrowser } from '../../scripts/browsers.ts';
import { withTemporaryFolder } from './temporary-folder.ts';

/** One page view, in milliseconds. */
export interface PageView {
  /** From the script's first line to each mark: `ready`, `decision`, `filled`. */
  readonly marks: Readonly<Record<string, number>>;
  /** From the navigation to the script's first line. */
  readonly startMs: number;
  readonly probability: number;
  /** Milliseconds of each stage in the worker, as the decision tells of them; empty for the baseline. */
  readonly timings: Readonly<Record<string, number>>;
}

// Below the sixty seconds that WebDriver gives a script.
const deadlineMs = 50_000;

/**
 * Gives `use` a browser with a fresh profile on disk, as a visitor's is, and ends it. The browser is at rest: nobody comes
 * to a shop in the second in which their browser starts, and what it still does then would count for the page.
 */
export async function withVisitor<T>(name: BrowserName, use: (session: BrowserSession) => Promise<T>): Promise<T> {
  const atRest = async (session: BrowserSession): Promise<T> => {
    await session.open('about:blank');
    await rest(session);
    return use(session);
  };
  if (name === 'chromium') return withTemporaryFolder((folder) => withChromium(folder, atRest));
  const session = await startBrowser(name);
  try {
    return await atRest(session);
  } finally {
    await session.close();
  }
}

// Playwright's usual pages are private windows, without the disk caches for which later visits are measured.
async function withChromium<T>(folder: string, use: (session: BrowserSession) => Promise<T>): Promise<T> {
  const source = findBrowser('chromium');
  if (!source) throw new Error('chromium is not installed: run "npx tsx scripts/browsers.ts"');
  const context = await chromium.launchPersistentContext(folder, {
    args: chromiumArguments,
    ...(source.by === 'system' && { executablePath: source.path }),
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    return await use({
      open: async (url) => void (await page.goto(url)),
      evaluate: (body) => page.evaluate(`(async () => {${body}})()`) as Promise<never>,
      close: () => context.close(),
    });
  } finally {
    await context.close();
  }
}

/** Opens the page and waits for its slot. @throws Error when the slot is not filled in time, with what the page said. */
export async function viewPage(session: BrowserSession, url: string): Promise<PageView> {
  await session.open(url);
  const view = await session.evaluate<PageView | string>(`
    const filled = () => performance.getEntriesByName('edgewise:filled').length > 0;
    await new Promise((resolve) => {
      const observer = new PerformanceObserver(() => filled() && resolve());
      observer.observe({ type: 'mark', buffered: true });
      setTimeout(resolve, ${deadlineMs});
    });
    if (!filled()) return 'the slot stayed empty: ' + (window.benchErrors.join('; ') || 'no error was told');
    const at = (name) => performance.getEntriesByName('edgewise:' + name)[0]?.startTime;
    const start = at('start');
    const marks = {};
    for (const name of ['ready', 'decision', 'filled']) if (at(name) !== undefined) marks[name] = at(name) - start;
    return { marks, startMs: start, probability: window.benchProbability, timings: window.benchDecision?.timings ?? {} };
  `);
  if (typeof view === 'string') throw new Error(`${url}: ${view}`);
  return view;
}

/** Lets a visitor read: what the page does behind its first paint, and what the browser keeps of it, is done. @throws Error where it failed. */
export async function readPage(session: BrowserSession): Promise<void> {
  await session.evaluate('await window.edgewise?.ready;');
  await rest(session);
  const errors = await session.evaluate<readonly string[]>('return window.benchErrors;');
  if (errors[0]) throw new Error(`The page told of errors: ${errors.join('; ')}`);
}

const restMs = 2_000;

async function rest(session: BrowserSession): Promise<void> {
  await session.evaluate(`await new Promise((done) => setTimeout(done, ${restMs}));`);
}

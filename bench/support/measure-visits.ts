import type { StaticServer } from '../../e2e/support/static-server.ts';
import type { BrowserName } from '../../scripts/browsers.ts';
import { median } from './statistics.ts';
import { type PageView, readPage, viewPage, withVisitor } from './visitor.ts';

/** Page views in one browser: each `first` in a fresh profile, each `later` of another page of the same shop, right behind it. */
export interface Visits {
  readonly first: readonly PageView[];
  readonly later: readonly PageView[];
}

export interface VisitOptions {
  readonly server: StaticServer;
  readonly browser: BrowserName;
  /** Paths of the pages to compare; they take turns, so that whatever else the machine does meets all alike. */
  readonly paths: readonly string[];
  readonly runs: number;
  /** @default true */
  readonly withLater?: boolean;
}

/** Difference of scores that passing milliseconds explain: recency is a feature. */
const scoreTolerance = 5e-3;

/** Views every page in `runs` fresh profiles. @throws Error when a slot stays empty, or when the pages score alike visits differently. */
export async function measureVisits(options: VisitOptions): Promise<Visits[]> {
  const { server, browser, paths, runs, withLater = true } = options;
  const all = paths.map(() => ({ first: [] as PageView[], later: [] as PageView[] }));
  for (let run = 0; run < runs; run++) {
    for (const [index, path] of paths.entries()) {
      await withVisitor(browser, async (session) => {
        const url = server.origin + path;
        all[index]?.first.push(await viewPage(session, url));
        if (!withLater) return;
        await readPage(session);
        all[index]?.later.push(await viewPage(session, `${url}?another`));
      });
      process.stderr.write('.');
    }
  }
  process.stderr.write('\n');
  for (const visit of ['first', 'later'] as const) {
    const scores = all.map((visits) => visits[visit][0]?.probability);
    const [expected = 0] = scores;
    const wrong = scores.findIndex((score) => score !== undefined && !(Math.abs(score - expected) <= scoreTolerance));
    if (wrong >= 0)
      throw new Error(`${browser}: ${paths[wrong]} scores ${scores[wrong]} where ${paths[0]} scores ${expected}.`);
  }
  return all;
}

/** Median of one mark, in milliseconds from the script's first line. */
export function medianMark(views: readonly PageView[], mark: string): number {
  return median(views.map(({ marks }) => marks[mark] ?? Number.NaN));
}

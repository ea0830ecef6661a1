import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startStaticServer } from '../../e2e/support/static-server.ts';
import type { BrowserName } from '../../scripts/browsers.ts';
import { publish } from '../../src/authoring/publish/publish.ts';
import { type Activity, htmlContentItem } from '../../src/decisioning/activity.ts';
import { manySlotsPage } from '../site/pages.ts';
import { median } from '../support/statistics.ts';
import { withTemporaryFolder } from '../support/temporary-folder.ts';
import { withVisitor } from '../support/visitor.ts';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Median of the milliseconds from the tag's first line to the last of `count` slots that is filled, each with an offer of its own, on first visits. */
export function measureSlots(browser: BrowserName, count: number, runs: number): Promise<number> {
  const scopes = Array.from({ length: count }, (_, number) => `slot-${number}`);
  const activities = scopes.map(
    (scope): Activity => ({
      id: `for-${scope}`,
      scope,
      priority: 1,
      status: 'live',
      selection: { type: 'first' },
      experiences: [
        { id: 'offer', items: [{ schema: htmlContentItem, data: { content: `<p>Offer for ${scope}</p>` } }] },
      ],
    }),
  );
  return withTemporaryFolder(async (outDir) => {
    await publish({ outDir, services: {}, activities });
    const server = await startStaticServer({ folders: { '/edgewise/': dist } });
    server.set('/shop/manifest.json', await readFile(join(outDir, 'manifest.json'), 'utf8'));
    server.set('/', manySlotsPage(scopes));
    const elapsed: number[] = [];
    try {
      for (let run = 0; run < runs; run++) {
        const elapsedMs = await withVisitor(browser, async (session) => {
          await session.open(server.origin);
          return session.evaluate<number>(`
            const filled = () => performance.getEntriesByName('edgewise:filled');
            await new Promise((resolve) => {
              const observer = new PerformanceObserver(() => filled().length === ${count} && resolve());
              observer.observe({ type: 'mark', buffered: true });
              setTimeout(resolve, 50_000);
            });
            const [start] = performance.getEntriesByName('edgewise:start');
            return filled().length === ${count} ? filled().at(-1).startTime - start.startTime : -1;`);
        });
        if (elapsedMs < 0) throw new Error(`${browser}: not every slot of ${count} was filled.`);
        elapsed.push(elapsedMs);
      }
    } finally {
      await server.close();
    }
    return median(elapsed);
  });
}

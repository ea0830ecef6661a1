import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { startStaticServer } from '../../e2e/support/static-server.ts';
import type { BrowserName } from '../../scripts/browsers.ts';
import { buildPage } from '../site/build-page.ts';
import type { Closing } from '../support/run-bench.ts';
import { withVisitor } from '../support/visitor.ts';
import type { Report } from './worker.ts';

/** Runs one part of `in-worker/` in a worker of a browser. */
export type MeasureInWorker = (browser: BrowserName, part: 'decide' | 'providers' | 'threshold') => Promise<Report>;

/** Builds and serves the worker. */
export async function prepareInWorker(closing: Closing): Promise<MeasureInWorker> {
  const files = await buildPage('in-worker/page.ts');
  const server = await startStaticServer();
  closing(() => server.close());
  for (const [name, body] of files) server.set(`/${name}`, { body });
  server.set('/', '<!doctype html><title>In the worker</title><script type="module" src="/page.js"></script>');
  const binary = createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm');
  server.set('/runtime/wasm', { body: await readFile(binary) });
  return (browser, part) =>
    withVisitor(browser, async (session) => {
      await session.open(`${server.origin}/`);
      // WebDriver gives a script sixty seconds: the answer is asked for again until it is there.
      await session.evaluate(`
        while (!window.measure) await new Promise((done) => setTimeout(done, 20));
        measure('${part}').then((report) => { window.answer = { report } }, (error) => { window.answer = { error: String(error) } });
      `);
      for (let attempt = 0; attempt < 60; attempt++) {
        const answer = await session.evaluate<{ report?: Report; error?: string } | null>(
          'for (let i = 0; i < 100 && !window.answer; i++) await new Promise((done) => setTimeout(done, 50)); return window.answer ?? null;',
        );
        if (answer?.report) return answer.report;
        if (answer?.error) throw new Error(`In the worker of ${browser}, "${part}" failed: ${answer.error}`);
      }
      throw new Error(`In the worker of ${browser}, "${part}" gave no answer within five minutes.`);
    });
}

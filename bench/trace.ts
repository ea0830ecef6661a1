/** Prints where the time of one page view goes, stage by stage: `npx tsx bench/trace.ts --browsers=webkit --parts=demo`. */

import type { BrowserSession } from '../e2e/support/browser-session.ts';
import { modelNames } from './site/publication.ts';
import { prepareSite, serveSite } from './site/site.ts';
import { parseArguments } from './support/arguments.ts';
import { runBench } from './support/run-bench.ts';
import { type PageView, readPage, viewPage, withVisitor } from './support/visitor.ts';
import { captureWorker, instrumentWorker } from './support/worker-trace.ts';

type Stage = readonly [what: string, at: number];

/** Prints the stages of one view, in milliseconds from the tag's first line. */
async function printTrace(title: string, session: BrowserSession, view: PageView): Promise<void> {
  const { start, stages } = await session.evaluate<{ start: number; stages: Stage[] }>(`
    const { benchTrace, resources } = await new Promise((resolve) => {
      window.benchWorker.addEventListener('message', ({ data }) => data?.benchTrace && resolve(data));
      window.benchWorker.postMessage({ benchDump: true });
    });
    const marks = performance.getEntriesByType('mark').map(({ name, startTime }) => [name, performance.timeOrigin + startTime]);
    const loads = [...resources.map((entry) => ['worker loads', ...entry]), ...performance.getEntriesByType('resource').map(({ name, startTime, responseEnd }) =>
      ['page loads', name.replace(/.*\\//, '').slice(0, 32), performance.timeOrigin + startTime, performance.timeOrigin + responseEnd])]
      .flatMap(([who, name, from, to]) => [[who + ' ' + name + ': begins', from], [who + ' ' + name + ': ends', to]]);
    return { start: marks.find(([name]) => name === 'edgewise:start')[1], stages: [...benchTrace, ...window.benchPage, ...marks, ...loads] };
  `);
  console.log(`\n${title}: filled after ${Math.round(view.marks.filled ?? Number.NaN)} ms`);
  const filled = start + (view.marks.filled ?? 0);
  for (const [what, at] of stages.sort((left, right) => left[1] - right[1])) {
    if (at <= filled + 5) console.log(`${(at - start).toFixed(1).padStart(8)}  ${what}`);
  }
}

await runBench(async (closing) => {
  const { browsers, parts, runs } = parseArguments(process.argv.slice(2), { parts: modelNames, runs: 1 });
  const files = new Map(await prepareSite({ transform: instrumentWorker }));
  for (const [path, reply] of files) {
    if (!path.endsWith('/dedicated.html')) continue;
    const { 'content-encoding': _, ...headers } = reply.headers ?? {};
    const html = reply.headers?.['content-encoding'] ? await unpack(reply.body) : String(reply.body);
    files.set(path, { headers, body: html.replace('<style>', `${captureWorker}<style>`) });
  }
  const server = await serveSite(files);
  const close = closing(() => server.close());
  for (const browser of browsers) {
    for (const model of parts) {
      for (let run = 0; run < runs; run++) {
        await withVisitor(browser, async (session) => {
          const url = `${server.origin}/${model}/dedicated.html`;
          const first = await viewPage(session, url);
          await printTrace(`${browser}, ${model}, first visit`, session, first);
          await readPage(session);
          const later = await viewPage(session, url);
          await printTrace(`${browser}, ${model}, later visit`, session, later);
        });
      }
    }
  }
  await close();
});

async function unpack(body: string | Uint8Array = ''): Promise<string> {
  const { gunzipSync } = await import('node:zlib');
  return gunzipSync(Buffer.from(body)).toString();
}

/**
 * How soon a page has its decision, by Edgewise and by a page that runs onnxruntime-web in a worker: `npm run bench:cold`.
 * `--parts=` chooses what to measure, `--update` replaces those of the README's figures that were measured.
 */
import type { StaticServer } from '../e2e/support/static-server.ts';
import type { BrowserName } from '../scripts/browsers.ts';
import { prepareInWorker } from './in-worker/measure-in-worker.ts';
import { updateReadme } from './readme.ts';
import { prepareSite, type SiteFiles, serveSite } from './site/site.ts';
import { parseArguments } from './support/arguments.ts';
import { browserVersions } from './support/browser-versions.ts';
import { type Figure, updateFigures, writeResults } from './support/figures.ts';
import { measureSizes, staticFiles } from './support/file-sizes.ts';
import { measureHeap } from './support/measure-heap.ts';
import { measureVisits, medianMark, type Visits } from './support/measure-visits.ts';
import { type Closing, runBench } from './support/run-bench.ts';
import { round } from './support/statistics.ts';
import { formatTable } from './support/table.ts';

const titles: Record<BrowserName, string> = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit' };
const asked = {
  first: { chromium: 4, firefox: 5, webkit: 25 },
  later: { chromium: 6, firefox: 7, webkit: 40 },
} as const;
const lines = [
  { name: '9 Mbit/s and 60 ms delay', line: { delayMs: 60, bytesPerSecond: 9e6 / 8 }, atLeast: 12 },
  { name: '1.6 Mbit/s and 150 ms delay', line: { delayMs: 150, bytesPerSecond: 1.6e6 / 8 }, atLeast: 25 },
] as const;
/** The same decision over two models: the demo shop's regression, and 100 trees of depth 4. */
const compared = { demo: "the demo's model", forest: '100 trees' } as const;

const figures: Figure[] = [];
const raw: Record<string, unknown> = {};

/** Baseline over Edgewise, at the median, with both times. */
function addRatio(measure: string, atLeast: number, [ours, baseline]: readonly [number, number]): void {
  figures.push({ measure, asked: `${atLeast}`, measured: toRatio(ours, baseline), ok: baseline / ours >= atLeast });
}

const toRatio = (ours: number, baseline: number): string =>
  `${round(baseline / ours)} (${Math.round(baseline)} against ${Math.round(ours)} ms)`;

function filled([ours, baseline]: readonly Visits[], visit: 'first' | 'later'): [number, number] {
  return [medianMark(ours?.[visit] ?? [], 'filled'), medianMark(baseline?.[visit] ?? [], 'filled')];
}

/** What each part measures with. */
interface Bench {
  readonly files: SiteFiles;
  readonly server: StaticServer;
  readonly browsers: readonly BrowserName[];
  readonly runs: number;
  readonly closing: Closing;
}

const models = ['demo', 'forest'] as const;

/** What can be measured, each part by its name. */
const measures = {
  async loopback({ server, browsers, runs }: Bench) {
    const tagToFilled: Figure[] = [];
    for (const browser of browsers) {
      for (const model of models) {
        console.error(`${titles[browser]}, ${compared[model]}, first and later visits`);
        const paths = [`/${model}/edgewise.html`, `/${model}/baseline.html`];
        const visits = await measureVisits({ server, browser, paths, runs });
        raw[`${browser} ${model}`] = visits;
        const where = `${titles[browser]}, ${compared[model]}`;
        addRatio(`First visit, loopback, baseline over ours: ${where}`, asked.first[browser], filled(visits, 'first'));
        addRatio(`Later visit, loopback, baseline over ours: ${where}`, asked.later[browser], filled(visits, 'later'));
        const [ours] = filled(visits, 'first');
        tagToFilled.push({
          measure: `First visit, loopback, tag start to filled slot: ${where}`,
          asked: 'under 100 ms',
          measured: `${Math.round(ours)} ms`,
          ok: ours < 100,
        });
      }
    }
    figures.push(...tagToFilled);
  },

  async dedicated({ server, browsers, runs }: Bench) {
    for (const browser of browsers) {
      console.error(`${titles[browser]}, later visits with a worker of their own`);
      const paths = ['/demo/dedicated.html', '/demo/baseline.html'];
      const visits = await measureVisits({ server, browser, paths, runs });
      raw[`${browser} dedicated`] = visits;
      const [ours, baseline] = filled(visits, 'later');
      figures.push({
        measure: `Later visit, loopback, host: 'dedicated', baseline over ours: ${titles[browser]}, ${compared.demo}`,
        asked: '',
        measured: toRatio(ours, baseline),
        ok: true,
      });
    }
  },

  async throttled({ files, runs, closing }: Bench) {
    for (const { name, line, atLeast } of lines) {
      const slow = await serveSite(files, line);
      const close = closing(() => slow.close());
      for (const model of models) {
        console.error(`Chromium, ${compared[model]}, ${name}`);
        const paths = [`/${model}/edgewise.html`, `/${model}/baseline.html`];
        const visits = await measureVisits({ server: slow, browser: 'chromium', paths, runs, withLater: false });
        raw[`${name} ${model}`] = visits;
        addRatio(
          `First visit at ${name}, baseline over ours: Chromium, ${compared[model]}`,
          atLeast,
          filled(visits, 'first'),
        );
      }
      await close();
    }
  },

  async runtime({ server, runs }: Bench) {
    console.error("Chromium, a model that needs ONNX Runtime, host: 'shared'");
    const paths = ['/convolution/edgewise.html', '/convolution/baseline.html'];
    const visits = await measureVisits({ server, browser: 'chromium', paths, runs });
    raw.runtime = visits;
    addRatio(
      "Next page view of a model that needs ONNX Runtime, host: 'shared', baseline over ours: Chromium",
      10,
      filled(visits, 'later'),
    );
  },

  async worker({ browsers, closing }: Bench) {
    console.error('Both providers in the same worker');
    const measure = await prepareInWorker(closing);
    for (const browser of browsers) {
      const report = await measure(browser, 'providers');
      raw[`providers ${browser}`] = report;
      const add = (name: string, title: string, atLeast: number, askedFor: string): void => {
        const js = report[`${name}Js`] ?? Number.NaN;
        const wasm = report[`${name}Wasm`] ?? Number.NaN;
        figures.push({
          measure: `${title}: ${titles[browser]}`,
          asked: askedFor,
          measured: `${round(wasm / js)} times wasm (${round(wasm)} against ${round(js)} ms)`,
          ok: wasm / js > atLeast,
        });
      };
      add('forestRow', 'One row, warm session, 300 trees of depth 6', 1, 'faster');
      add('stringRegressionRow', 'One row, warm session, logistic regression with 3 string columns', 1, 'faster');
      add('perceptronRow', 'One row, warm session, MLP 64-64-32 over 64 features', 1, 'faster');
      add('forestRows', '10,000 rows in one run, 300 trees of depth 6', 0.5, 'at least 0.5 of wasm');
    }
  },

  async heap({ server }: Bench) {
    const needed = await staticFiles('worker.js');
    const gzip = (await measureSizes()).reduce((sum, file) => sum + (needed.has(file.name) ? file.gzip : 0), 0);
    const limit = 32 * 1024;
    figures.push({
      measure: 'Worker with js provider, gzip',
      asked: '32 KB',
      measured: `${round(gzip / 1024)} KB in ${needed.size === 1 ? 'one file' : `${needed.size} files`}`,
      ok: gzip <= limit,
    });
    const heap = await measureHeap(`${server.origin}/both/dedicated.html`);
    raw.heap = heap;
    figures.push({
      measure: 'Heap of the worker with js provider and both demo services: Chromium',
      asked: '8 MB',
      measured: `${round(heap.worker / 2 ** 20)} MB`,
      ok: heap.worker <= 8 * 2 ** 20,
    });
  },
};

type Part = keyof typeof measures;

await runBench(async (closing) => {
  const { browsers, parts, runs, whole, update } = parseArguments(process.argv.slice(2), {
    parts: Object.keys(measures) as Part[],
  });
  const files = await prepareSite();
  const server = await serveSite(files);
  closing(() => server.close());
  for (const part of parts) await measures[part]({ files, server, browsers, runs, closing });

  const versions = await browserVersions(browsers);
  console.log(
    formatTable(
      ['measure', 'at least', 'measured', ''],
      figures.map(({ measure, asked: wanted, measured, ok }) => [measure, wanted, measured, ok ? 'met' : 'MISSED']),
    ),
  );
  console.log(`Medians of ${runs} fresh profiles. ${Object.values(versions).join(', ')}`);
  console.log(
    `All of it: ${await writeResults('cold', { date: new Date().toISOString(), runs, versions, figures, raw })}`,
  );
  if (update) {
    await updateFigures('cold', figures, { browsers: versions, whole });
    await updateReadme();
  }
});

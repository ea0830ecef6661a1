/**
 * What Edgewise takes in real browsers: page views, calls, sizes, decisions, and the threshold of the provider choice:
 * `npm run bench`. `--parts=` chooses what to measure, `--update` replaces those of the README's figures that were measured.
 */
import type { BrowserName } from '../scripts/browsers.ts';
import { addCallsPage, measureCalls } from './calls/measure-calls.ts';
import { prepareInWorker } from './in-worker/measure-in-worker.ts';
import { findThreshold, formatThreshold } from './provider-threshold.ts';
import { updateReadme } from './readme.ts';
import { prepareSite, serveSite } from './site/site.ts';
import { measureSlots } from './slots/measure-slots.ts';
import { parseArguments } from './support/arguments.ts';
import { browserVersions } from './support/browser-versions.ts';
import { type Figure, updateFigures, writeResults } from './support/figures.ts';
import { measureSizes } from './support/file-sizes.ts';
import { measureVisits, medianMark } from './support/measure-visits.ts';
import { runBench } from './support/run-bench.ts';
import { round } from './support/statistics.ts';
import { formatTable } from './support/table.ts';

const titles: Record<BrowserName, string> = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit' };
const figures: Figure[] = [];
const raw: Record<string, unknown> = {};

function add(measure: string, measured: string, limit?: { readonly asked: string; readonly ok: boolean }): void {
  figures.push({ measure, asked: limit?.asked ?? '', measured, ok: limit?.ok ?? true });
}

await runBench(async (closing) => {
  const { browsers, parts, runs, whole, update } = parseArguments(process.argv.slice(2), {
    parts: ['visits', 'slots', 'calls', 'decide', 'sizes', 'threshold'],
  });

  if (parts.includes('visits') || parts.includes('calls')) {
    const server = await serveSite(await prepareSite());
    const close = closing(() => server.close());
    await addCallsPage(server);
    for (const browser of browsers) {
      if (parts.includes('visits')) {
        console.error(`${titles[browser]}, first and later visits`);
        const [visits] = await measureVisits({ server, browser, paths: ['/demo/edgewise.html'], runs });
        raw[`visits ${browser}`] = visits;
        for (const visit of ['first', 'later'] as const) {
          const [ready, decision, filled] = ['ready', 'decision', 'filled'].map((mark) =>
            Math.round(medianMark(visits?.[visit] ?? [], mark)),
          );
          add(
            `${visit === 'first' ? 'First' : 'Later'} visit, loopback, from tag start: ${titles[browser]}`,
            `ready ${ready} ms, decision ${decision} ms, slot filled ${filled} ms`,
          );
        }
      }
      if (parts.includes('calls')) {
        console.error(`${titles[browser]}, calls`);
        const { predict, empty, scoring } = await measureCalls(server, browser);
        raw[`calls ${browser}`] = { predict, empty, scoring };
        add(
          `predict, round trip: ${titles[browser]}`,
          `${round(predict)} ms, of which features and model ${round(scoring)} ms; an empty Comlink call ${round(empty)} ms`,
        );
      }
    }
    await close();
  }

  if (parts.includes('slots')) {
    for (const browser of browsers) {
      console.error(`${titles[browser]}, slots`);
      const [hundred, thousand] = [await measureSlots(browser, 100, runs), await measureSlots(browser, 1000, runs)];
      raw[`slots ${browser}`] = { hundred, thousand };
      add(
        `Filling every slot of a page, from tag start: ${titles[browser]}`,
        `100 slots ${Math.round(hundred)} ms, 1,000 slots ${Math.round(thousand)} ms`,
      );
    }
  }

  const measure = await prepareInWorker(closing);
  if (parts.includes('decide')) {
    for (const browser of browsers) {
      console.error(`${titles[browser]}, decide`);
      const { decide50 = Number.NaN, decide500 = Number.NaN } = await measure(browser, 'decide');
      raw[`decide ${browser}`] = { decide50, decide500 };
      add(`Deciding over 50 activities with 5 conditions each: ${titles[browser]}`, `${round(decide50)} ms`, {
        asked: 'under 1 ms',
        ok: decide50 < 1,
      });
      add(`Deciding over 500 activities with 5 conditions each: ${titles[browser]}`, `${round(decide500)} ms`, {
        asked: 'under 8 ms',
        ok: decide500 < 8,
      });
    }
  }

  if (parts.includes('sizes')) {
    const sizes = await measureSizes();
    raw.sizes = sizes;
    console.log(
      formatTable(
        ['file', 'bytes', 'gzip', 'brotli'],
        sizes.map(({ name, plain, gzip, brotli }) => [name, `${plain}`, `${gzip}`, `${brotli}`]),
      ),
    );
    for (const [name, title, limitKb] of [
      ['edgewise.js', 'Script tag', 8],
      ['worker.js', 'Worker', 32],
    ] as const) {
      const size = sizes.find((file) => file.name === name);
      if (!size) throw new Error(`dist/ has no ${name}: run "npm run build" first.`);
      add(`${title} (${name})`, `${round(size.gzip / 1024)} KB gzip, ${round(size.brotli / 1024)} KB brotli`, {
        asked: `${limitKb} KB gzip`,
        ok: size.gzip <= limitKb * 1024,
      });
    }
  }

  if (parts.includes('threshold')) {
    console.error('Chromium, threshold of the provider choice');
    const threshold = findThreshold(await measure('chromium', 'threshold'));
    raw.threshold = threshold;
    console.log(`\n${formatThreshold(threshold)}`);
  }

  const versions = await browserVersions(browsers);
  console.log(
    `\n${formatTable(
      ['measure', 'asked', 'measured', ''],
      figures.map(({ measure: what, asked, measured, ok }) => [
        what,
        asked,
        measured,
        asked === '' ? '' : ok ? 'met' : 'MISSED',
      ]),
    )}`,
  );
  console.log(`Medians of ${runs} fresh profiles. ${Object.values(versions).join(', ')}`);
  const results = { date: new Date().toISOString(), runs, versions, figures, raw };
  console.log(`\n${JSON.stringify(results)}`);
  console.log(`All of it: ${await writeResults('run', results)}`);
  if (update) {
    await updateFigures('run', figures, { browsers: versions, whole });
    await updateReadme();
  }
});

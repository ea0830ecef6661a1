/**
 * Finds the cost per row up to which `js` is the better provider, `jsCostLimit` of src/engine/provider-choice.ts:
 * `npx tsx bench/provider-threshold.ts`, also a part of `npm run bench`.
 *
 * Assumes a page view of three predictions, and no line between: that ONNX Runtime's 14 MB must be fetched and compiled
 * speaks for `js` beyond what is counted here.
 */
import { jsCostLimit } from '../src/engine/provider-choice.ts';
import { prepareInWorker } from './in-worker/measure-in-worker.ts';
import type { Report } from './in-worker/worker.ts';
import { runBench } from './support/run-bench.ts';
import { round } from './support/statistics.ts';
import { formatTable } from './support/table.ts';

const predictionsPerView = 3;
/** What one prediction may take of the decision budget of 100 ms. */
const runBudgetMs = 20;

/** One model in both providers; milliseconds. */
export interface ThresholdModel {
  readonly name: string;
  readonly cost: number;
  readonly jsLoad: number;
  readonly wasmLoad: number;
  readonly jsRun: number;
  readonly wasmRun: number;
  /** A page view by `js`, and by `wasm` with ONNX Runtime's start. */
  readonly jsView: number;
  readonly wasmView: number;
}

/** What the comparison found. */
export interface Threshold {
  /** ONNX Runtime's start with its bytes at hand, in milliseconds. */
  readonly startMs: number;
  readonly models: readonly ThresholdModel[];
  /** Multiply-adds and tree nodes up to which a page view by `js` is sooner done. */
  readonly breakEven: number;
  /** The same up to which one prediction by `js` takes {@link runBudgetMs}. */
  readonly withinBudget: number;
  /** The smaller of the two. */
  readonly limit: number;
}

/** Finds the threshold from what the worker measured. */
export function findThreshold(report: Report): Threshold {
  const startMs = report.start ?? Number.NaN;
  const names = [
    ...new Set(Object.keys(report).flatMap((key) => (key.includes('|') ? [key.split('|')[0] ?? ''] : []))),
  ];
  const models = names.map((name): ThresholdModel => {
    const of = (what: string): number => report[`${name}|${what}`] ?? Number.NaN;
    const [jsLoad, wasmLoad, jsRun, wasmRun] = [of('jsLoad'), of('wasmLoad'), of('jsRun'), of('wasmRun')];
    return {
      name,
      cost: of('cost'),
      jsLoad,
      wasmLoad,
      jsRun,
      wasmRun,
      jsView: jsLoad + predictionsPerView * jsRun,
      wasmView: startMs + wasmLoad + predictionsPerView * wasmRun,
    };
  });
  // Small models are all overhead; the largest of each kind shows what the work costs, and the dearer kind decides.
  const steepest = (slope: (model: ThresholdModel) => number): number =>
    Math.max(
      0,
      ...['trees', 'net'].map((kind) => {
        const [largest] = models
          .filter(({ name }) => name.includes(kind))
          .sort((left, right) => right.cost - left.cost);
        return largest ? slope(largest) : 0;
      }),
    );
  const lossPerCost = steepest(({ jsView, wasmView, cost }) => (jsView - (wasmView - startMs)) / cost);
  const breakEven = startMs / lossPerCost;
  const withinBudget = runBudgetMs / steepest(({ jsRun, cost }) => jsRun / cost);
  return { startMs, models, breakEven, withinBudget, limit: Math.min(breakEven, withinBudget) };
}

/** The comparison as a table, and what follows from it. */
export function formatThreshold({ startMs, models, breakEven, withinBudget, limit }: Threshold): string {
  const rows = models.map(({ name, cost, jsLoad, wasmLoad, jsRun, wasmRun, jsView, wasmView }) => [
    name,
    cost.toLocaleString('en'),
    ...[jsLoad, wasmLoad, jsRun, wasmRun, jsView, wasmView].map((ms) => String(round(ms))),
  ]);
  const header = ['model', 'cost per row', 'js load', 'wasm load', 'js run', 'wasm run', 'js view', 'wasm view'];
  const count = (cost: number): string =>
    Number.isFinite(cost) ? Number(cost.toPrecision(2)).toLocaleString('en') : 'any';
  return [
    formatTable(header, rows),
    `ONNX Runtime starts in ${round(startMs)} ms. With ${predictionsPerView} predictions a page view, js is sooner done up to a cost of ${count(breakEven)}; one prediction takes ${runBudgetMs} ms at ${count(withinBudget)}.`,
    `Threshold: ${count(limit)}. In force: jsCostLimit = ${jsCostLimit.toLocaleString('en')}.`,
  ].join('\n');
}

if (process.argv[1]?.endsWith('provider-threshold.ts')) {
  await runBench(async (closing) => {
    const measure = await prepareInWorker(closing);
    console.log(formatThreshold(findThreshold(await measure('chromium', 'threshold'))));
  });
}

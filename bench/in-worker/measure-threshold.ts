import { tensor } from '../../src/authoring/onnx/writer.ts';
import { costInJs } from '../../src/engine/js-cost.ts';
import { encodeForest, encodePerceptron } from '../support/models.ts';
import { engine, fetchBinary, timeRuns } from './engine.ts';
import type { Report } from './worker.ts';

/** Models that grow about tenfold from one to the next. */
const models: Readonly<Record<string, { readonly columns: number; readonly encode: () => Uint8Array }>> = {
  ...Object.fromEntries(
    [
      [100, 4],
      [300, 6],
      [1_000, 6],
      [3_000, 6],
    ].map(([trees = 0, depth = 0]) => [
      `${trees} trees of depth ${depth}`,
      {
        columns: 20,
        encode: () => encodeForest({ trees, depth, ranges: Array.from({ length: 20 }, () => [0, 1] as const) }),
      },
    ]),
  ),
  ...Object.fromEntries(
    [32, 128, 512, 1_024].map((width) => [
      `net ${width}-${width}-${width}`,
      { columns: width, encode: () => encodePerceptron(width, [width, width, width]) },
    ]),
  ),
};

/**
 * For each model: `<model>|cost` as the engine counts it, `|bytes`, `|jsLoad`, `|wasmLoad`, `|jsRun`, `|wasmRun` for one row.
 * `start`: from ONNX Runtime's bytes at hand to its first session, which a page view pays once.
 */
export async function measureThreshold(): Promise<Report> {
  const report: Record<string, number> = {};
  await fetchBinary();
  const began = performance.now();
  await engine.prepareRuntime('wasm');
  report.start = performance.now() - began;
  for (const [name, { columns, encode }] of Object.entries(models)) {
    const bytes = encode();
    const cost = (await costInJs(bytes)) ?? Number.NaN;
    const js = await timeLoad(bytes, 'js');
    const wasm = await timeLoad(bytes, 'wasm');
    const feeds = { features: tensor('float32', Float32Array.from({ length: columns }, Math.random), [1, columns]) };
    const [jsRun = Number.NaN, wasmRun = Number.NaN] = await timeRuns([js.session, wasm.session], feeds, {
      batches: 7,
    });
    Object.assign(report, {
      [`${name}|cost`]: cost,
      [`${name}|bytes`]: bytes.byteLength,
      [`${name}|jsLoad`]: js.loadMs,
      [`${name}|wasmLoad`]: wasm.loadMs,
      [`${name}|jsRun`]: jsRun,
      [`${name}|wasmRun`]: wasmRun,
    });
    await js.session.release();
    await wasm.session.release();
  }
  return report;
}

/** Loads three times and keeps the quickest, with its session. */
async function timeLoad(bytes: Uint8Array, provider: 'js' | 'wasm') {
  let loadMs = Number.POSITIVE_INFINITY;
  let session: Awaited<ReturnType<typeof engine.createSession>> | undefined;
  for (let attempt = 0; attempt < 3; attempt++) {
    await session?.release();
    const began = performance.now();
    session = await engine.createSession(bytes, { executionProviders: [provider] });
    loadMs = Math.min(loadMs, performance.now() - began);
  }
  if (!session) throw new Error('no session');
  return { session, loadMs };
}

import { tensor } from '../../src/authoring/onnx/writer.ts';
import { createRandom } from '../../src/pipeline/random.ts';
import { encodeForest, encodePerceptron, encodeStringRegression, stringColumns } from '../support/models.ts';
import { engine, type Feeds, timeRuns } from './engine.ts';
import type { Report } from './worker.ts';

const random = createRandom(3);
const features = (rows: number, columns: number): Feeds => ({
  features: tensor('float32', Float32Array.from({ length: rows * columns }, random), [rows, columns]),
});
const forest = (): Uint8Array =>
  encodeForest({ trees: 300, depth: 6, ranges: Array.from({ length: 20 }, () => [0, 1] as const) });

function visitorRow(): Feeds {
  const strings = Object.entries(stringColumns).map(([name, values]) => [
    name,
    tensor('string', [values[Math.floor(random() * values.length)] ?? ''], [1, 1]),
  ]);
  return { numbers: tensor('float32', [0.2, 3, 1, 40], [1, 4]), ...Object.fromEntries(strings) };
}

const cases: Readonly<Record<string, { readonly model: () => Uint8Array; readonly feeds: () => Feeds }>> = {
  forestRow: { model: forest, feeds: () => features(1, 20) },
  stringRegressionRow: { model: encodeStringRegression, feeds: visitorRow },
  perceptronRow: { model: () => encodePerceptron(64, [64, 64, 32]), feeds: () => features(1, 64) },
  forestRows: { model: forest, feeds: () => features(10_000, 20) },
};

/** One run of each case through a warm session of either provider: `<case>Js` and `<case>Wasm`. */
export async function compareProviders(): Promise<Report> {
  const report: Record<string, number> = {};
  for (const [name, { model, feeds }] of Object.entries(cases)) {
    const bytes = model();
    const js = await engine.createSession(bytes, { executionProviders: ['js'] });
    const wasm = await engine.createSession(bytes, { executionProviders: ['wasm'] });
    const [jsMs = Number.NaN, wasmMs = Number.NaN] = await timeRuns([js, wasm], feeds());
    report[`${name}Js`] = jsMs;
    report[`${name}Wasm`] = wasmMs;
    await js.release();
    await wasm.release();
  }
  return report;
}

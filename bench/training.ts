/**
 * How long the trainers take, and how good what they learn is, on real sessions of a web shop: `npm run bench:training`.
 * The best of `--runs=` (3) fits counts, as noise only ever adds to it.
 */
import { parseArgs } from 'node:util';
import { estimators } from '../src/authoring/trainers/estimators.ts';
import { fitEstimator } from '../src/authoring/trainers/fit-estimator.ts';
import { areaUnderCurve, logLoss } from '../src/authoring/trainers/metrics.ts';
import { formatTable } from './support/table.ts';
import { referenceModels } from './training/models.ts';
import { readOnlineShoppers, whyMissing } from './training/online-shoppers.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '3' } } });

if (whyMissing) console.error(`Nothing to measure: ${whyMissing}.`);
else {
  const rows: string[][] = [];
  for (const { title, estimator, encoding, params } of referenceModels) {
    const found = estimators.get(estimator);
    if (!found) continue;
    const { training, test } = readOnlineShoppers(encoding);
    const seconds: number[] = [];
    const processorSeconds: number[] = [];
    let model = await fitEstimator(found, training, params);
    for (let run = 0; run < Number(values.runs); run++) {
      const used = process.cpuUsage();
      const start = performance.now();
      model = await fitEstimator(found, training, params);
      seconds.push((performance.now() - start) / 1000);
      const { user, system } = process.cpuUsage(used);
      processorSeconds.push((user + system) / 1e6);
    }
    const { probabilities = new Float64Array() } = model.predict(test.features);
    const scores = probabilities.filter((_, at) => at % 2 === 1);
    rows.push([
      title,
      `${Math.min(...seconds).toFixed(2)} s`,
      `${Math.min(...processorSeconds).toFixed(2)} s`,
      areaUnderCurve(scores, test.labels.map(Boolean)).toFixed(4),
      logLoss(probabilities, test.labels).toFixed(4),
      `${Math.round(model.toOnnx().length / 1024)} kB`,
    ]);
  }
  console.log(formatTable(['model', 'fitted in', 'of a processor', 'test AUC', 'test log loss', 'ONNX'], rows));
}

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { event } from '../pipeline/testing/fixtures.ts';
import { readCsv } from './frames/read-csv.ts';
import { takeRows } from './frames/take-rows.ts';
import { trainGraph } from './train-graph.ts';

const data = `${process.env.EDGEWISE_SHARED_DATA ?? '../shared/data'}/online-shoppers.csv`;
const whyMissing = existsSync(data) ? undefined : `${data} is not there`;
if (whyMissing) console.warn(`Skipped: the example graphs on real sessions, as ${whyMissing}.`);

describe.skipIf(whyMissing)('examples/online-shoppers', () => {
  it.each([
    ['logistic-regression', 0.88],
    ['gradient-boosting', 0.929],
    ['random-forest', 0.921],
    ['multilayer-perceptron', 0.885],
  ])('%s reaches an AUC of %d, and scores a session of the page as it scores a row', async (name, minAuc) => {
    const definition = JSON.parse(readFileSync(`examples/online-shoppers/${name}.json`, 'utf8'));
    const frame = readCsv(readFileSync(data, 'utf8'));
    const { test, graph } = await trainGraph(definition, frame, { label: 'Revenue', testEvery: 5 });
    expect(test?.metrics.auc).toBeGreaterThanOrEqual(minAuc);

    const first = takeRows(frame, [0]);
    const session = Object.fromEntries(
      first.names.map((column, index) => [column, toJson(first.columns[index]?.data[0])]),
    );
    session.Weekend = session.Weekend === 1;
    const { scores } = await graph.run([event('session', 0, { session })]);
    expect(scores.probability).toBe(test?.scores[0]);
    await graph.release();
  });
});

function toJson(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

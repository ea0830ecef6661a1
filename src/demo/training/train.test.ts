import { beforeAll, describe, expect, it } from 'vitest';
import { frameFromRows } from '../../authoring/frames/read-json.ts';
import { graph as graphOf } from '../../authoring/graph/graph.ts';
import { createSession } from '../../engine/create-session.ts';
import { createOrtSession } from '../../engine/js/testing/differential.ts';
import { valuesOf } from '../../pipeline/frame.ts';
import { compileGraph } from '../../pipeline/graph.ts';
import { featureCount, unfittedGraph } from './features.ts';
import { createExamples, type ServiceId, type TrainedService, trainServices } from './train.ts';

let services: Record<ServiceId, TrainedService>;
let examples: Awaited<ReturnType<typeof createExamples>>;
/** What the model of each example gets, by the graph over a frame, as in training. */
let rows: readonly (readonly number[])[];

beforeAll(async () => {
  services = await trainServices({ seed: 5, sessions: 4000, heldOut: 3000 });
  examples = await createExamples(99, 1000);
  const columns = frameFromRows(examples.map((example) => example.columns));
  const encoded = await graphOf(unfittedGraph).transform(columns, 'encoded');
  const values = encoded.columns.map((column) => valuesOf(column).map(Number));
  rows = examples.map((_, row) => values.map((column) => Math.fround(column[row] ?? Number.NaN)));
}, 120_000);

const ids: readonly ServiceId[] = ['purchase-intent', 'churn-risk'];

describe('trainServices', () => {
  it('gives the same models for the same seed', async () => {
    const again = await trainServices({ seed: 5, sessions: 4000, heldOut: 3000 });
    for (const id of ids) expect(again[id].source).toEqual(services[id].source);
  });

  it('ranks held-out sessions well, and below the truth that knows what is hidden', () => {
    for (const id of ids) {
      const { auc, truthAuc } = services[id].evaluation;
      expect(auc).toBeGreaterThan(0.72);
      expect(auc).toBeLessThan(truthAuc);
    }
  });

  it.each(ids)('%s gives the features on the page that it was trained on', async (id) => {
    const { graph, models } = services[id].source;
    const seen: (readonly number[])[] = [];
    const model = await createSession(models.model ?? new Uint8Array());
    const spy = Object.assign(Object.create(model), {
      run: (feeds: Readonly<Record<string, { readonly data: ArrayLike<number> }>>, ...rest: never[]) => {
        seen.push(Array.from(Object.values(feeds)[0]?.data ?? []));
        return model.run(feeds as never, ...rest);
      },
    });
    const page = compileGraph(graph, { sessions: { model: spy }, serviceId: id });
    for (const { events, now } of examples.slice(0, 200)) await page.run({ events, profile: {}, now });
    expect(seen).toEqual(rows.slice(0, 200));
    expect(seen[0]).toHaveLength(featureCount);
    await model.release();
  });

  it.each(ids)('%s scores 1,000 sessions as onnxruntime-web itself does on the same features, to 1e-6', async (id) => {
    const bytes = services[id].source.models.model ?? new Uint8Array();
    const js = await createSession(bytes, { executionProviders: ['js'] });
    const ort = await createOrtSession(bytes);
    expect(examples).toHaveLength(1000);
    const graph = compileGraph(services[id].source.graph, { sessions: { model: js }, serviceId: id });
    const features = {
      type: 'float32',
      dims: [examples.length, featureCount],
      data: Float32Array.from(rows.flat()),
    } as const;
    const { probabilities } = await ort.run({ features });
    for (const [index, { events, now }] of examples.entries()) {
      const { scores, profile } = await graph.run({ events, profile: {}, now });
      expect(Math.abs(Number(scores.probability) - Number(probabilities?.data[index * 2 + 1]))).toBeLessThan(1e-6);
      expect(profile._edgewise?.scores?.[id]?.probability?.value).toBe(scores.probability);
    }
    await js.release();
    await ort.release();
  });
});

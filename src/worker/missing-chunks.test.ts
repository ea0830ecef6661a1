import { IDBFactory } from 'fake-indexeddb';
import { expect, it, vi } from 'vitest';
import { createJsSession } from '../engine/js/create-js-session.ts';
import { loadKernels } from '../engine/js/kernel-registry.ts';
import { model, node } from '../engine/js/testing/small-model.ts';
import { loadOperators } from '../pipeline/load-operators.ts';
import type { Manifest } from '../registry/manifest.ts';
import { createTestManifest } from '../registry/testing/manifest.ts';
import { createFakeNetwork } from '../registry/testing/network.ts';
import { loadExtensions } from './load-extensions.ts';
import { createModelOpener } from './model-opener.ts';
import { createRuntime, type Runtime } from './runtime.ts';
import { testHostOptions as options } from './testing/host-options.ts';

// As a server answers that has the files of another release, or sends them as another type.
const missing = vi.hoisted(() => () => {
  throw new TypeError('no such file');
});
vi.mock('../engine/engine.ts', missing);
vi.mock('../engine/js/kernels/nets.ts', missing);
vi.mock('../engine/js/nested.ts', missing);
vi.mock('../engine/js/map-feed.ts', missing);
vi.mock('../engine/js/infer-outputs.ts', missing);
vi.mock('../pipeline/further-operators.ts', missing);
vi.mock('../decisioning/extensions.ts', missing);
vi.mock('../visitor/display-log.ts', missing);
vi.mock('./find-conversions.ts', missing);
vi.mock('./custom-operators.ts', missing);
vi.mock('./failed-self-check.ts', missing);

/** Starts a runtime on a manifest whose activity has the rule, and whose service has the graph. */
function open({ rule = {}, graph = {} }: { rule?: object; graph?: object }): Runtime {
  vi.stubGlobal('indexedDB', new IDBFactory());
  const network = createFakeNetwork();
  const { activities, services, ...manifest } = createTestManifest(1, []);
  const changed = {
    ...manifest,
    activities: [{ ...activities[0], ...rule }],
    services: { 'purchase-intent': { ...services['purchase-intent'], graph } },
  };
  network.answers.set(options.manifestUrl, Response.json(changed));
  return createRuntime(options, () => {}, { fetch: network.fetch });
}

const identity = node('Identity', ['x'], ['y']);
/** No event, and 0.5 was published for it. */
const countOfNothing = {
  nodes: [
    { id: 'visit', op: 'xdm-to-frame', inputs: ['events'], params: { columns: [{ name: 'all', aggregate: 'count' }] } },
    { id: 'row', op: 'array', inputs: ['visit'], params: { type: 'float32' } },
  ],
  outputs: { probability: 'row[:,0]' },
};
const display = { eventType: 'decisioning.propositionDisplay' };

it.each([
  ['the kernels of a model', () => loadKernels([{ domain: '', opType: 'Gemm' }])],
  ['what flattens a graph', () => createJsSession(model({ nodes: [identity, identity] }))],
  [
    'what reads maps',
    () => createJsSession(model({ nodes: [identity], inputs: [{ name: 'x', type: 'map', key: 'string' }] })),
  ],
  ['what finds the types of outputs', () => createJsSession(model({ nodes: [identity], outputs: [{ name: 'y' }] }))],
  ['what takes the next provider after a self-check', () => open({ graph: countOfNothing }).predict('purchase-intent')],
  ['the engine of a model that ONNX Runtime runs', () => createModelOpener({}).open(new Uint8Array(), ['wasm'])],
  ['an operator of a graph', () => loadOperators({ nodes: [{ id: 'age', op: 'k-bins-discretizer' }] })],
  [
    'what decides a holdout',
    () => loadExtensions({ holdout: 0.1, segments: [], activities: [] } as unknown as Manifest),
  ],
  [
    'what counts displays for a frequency cap',
    () => open({ rule: { frequencyCap: { count: 1, per: 'day' } } }).track([display]),
  ],
  ['what finds conversions', () => open({ rule: { goal: { condition: true } } }).track([display])],
  [
    'what imports custom operators',
    () => open({ graph: { nodes: [{ id: 'own', op: 'custom' }], outputs: {} } }).predict('purchase-intent'),
  ],
])('says what to serve where the file with %s cannot be had', async (_, load) => {
  await expect(load()).rejects.toMatchObject({
    code: 'artifact-unavailable',
    message: expect.stringMatching(/^Serve all worker-\*\.js: /),
  });
});

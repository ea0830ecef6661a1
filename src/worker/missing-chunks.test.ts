import { expect, it, vi } from 'vitest';
import { loadKernels } from '../engine/js/kernel-registry.ts';
import { loadOperators } from '../pipeline/load-operators.ts';
import type { Manifest } from '../registry/manifest.ts';
import { loadExtensions } from './load-extensions.ts';
import { createModelOpener } from './model-opener.ts';

// As a server answers that has the files of another release, or sends them as another type.
const missing = vi.hoisted(() => () => {
  throw new TypeError('no such file');
});
vi.mock('../engine/engine.ts', missing);
vi.mock('../engine/js/kernels/nets.ts', missing);
vi.mock('../pipeline/further-operators.ts', missing);
vi.mock('../decisioning/extensions.ts', missing);

it.each([
  ['the kernels of a model', () => loadKernels([{ domain: '', opType: 'Gemm' }])],
  ['the engine of a model that ONNX Runtime runs', () => createModelOpener({}).open(new Uint8Array(), ['wasm'])],
  ['an operator of a graph', () => loadOperators({ nodes: [{ id: 'age', op: 'k-bins-discretizer' }] })],
  [
    'what decides a holdout',
    () => loadExtensions({ holdout: 0.1, segments: [], activities: [] } as unknown as Manifest),
  ],
])('says what to serve where the file with %s cannot be had', async (_, load) => {
  await expect(load()).rejects.toMatchObject({
    code: 'artifact-unavailable',
    message: expect.stringMatching(/^Serve all worker-\*\.js: /),
  });
});

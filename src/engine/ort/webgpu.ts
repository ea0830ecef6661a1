import * as ort from 'onnxruntime-web/webgpu';
import { EdgewiseError } from '../../errors.ts';
import { withFallback } from './gpu-fallback.ts';
import { openOrtModel } from './ort-session.ts';
import { type OrtBuild, startRuntime } from './runtime.ts';
import { reasonAgainstWebGpu } from './webgpu-support.ts';
import { dropZipMaps } from './zipmap.ts';

/** The build that runs on the GPU. This module is a chunk of its own, loaded on demand. */
export const build: OrtBuild = {
  async assertRuns(model) {
    const reason = reasonAgainstWebGpu(dropZipMaps(model).model);
    if (reason) throw new EdgewiseError('model-unsupported', `webgpu cannot run ${reason}: use js or wasm instead.`);
    if (!(await hasAdapter())) {
      throw new EdgewiseError('engine-failed', 'WebGPU finds no GPU here: use js or wasm instead.');
    }
  },
  start: (binary) => startRuntime(ort, 'webgpu', binary),
  async open(runtime, model, options) {
    // The caller may reuse its bytes before the GPU is lost.
    const kept = new Uint8Array(model);
    const onGpu = await openOrtModel(runtime, model, options);
    return withFallback(onGpu, runtime.failure, (reason) => options.openFallback(kept, reason));
  },
};

/** The part of `navigator.gpu` used here; TypeScript's library for the DOM has none. */
interface WithGpu {
  readonly gpu?: { requestAdapter(): Promise<object | null> };
}

async function hasAdapter(): Promise<boolean> {
  if (typeof navigator === 'undefined') return false;
  const { gpu }: WithGpu = navigator;
  return Boolean(await gpu?.requestAdapter().catch(() => null));
}

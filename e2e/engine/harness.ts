import * as ort from 'onnxruntime-web/webgpu';
import { createEngine } from '../../src/engine/index.ts';

const engine = createEngine({
  async loadRuntime(runtime, { signal }) {
    const response = await fetch(`/runtime/${runtime}`, { ...(signal && { signal }) });
    return new Uint8Array(await response.arrayBuffer());
  },
});

/** Takes the GPU away, as a driver that resets does. */
async function loseGpu(): Promise<void> {
  const device: { destroy(): void; readonly lost: Promise<unknown> } = await ort.env.webgpu.device;
  device.destroy();
  await device.lost;
}

/** What a test calls in the page. */
const harness = { engine, loseGpu };

export type Harness = typeof harness;

Object.assign(window, { harness });

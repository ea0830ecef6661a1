import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { computeFeatures } from './features.ts';
import type { Question } from './visit.ts';

// One thread: more need cross-origin isolation, which a shop with payment and chat widgets does not have.
env.wasm.numThreads = 1;
// From the shop's own origin, streamed into the compiler, and cached by the browser as code where it does so.
env.wasm.wasmPaths = { wasm: new URL(wasmUrl, location.href).href };

addEventListener('message', async ({ data }: MessageEvent<Question>) => {
  const { events, now, model } = data;
  const session = await InferenceSession.create(new Uint8Array(model), { executionProviders: ['wasm'] });
  const features = computeFeatures(events, now);
  const row = new Tensor('float32', features, [1, features.length]);
  const { probabilities } = await session.run({ features: row }, ['probabilities']);
  postMessage(Number(probabilities?.data[1]));
});

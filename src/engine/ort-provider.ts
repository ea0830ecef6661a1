import { toEdgewiseError } from '../errors.ts';
import type { RecycleNeed, SessionOptions } from './engine.ts';
import type { LoadRuntime, RuntimeName } from './load-runtime.ts';
import type { LoadedModel } from './queued-session.ts';
import { hasFailedToStart, loadBuild, runtimeMemory, type StartedRuntime, startRuntime } from './runtime-loader.ts';
import type { RuntimeMemory } from './runtime-memory.ts';

/** ONNX Runtime as an engine uses it; its own script and binary come with the first model that needs them. */
export interface OrtProvider {
  /** Starts a build. @throws EdgewiseError `artifact-unavailable`, `artifact-corrupt`, `engine-failed`; the signal's reason. */
  prepare(name: RuntimeName, signal?: AbortSignal): Promise<void>;
  /** Loads a model. @throws EdgewiseError as `prepare`, and `model-invalid`, `model-unsupported`. */
  open(name: RuntimeName, model: Uint8Array, options: SessionOptions, signal?: AbortSignal): Promise<LoadedModel>;
  memory(): RuntimeMemory;
}

/** @param tell what only a fresh worker mends. */
export function createOrtProvider(
  loadRuntime: LoadRuntime | undefined,
  tell: (need: RecycleNeed) => void,
): OrtProvider {
  const watched = new Set<StartedRuntime>();

  const runtimeFor = async (name: RuntimeName, signal?: AbortSignal): Promise<StartedRuntime> => {
    try {
      const started = await startRuntime(name, loadRuntime, signal);
      // A lost GPU is answered by wasm in the same worker.
      if (name === 'wasm' && !watched.has(started)) {
        watched.add(started);
        started.runtime.failure.then((error) => tell({ reason: 'crashed', error }));
      }
      return started;
    } catch (error) {
      if (name === 'wasm' && hasFailedToStart(name)) {
        tell({ reason: 'start-failed', error: toEdgewiseError(error, 'engine-failed', 'ONNX Runtime did not start') });
      }
      throw error;
    }
  };

  const open: OrtProvider['open'] = async (name, model, options, signal) => {
    if (name === 'webgpu') await (await loadBuild(name)).assertRuns(model);
    const { build, runtime } = await runtimeFor(name, signal);
    return build.open(runtime, model, {
      warmUp: options.warmUp ?? false,
      async openFallback(kept, reason) {
        const fallback = await open('wasm', kept, options);
        options.onFallback?.({ from: name, to: 'wasm', reason });
        return fallback;
      },
    });
  };

  return {
    prepare: async (name, signal) => void (await runtimeFor(name, signal)),
    open,
    memory: runtimeMemory,
  };
}

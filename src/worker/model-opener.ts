import type { Engine, EngineOptions } from '../engine/engine.ts';
import { createJsSession } from '../engine/js/create-js-session.ts';
import { preloadKernels } from '../engine/js/preload-kernels.ts';
import type { ExecutionProvider, Session } from '../engine/session.ts';
import { missingChunk } from '../errors.ts';

/** Opens the models of services. */
export interface ModelOpener {
  /** Begins to fetch what the first provider of a model needs beside it. */
  prepare(preferred: ExecutionProvider | undefined, operators: readonly string[]): void;
  /** @throws EdgewiseError as `createSession`. */
  open(model: Uint8Array, executionProviders: readonly ExecutionProvider[]): Promise<Session>;
}

/**
 * Models whose first provider is js are opened at once. The engine, which knows the other providers, comes as a chunk of its own with
 * the first model that needs one.
 */
export function createModelOpener(options: EngineOptions): ModelOpener {
  let engine: Promise<Engine> | undefined;
  const loadEngine = (): Promise<Engine> => {
    engine ??= import('../engine/engine.ts').then(
      ({ createEngine }) => createEngine(options),
      (error: unknown) => {
        // It may have been the network: the next model that needs it asks again.
        engine = undefined;
        return missingChunk(error);
      },
    );
    return engine;
  };
  return {
    prepare(preferred, operators) {
      if (preferred === 'js') void preloadKernels(operators);
      else if (preferred)
        void loadEngine()
          .then((loaded) => loaded.prepareRuntime(preferred))
          .catch(() => {});
    },
    async open(model, executionProviders) {
      const [preferred, ...others] = executionProviders;
      if (preferred === 'js') {
        try {
          return await createJsSession(model);
        } catch (error) {
          if (others.length === 0) throw error;
        }
      }
      // It tries js again where that was refused, and so can tell why each provider refused the model.
      return (await loadEngine()).createSession(model, { executionProviders, warmUp: true });
    },
  };
}

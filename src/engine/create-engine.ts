import { EdgewiseError } from '../errors.ts';
import { checkedSession } from './checked-session.ts';
import { createEngine as createUnchecked, type Engine, type EngineOptions } from './engine.ts';
import { expectOptions } from './expect-options.ts';

/**
 * Creates an engine. Engines of one realm share ONNX Runtime, which starts there only once.
 * @throws EdgewiseError `input-invalid` for options of another form; so do its functions.
 */
export function createEngine(options: EngineOptions = {}): Engine {
  expectOptions('createEngine', options);
  const engine = createUnchecked(options);
  return {
    ...engine,
    // Not async: the engine's own promise may be left unawaited, one made of it may not.
    prepareRuntime(runtime, bounds = {}) {
      try {
        expectRuntime(runtime);
        expectOptions('engine.prepareRuntime', bounds);
      } catch (error) {
        return Promise.reject(error);
      }
      return engine.prepareRuntime(runtime, bounds);
    },
    async createSession(model, sessionOptions = {}) {
      expectOptions('engine.createSession', sessionOptions);
      return checkedSession(await engine.createSession(model, sessionOptions));
    },
  };
}

function expectRuntime(name: unknown): void {
  if (name === 'wasm' || name === 'webgpu') return;
  throw new EdgewiseError('input-invalid', `There is no runtime "${String(name)}" to prepare; there is wasm, webgpu.`);
}

import { EdgewiseError, toEdgewiseError } from '../errors.ts';
import { type Bounds, withinBounds } from './deadline.ts';
import { createJsSession } from './js/create-js-session.ts';
import type { Limits } from './js/limits.ts';
import type { LoadRuntime, RuntimeName } from './load-runtime.ts';
import { createOrtProvider } from './ort-provider.ts';
import { chooseProviders, type Refusal, refusedByAll } from './provider-choice.ts';
import { createQueuedSession, type LoadedModel } from './queued-session.ts';
import type { RuntimeMemory } from './runtime-memory.ts';
import type { ExecutionProvider, Session } from './session.ts';

/** How a model is opened. */
export interface SessionOptions extends Bounds {
  /** The providers to try, in order. @default `js` when it supports every operator and the model is small, else `wasm` */
  readonly executionProviders?: readonly ExecutionProvider[] | undefined;
  /** Runs the model once on zeros before the session is handed out, in ONNX Runtime, whose first run is slow. @default false */
  readonly warmUp?: boolean | undefined;
  /** What a model may ask of the js provider. */
  readonly limits?: Partial<Limits> | undefined;
  /** Told when a provider gives up on the model and the next one takes over, while loading or when a GPU is lost. */
  readonly onFallback?: ((fallback: Fallback) => void) | undefined;
}

/** One provider giving way to the next. */
export interface Fallback {
  readonly from: ExecutionProvider;
  readonly to: ExecutionProvider;
  readonly reason: EdgewiseError;
}

/** Why only a fresh worker helps. */
export interface RecycleNeed {
  /**
   * `start-failed`: ONNX Runtime did not start, which is final for this realm. `crashed`: it trapped while it ran.
   * `memory`: released sessions hold more memory than the limit, and ONNX Runtime gives none back.
   */
  readonly reason: 'start-failed' | 'crashed' | 'memory';
  readonly error?: EdgewiseError;
}

/** What an engine is made of. */
export interface EngineOptions {
  /** Gives the bytes of ONNX Runtime's binary. @default in Node, they are read from the installed onnxruntime-web */
  readonly loadRuntime?: LoadRuntime | undefined;
  /** Called once for each reason for which the worker should be recycled. */
  readonly onRecycleNeeded?: ((need: RecycleNeed) => void) | undefined;
  /** Bytes that released sessions may leave behind in ONNX Runtime's memory. @default 268435456 */
  readonly memoryLimitBytes?: number | undefined;
}

/** Opens models, and knows when the worker around it is spent. */
export interface Engine {
  /**
   * Starts ONNX Runtime ahead of the model that needs it. May be left unawaited: a failure shows again when a session needs it.
   * @throws EdgewiseError `artifact-unavailable`, `artifact-corrupt`, `engine-failed`, `deadline-exceeded`
   */
  prepareRuntime(runtime: RuntimeName, options?: Bounds): Promise<void>;
  /**
   * Loads an ONNX model.
   * @param model the bytes of the file.
   * @throws EdgewiseError `model-invalid`, `model-unsupported`, `artifact-unavailable`, `artifact-corrupt`, `engine-failed`,
   * `deadline-exceeded`, `disposed`; the signal's reason when aborted.
   */
  createSession(model: Uint8Array, options?: SessionOptions): Promise<Session>;
  /** ONNX Runtime's memory in this realm. */
  memory(): RuntimeMemory;
  /** Releases all sessions. */
  dispose(): Promise<void>;
}

const defaultMemoryLimit = 256 * 1024 * 1024;

/** Creates an engine. Engines of one realm share ONNX Runtime, which starts there only once. */
export function createEngine(options: EngineOptions = {}): Engine {
  const { loadRuntime, onRecycleNeeded, memoryLimitBytes = defaultMemoryLimit } = options;
  const sessions = new Set<Session>();
  const told = new Set<RecycleNeed['reason']>();
  let disposed = false;

  const refuseDisposed = () => {
    if (disposed) throw new EdgewiseError('disposed', 'The engine has been disposed: create another.');
  };

  const tell = (need: RecycleNeed) => {
    if (disposed || told.has(need.reason)) return;
    told.add(need.reason);
    onRecycleNeeded?.(need);
  };

  // What a model that failed to load has grown stays grown too.
  const checkMemory = () => {
    if (ort.memory().retainedBytes > memoryLimitBytes) tell({ reason: 'memory' });
  };

  const ort = createOrtProvider(loadRuntime, tell);

  const openJs = async (model: Uint8Array, { limits }: SessionOptions, signal?: AbortSignal): Promise<LoadedModel> => {
    return createJsSession(model, { ...(limits && { limits }), ...(signal && { signal }) });
  };

  const openFirst = async (model: Uint8Array, sessionOptions: SessionOptions, signal?: AbortSignal) => {
    const { executionProviders, limits } = sessionOptions;
    const providers = await chooseProviders(executionProviders, async () => {
      // A manifest names the providers of its models, so a page that has one does not load this.
      const { costInJs } = await import('./js-cost.ts');
      return costInJs(model, limits);
    });
    const refusals: Refusal[] = [];
    for (const executionProvider of providers) {
      try {
        const loaded = await (executionProvider === 'js'
          ? openJs(model, sessionOptions, signal)
          : ort.open(executionProvider, model, sessionOptions, signal));
        const refusal = refusals.at(-1);
        if (refusal) {
          const { executionProvider: from, error: reason } = refusal;
          sessionOptions.onFallback?.({ from, to: executionProvider, reason });
        }
        return loaded;
      } catch (error) {
        signal?.throwIfAborted();
        checkMemory();
        const subject = `The ${executionProvider} provider failed`;
        refusals.push({ executionProvider, error: toEdgewiseError(error, 'engine-failed', subject) });
      }
    }
    throw refusedByAll(refusals);
  };

  return {
    prepareRuntime(runtime, bounds = {}) {
      const ready = withinBounds(bounds, `Starting ONNX Runtime (${runtime})`, async (signal) => {
        refuseDisposed();
        await ort.prepare(runtime, signal);
      });
      ready.catch(() => {});
      return ready;
    },

    async createSession(model, sessionOptions = {}) {
      refuseDisposed();
      assertBytes(model);
      const load = async (signal?: AbortSignal) => {
        const loaded = await openFirst(model, sessionOptions, signal);
        const session = createQueuedSession(loaded, () => {
          sessions.delete(session);
          checkMemory();
        });
        sessions.add(session);
        if (disposed) await session.release();
        refuseDisposed();
        return session;
      };
      return withinBounds(sessionOptions, 'Loading the model', load, (session) => {
        void session.release();
      });
    },

    memory: ort.memory,

    async dispose() {
      disposed = true;
      await Promise.all([...sessions].map((session) => session.release()));
    },
  };
}

function assertBytes(model: unknown): void {
  // By tag, not by instanceof: the bytes may come from another realm.
  if (ArrayBuffer.isView(model) && Object.prototype.toString.call(model) === '[object Uint8Array]') return;
  throw new EdgewiseError('model-invalid', 'The model is not a Uint8Array: pass the bytes of an ONNX file.');
}

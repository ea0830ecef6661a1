import { checkedSession } from './checked-session.ts';
import { createEngine, type SessionOptions } from './engine.ts';
import { expectOptions } from './expect-options.ts';
import type { LoadRuntime } from './load-runtime.ts';
import type { Session } from './session.ts';

/** Options of {@link createSession}. */
export interface CreateSessionOptions extends SessionOptions {
  /** Gives the bytes of ONNX Runtime's binary. @default in Node, they are read from the installed onnxruntime-web */
  readonly loadRuntime?: LoadRuntime | undefined;
}

/**
 * Loads an ONNX model, in a page, a worker or Node.
 * @param model the bytes of the file.
 * @throws EdgewiseError `input-invalid` (an option is wrong), `model-invalid`, `model-unsupported`, `artifact-unavailable` (no ONNX Runtime binary to be had),
 * `artifact-corrupt`, `engine-failed`, `deadline-exceeded`; the signal's reason when aborted.
 * @example
 * const session = await createSession(bytes, { executionProviders: ['js', 'wasm'] });
 * const { probabilities } = await session.run({ features: { type: 'float32', dims: [1, 3], data: Float32Array.of(1, 2, 3) } });
 */
export async function createSession(model: Uint8Array, options: CreateSessionOptions = {}): Promise<Session> {
  expectOptions('createSession', options);
  return checkedSession(await createEngine({ loadRuntime: options.loadRuntime }).createSession(model, options));
}

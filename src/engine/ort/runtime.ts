import type * as Ort from 'onnxruntime-web';
import { EdgewiseError, isEdgewiseError } from '../../errors.ts';
import { withinBounds } from '../deadline.ts';
import { createQueue } from '../queue.ts';
import type { LoadedModel } from '../queued-session.ts';
import type { RuntimeMemory } from '../runtime-memory.ts';
import { withCapturedMemory } from './memory-capture.ts';
import { engineError, isFatal } from './ort-errors.ts';

/** A model inside ONNX Runtime. */
interface OrtModel {
  readonly session: Ort.InferenceSession;
  /** Bytes of ONNX Runtime's memory that the model is counted to need. */
  bytes: number;
}

/** ONNX Runtime, started. There is one for each build in a realm, and it cannot be started twice. */
export interface OrtRuntime {
  readonly provider: 'wasm' | 'webgpu';
  readonly Tensor: typeof Ort.Tensor;
  /** Settles with the reason when this runtime can run nothing more (a trap, a lost GPU); only a fresh worker brings it back. */
  readonly failure: Promise<EdgewiseError>;
  open(model: Uint8Array): Promise<OrtModel>;
  run(model: OrtModel, feeds: Record<string, Ort.Tensor>, outputNames: readonly string[]): Promise<OrtOutputs>;
  release(model: OrtModel): Promise<void>;
  memory(): RuntimeMemory;
}

/** Outputs by name. */
type OrtOutputs = Readonly<Record<string, Ort.Tensor>>;

/** One build of onnxruntime-web, with what goes with it. */
export interface OrtBuild {
  /**
   * Refuses a model that this build cannot run here, before its binary is fetched.
   * @throws EdgewiseError `model-unsupported`, `engine-failed`
   */
  assertRuns(model: Uint8Array): Promise<void>;
  /**
   * Starts ONNX Runtime from the bytes of its binary, with no fetch. Once for each realm.
   * @throws EdgewiseError `engine-failed`; the failure is final for this realm.
   */
  start(binary: Uint8Array): Promise<OrtRuntime>;
  /**
   * Opens a model.
   * @throws EdgewiseError `model-invalid`, `model-unsupported`, `engine-failed`
   */
  open(runtime: OrtRuntime, model: Uint8Array, options: OpenOptions): Promise<LoadedModel>;
}

/** Options of {@link OrtBuild.open}. */
interface OpenOptions {
  /** Runs the model once on zeros. */
  readonly warmUp: boolean;
  /** Opens the model elsewhere when the GPU is lost. */
  readonly openFallback: (model: Uint8Array, reason: EdgewiseError) => Promise<LoadedModel>;
}

/** The part of an onnxruntime-web build that is used here. */
export type OrtModule = Pick<typeof Ort, 'InferenceSession' | 'Tensor' | 'env'>;

// ONNX: y = Identity(x), float32[1]. Opening it starts ONNX Runtime and pays for the first session, whose one-time work
// takes tens of milliseconds, while the real model is still on its way.
const identityModel = 'CAc6NwoQCgF4EgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCAhAN';

const startTimeoutMs = 60_000;

/** {@link OrtBuild.start} over the module of a build. */
export async function startRuntime(
  ort: OrtModule,
  provider: 'wasm' | 'webgpu',
  binary: Uint8Array,
): Promise<OrtRuntime> {
  const options = { executionProviders: [provider], logSeverityLevel: 4 } satisfies Ort.InferenceSession.SessionOptions;
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'fatal';
  const first = Uint8Array.from(atob(identityModel), (character) => character.charCodeAt(0));
  // A WebAssembly module that isn't ONNX Runtime's makes it wait for ever; its own initTimeout keeps Node alive once it has started.
  const start = () => withCapturedMemory(ort.env.wasm, binary, () => ort.InferenceSession.create(first, options));
  const [warm, memory] = await withinBounds({ deadlineMs: startTimeoutMs }, 'Starting', start).catch(
    (cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const remedy = `its binary must come from onnxruntime-web ${ort.env.versions.web ?? ''}`.trimEnd();
      throw new EdgewiseError('engine-failed', `ONNX Runtime (${provider}) did not start, ${remedy}: ${reason}`, {
        cause,
      });
    },
  );
  // ONNX Runtime destroys the GPU device with its last session: there, this one stays.
  if (provider === 'wasm') await warm.release();

  const byteLength = () => memory?.buffer.byteLength ?? 0;
  const atStart = byteLength();
  const live = new Set<OrtModel>();
  const enqueue = createQueue();
  let failed: EdgewiseError | undefined;
  let announceFailure: (error: EdgewiseError) => void = () => {};
  const failure = new Promise<EdgewiseError>((resolve) => {
    announceFailure = resolve;
  });
  const fail = (error: EdgewiseError) => {
    failed ??= error;
    announceFailure(failed);
    return failed;
  };

  if (provider === 'webgpu') {
    const device: GpuDevice | undefined = await ort.env.webgpu.device;
    device?.lost.then(({ message }) => fail(new EdgewiseError('engine-failed', `The GPU was lost: ${message}`)));
  }

  // The asyncify build cannot be entered while it waits for the GPU, so all sessions of a runtime take turns.
  const exclusive = <T>(work: () => Promise<T>): Promise<T> =>
    enqueue(async () => {
      if (failed) throw failed;
      try {
        return await work();
      } catch (error) {
        if (isFatal(error)) throw fail(engineError(error, `ONNX Runtime (${provider}) crashed`));
        throw error;
      }
    });

  return {
    provider,
    Tensor: ort.Tensor,
    failure,
    open: (bytes) =>
      exclusive(async () => {
        const before = byteLength();
        const session = await ort.InferenceSession.create(bytes, options);
        // A model that fits into memory once grown for another grows nothing, and still is no waste: it counts twice its file.
        const model = { session, bytes: Math.max(byteLength() - before, 2 * bytes.byteLength) };
        live.add(model);
        return model;
      }),
    run: (model, feeds, outputNames) =>
      exclusive(async () => {
        const before = byteLength();
        const outputs = await model.session.run(feeds, outputNames, { logSeverityLevel: 4 });
        model.bytes += byteLength() - before;
        return outputs;
      }),
    async release(model) {
      live.delete(model);
      // A runtime that has failed is thrown away whole.
      await exclusive(() => model.session.release()).catch((error: unknown) => {
        if (!isEdgewiseError(error)) throw error;
      });
    },
    memory() {
      const inUse = [...live].reduce((sum, model) => sum + model.bytes, atStart);
      return { bytes: byteLength(), retainedBytes: Math.max(0, byteLength() - inUse) };
    },
  };
}

/** What is used of a GPUDevice; TypeScript's library for the DOM has none. */
interface GpuDevice {
  readonly lost: Promise<{ readonly message: string }>;
}

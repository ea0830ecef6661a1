import { EdgewiseError } from '../errors.ts';
import { abortable } from './deadline.ts';
import type { LoadRuntime, RuntimeName } from './load-runtime.ts';
import type { OrtBuild, OrtRuntime } from './ort/runtime.ts';
import type { RuntimeMemory } from './runtime-memory.ts';
import { createSharedLoad } from './shared-load.ts';

/** A build of ONNX Runtime, started. */
export interface StartedRuntime {
  readonly build: OrtBuild;
  readonly runtime: OrtRuntime;
}

const importBuild: Readonly<Record<RuntimeName, () => Promise<{ readonly build: OrtBuild }>>> = {
  wasm: () => import('./ort/wasm.ts'),
  webgpu: () => import('./ort/webgpu.ts'),
};

// Kept by the module because onnxruntime-web itself starts once for each realm, and never again after it has failed.
const loads = { wasm: createSharedLoad<StartedRuntime>(), webgpu: createSharedLoad<StartedRuntime>() };
const starts: Partial<Record<RuntimeName, Promise<StartedRuntime>>> = {};
const started: StartedRuntime[] = [];
const failedToStart = new Set<RuntimeName>();

/**
 * Loads the JavaScript of a build.
 * @throws EdgewiseError `artifact-unavailable`
 */
export async function loadBuild(name: RuntimeName): Promise<OrtBuild> {
  try {
    return (await importBuild[name]()).build;
  } catch (cause) {
    const message = `ONNX Runtime's script for ${name} did not load: serve it beside the worker's.`;
    throw new EdgewiseError('artifact-unavailable', message, { cause });
  }
}

/**
 * Gives a build of ONNX Runtime, started; its script and its binary load side by side.
 * @throws EdgewiseError `artifact-unavailable`, `artifact-corrupt`, `engine-failed`; what `loadRuntime` throws; the signal's reason.
 */
export async function startRuntime(
  name: RuntimeName,
  loadRuntime: LoadRuntime | undefined,
  signal?: AbortSignal,
): Promise<StartedRuntime> {
  const earlier = starts[name];
  if (earlier) return signal ? abortable(earlier, signal) : earlier;
  assertWebAssembly();
  const begin = async (loadSignal: AbortSignal) => {
    const read = loadRuntime ?? (await import('./ort/packaged-binary.ts')).readPackagedBinary;
    const reading = read(name, { signal: loadSignal });
    const [binary, build] = await Promise.all([reading, loadBuild(name)]);
    loadSignal.throwIfAborted();
    assertBinary(name, binary);
    starts[name] ??= start(name, build, binary);
    return starts[name];
  };
  return loads[name](begin, signal);
}

async function start(name: RuntimeName, build: OrtBuild, binary: Uint8Array): Promise<StartedRuntime> {
  try {
    const runtime = { build, runtime: await build.start(binary) };
    started.push(runtime);
    return runtime;
  } catch (error) {
    failedToStart.add(name);
    throw error;
  }
}

/** Whether the build tried to start and could not, which is final for this realm. */
export function hasFailedToStart(name: RuntimeName): boolean {
  return failedToStart.has(name);
}

/** The memory of all builds that are started. */
export function runtimeMemory(): RuntimeMemory {
  const memories = started.map(({ runtime }) => runtime.memory());
  return {
    bytes: memories.reduce((sum, memory) => sum + memory.bytes, 0),
    retainedBytes: memories.reduce((sum, memory) => sum + memory.retainedBytes, 0),
  };
}

// "\0asm" and version 1: the smallest module.
const emptyModule = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** Asks before megabytes are fetched, and before a start that fails for good. */
function assertWebAssembly(): void {
  try {
    new WebAssembly.Module(emptyModule);
  } catch (cause) {
    const message =
      "WebAssembly is blocked here: allow 'wasm-unsafe-eval' in the script-src of the Content-Security-Policy, or use js.";
    throw new EdgewiseError('engine-failed', message, { cause });
  }
}

function assertBinary(name: RuntimeName, binary: Uint8Array): void {
  const isModule = emptyModule.subarray(0, 4).every((byte, index) => binary[index] === byte);
  if (!isModule) {
    const message = `What loadRuntime gave for ${name} is not a WebAssembly binary: give onnxruntime-web's .wasm file.`;
    throw new EdgewiseError('artifact-corrupt', message);
  }
}

import { EdgewiseError } from '../../errors.ts';

/** The binary of each onnxruntime-web build, as its package exports it. */
const binaryOf = {
  wasm: 'onnxruntime-web/ort-wasm-simd-threaded.wasm',
  webgpu: 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm',
} as const;

/**
 * Reads ONNX Runtime's binary out of the onnxruntime-web that is installed (Node only).
 * @throws EdgewiseError `artifact-unavailable` in a browser and when the package is not installed.
 */
export async function readPackagedBinary(runtime: 'wasm' | 'webgpu'): Promise<Uint8Array> {
  // getBuiltinModule instead of import: bundlers for the browser then have nothing to resolve.
  const builtin = globalThis.process?.getBuiltinModule;
  if (!builtin) {
    const message = `The ${runtime} provider needs ONNX Runtime's binary: pass loadRuntime, which returns its bytes.`;
    throw new EdgewiseError('artifact-unavailable', message);
  }
  try {
    const { createRequire } = builtin('node:module');
    return await builtin('node:fs/promises').readFile(createRequire(import.meta.url).resolve(binaryOf[runtime]));
  } catch (cause) {
    const message = `The ${runtime} provider needs ONNX Runtime; run npm install onnxruntime-web.`;
    throw new EdgewiseError('artifact-unavailable', message, { cause });
  }
}

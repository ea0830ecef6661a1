/** The builds of ONNX Runtime. */
export type RuntimeName = 'wasm' | 'webgpu';

/** Gives the bytes of ONNX Runtime's binary: `ort-wasm-simd-threaded.wasm` for wasm, `ort-wasm-simd-threaded.asyncify.wasm` for webgpu. */
export type LoadRuntime = (runtime: RuntimeName, options: { readonly signal?: AbortSignal }) => Promise<Uint8Array>;

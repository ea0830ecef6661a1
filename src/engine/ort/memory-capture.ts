/** Where onnxruntime-web reads its binary from. */
interface WasmFlags {
  wasmBinary?: ArrayBufferLike | Uint8Array;
}

/**
 * Runs `start`, which starts onnxruntime-web, and returns with its result the memory that the runtime made for itself.
 * onnxruntime-web hands its memory out nowhere. It makes it within a few microtasks of reading `wasmBinary`, so the
 * constructor is watched from that read until the first growable memory is made, and put back.
 */
export async function withCapturedMemory<T>(
  flags: WasmFlags,
  binary: Uint8Array,
  start: () => Promise<T>,
): Promise<[T, WebAssembly.Memory | undefined]> {
  const Memory = WebAssembly.Memory;
  let captured: WebAssembly.Memory | undefined;
  const restore = () => {
    if (WebAssembly.Memory !== Memory) WebAssembly.Memory = Memory;
  };
  const Watched = new Proxy(Memory, {
    construct(target, [descriptor]: [WebAssembly.MemoryDescriptor]) {
      const memory = new target(descriptor);
      if (descriptor.initial > 0) {
        captured = memory;
        restore();
      }
      return memory;
    },
  });
  // Pages that freeze their globals go without the measure.
  const isReplaceable = Object.getOwnPropertyDescriptor(WebAssembly, 'Memory')?.writable === true;
  Object.defineProperty(flags, 'wasmBinary', {
    configurable: true,
    enumerable: true,
    get() {
      if (!captured && isReplaceable) WebAssembly.Memory = Watched;
      return binary;
    },
  });
  try {
    return [await start(), captured];
  } finally {
    restore();
    // The binary is compiled by now; holding on to it would cost its size for as long as the page lives.
    delete flags.wasmBinary;
  }
}

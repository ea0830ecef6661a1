/** The WebAssembly memory of ONNX Runtime, which never shrinks. */
export interface RuntimeMemory {
  /** Size of the memory. */
  readonly bytes: number;
  /** What of it was grown for sessions that are released by now. */
  readonly retainedBytes: number;
}

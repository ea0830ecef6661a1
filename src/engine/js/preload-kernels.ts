import { loadKernels } from './kernel-registry.ts';

/**
 * Starts fetching the kernels that a model will need, while the model itself is still on its way.
 * @param operators as a manifest lists them: `Gemm`, `ai.onnx.ml.Scaler`. Unknown ones are passed over, and a chunk that cannot be
 * fetched is asked for again, and its error told, when the session is created.
 */
export async function preloadKernels(operators: readonly string[]): Promise<void> {
  const named = operators.map((operator) => {
    const dot = operator.lastIndexOf('.');
    return { domain: operator.slice(0, Math.max(dot, 0)), opType: operator.slice(dot + 1) };
  });
  await loadKernels(named).catch(() => {});
}

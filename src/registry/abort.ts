/**
 * Runs `work` under a signal that follows all of `signals` while it runs; what goes on after it no longer follows them.
 * (`AbortSignal.any` is missing from browsers of 2023.)
 */
export async function underSignals<T>(
  signals: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const follow = () => controller.abort(signals.find((signal) => signal?.aborted)?.reason);
  for (const signal of signals) {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', follow);
  }
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) signal?.removeEventListener('abort', follow);
  }
}

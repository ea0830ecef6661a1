import { EdgewiseError } from '../errors.ts';

/** What may cut a load or a run short. */
export interface Bounds {
  /** Rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until it is rejected with `deadline-exceeded`. @default no limit */
  readonly deadlineMs?: number | undefined;
}

const longestTimer = 0x7fffffff;

/** Settles as `promise` does, or rejects with the signal's reason as soon as that aborts. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * Runs `work` within `bounds`. Work that cannot be stopped goes on; what it gives too late goes to `discard`.
 * @param subject what the error says took too long.
 */
export async function withinBounds<T>(
  { signal, deadlineMs = Infinity }: Bounds,
  subject: string,
  work: (signal?: AbortSignal) => Promise<T>,
  discard?: (result: T) => void,
): Promise<T> {
  signal?.throwIfAborted();
  if (!signal && deadlineMs === Infinity) return work();
  const controller = new AbortController();
  const expire = () => {
    const message = `${subject} took longer than ${deadlineMs} ms: raise deadlineMs or use a smaller model.`;
    controller.abort(new EdgewiseError('deadline-exceeded', message));
  };
  const forward = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', forward);
  const startedAt = performance.now();
  const timer = deadlineMs <= longestTimer ? setTimeout(expire, deadlineMs) : undefined;
  const result = work(controller.signal).then((value) => {
    // Inference blocks the thread, and the timer with it.
    if (performance.now() - startedAt > deadlineMs) expire();
    if (controller.signal.aborted) discard?.(value);
    return value;
  });
  try {
    return await abortable(result, controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', forward);
  }
}

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
 * Runs `work` within `bounds`. Work that cannot be stopped goes on; its result is dropped.
 * @param subject what the error says took too long.
 */
export async function withinBounds<T>(
  { signal, deadlineMs = Infinity }: Bounds,
  subject: string,
  work: (signal?: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  if (!(deadlineMs <= longestTimer)) return signal ? abortable(work(signal), signal) : work();
  const controller = new AbortController();
  const forward = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', forward);
  const timer = setTimeout(() => {
    const message = `${subject} took longer than ${deadlineMs} ms: raise deadlineMs or use a smaller model.`;
    controller.abort(new EdgewiseError('deadline-exceeded', message));
  }, deadlineMs);
  try {
    return await abortable(work(controller.signal), controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', forward);
  }
}

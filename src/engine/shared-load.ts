import { abortable } from './deadline.ts';

/** Joins a load under way, or begins one. */
type SharedLoad<T> = (begin: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal) => Promise<T>;

/**
 * Loads once for all who ask. One who aborts leaves alone; when the last has left, the load itself is aborted.
 * What has loaded is kept; a failure is forgotten, so that the next one who asks tries again.
 */
export function createSharedLoad<T>(): SharedLoad<T> {
  let current: { readonly promise: Promise<T>; readonly controller: AbortController; waiting: number } | undefined;
  return async (begin, signal) => {
    signal?.throwIfAborted();
    const forget = () => {
      if (current === load) current = undefined;
    };
    const controller = new AbortController();
    current ??= { promise: begin(controller.signal), controller, waiting: 0 };
    const load = current;
    load.waiting += 1;
    try {
      return await (signal ? abortable(load.promise, signal) : load.promise);
    } catch (error) {
      if (!signal?.aborted) forget();
      else if (load.waiting === 1) {
        forget();
        load.controller.abort(signal.reason);
      }
      throw error;
    } finally {
      load.waiting -= 1;
    }
  };
}

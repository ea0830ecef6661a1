/** Starts work in the order of the calls, one piece at a time; work whose signal has aborted by its turn never starts. */
type Queue = <T>(work: () => T | Promise<T>, signal?: AbortSignal) => Promise<T>;

/** Creates an empty queue. */
export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work, signal) => {
    const result = last.then(() => {
      signal?.throwIfAborted();
      return work();
    });
    last = result.catch(() => {});
    return result;
  };
}

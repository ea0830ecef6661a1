import type { FitOptions } from './estimator.ts';

/** Tells of a fit's progress, and ends it when its signal is aborted. */
export interface FitWatch {
  /**
   * To be awaited now and then. Lets others run where the fit has kept the thread for a while.
   * @param done share of the work, 0 to 1.
   * @throws the signal's reason when aborted.
   */
  step(done: number, what: string): Promise<void>;
}

// Long enough that waiting costs little, short enough that a page's thread still answers.
const turnMs = 50;

/** Watches one fit. */
export function createFitWatch({ onProgress, signal }: FitOptions = {}): FitWatch {
  signal?.throwIfAborted();
  let turn = performance.now();
  return {
    async step(done, what) {
      onProgress?.(done, what);
      if (performance.now() - turn > turnMs) {
        await new Promise((resolve) => setTimeout(resolve));
        turn = performance.now();
      }
      signal?.throwIfAborted();
    },
  };
}

/** Options for a part of a fit that takes the share `from` to `to` of the work. */
export function partOf({ onProgress, signal }: FitOptions, from: number, to: number): FitOptions {
  return {
    ...(onProgress && { onProgress: (done: number, what: string) => onProgress(from + done * (to - from), what) }),
    ...(signal && { signal }),
  };
}

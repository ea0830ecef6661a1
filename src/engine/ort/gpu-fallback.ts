import type { EdgewiseError } from '../../errors.ts';
import type { LoadedModel } from '../queued-session.ts';

/**
 * Runs `primary` until its runtime is lost; then, from the run under way on, the model that `openFallback` opens.
 * The caller notices a late answer and another `executionProvider`.
 */
export function withFallback(
  primary: LoadedModel,
  lost: Promise<EdgewiseError>,
  openFallback: (reason: EdgewiseError) => Promise<LoadedModel>,
): LoadedModel {
  let current = primary;
  let reason: EdgewiseError | undefined;
  const loss = lost.then((error) => {
    reason = error;
    return undefined;
  });
  return {
    inputNames: primary.inputNames,
    outputNames: primary.outputNames,
    inputMetadata: primary.inputMetadata,
    outputMetadata: primary.outputMetadata,
    get executionProvider() {
      return current.executionProvider;
    },
    async run(feeds, outputNames) {
      if (current === primary && !reason) {
        try {
          // A lost GPU may never answer, so its loss settles the run too.
          const outputs = await Promise.race([primary.run(feeds, outputNames), loss]);
          if (outputs) return outputs;
        } catch (error) {
          // A crash rejects the run first and is announced a microtask later.
          await Promise.resolve();
          if (!reason) throw error;
        }
      }
      if (current === primary && reason) current = await openFallback(reason);
      return current.run(feeds, outputNames);
    },
    async release() {
      if (current !== primary) await current.release();
      await primary.release();
    },
  };
}

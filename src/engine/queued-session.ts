import { EdgewiseError } from '../errors.ts';
import { withinBounds } from './deadline.ts';
import { createQueue } from './queue.ts';
import type { MapFeed, RunOptions, Session, Tensor } from './session.ts';

/** What a provider implements: a model that runs when told to. It knows nothing of queues, signals or deadlines. */
export interface LoadedModel extends Omit<Session, 'run' | 'release'> {
  run(
    feeds: Readonly<Record<string, Tensor | MapFeed>>,
    outputNames?: readonly string[],
  ): Record<string, Tensor> | Promise<Record<string, Tensor>>;
  release(): void | Promise<void>;
}

/** Makes a session of a loaded model: one inference at a time, in the order of the calls, within signal and deadline. */
export function createQueuedSession(model: LoadedModel, onRelease?: () => void): Session {
  const enqueue = createQueue();
  let released: Promise<void> | undefined;
  const refuseReleased = () => {
    if (released) throw new EdgewiseError('disposed', 'The session has been released: create it anew.');
  };

  return {
    inputNames: model.inputNames,
    outputNames: model.outputNames,
    inputMetadata: model.inputMetadata,
    outputMetadata: model.outputMetadata,
    get executionProvider() {
      return model.executionProvider;
    },
    async run(feeds, outputNames, options: RunOptions = {}) {
      refuseReleased();
      return withinBounds(options, 'A run of the model', (signal) =>
        enqueue(() => {
          refuseReleased();
          return model.run(feeds, outputNames);
        }, signal),
      );
    },
    release() {
      released ??= enqueue(() => model.release()).finally(onRelease);
      return released;
    },
  };
}

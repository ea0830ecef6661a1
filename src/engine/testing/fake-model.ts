import type { LoadedModel } from '../queued-session.ts';
import type { ExecutionProvider, Tensor } from '../session.ts';
import { createDeferred, type Deferred } from './deferred.ts';

/** A loaded model whose runs end when the test says so. */
interface FakeModel extends LoadedModel {
  /** The runs that have started, in order. */
  readonly runs: Deferred<Record<string, Tensor>>[];
  readonly released: number;
}

/** Creates a {@link FakeModel}. */
export function createFakeModel(executionProvider: ExecutionProvider = 'wasm'): FakeModel {
  const runs: Deferred<Record<string, Tensor>>[] = [];
  let released = 0;
  return {
    inputNames: [],
    outputNames: [],
    inputMetadata: [],
    outputMetadata: [],
    executionProvider,
    runs,
    get released() {
      return released;
    },
    run() {
      const run = createDeferred<Record<string, Tensor>>();
      runs.push(run);
      return run.promise;
    },
    release() {
      released += 1;
    },
  };
}

/** Outputs that tell one run from another. */
export function outputsOf(label: string): Record<string, Tensor> {
  return { y: { type: 'string', dims: [1], data: [label] } };
}

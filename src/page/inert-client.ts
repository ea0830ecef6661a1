import type { EdgewiseError } from '../errors.ts';
import type { Edgewise } from './edgewise.ts';
import { createEmitter } from './emitter.ts';
import { createErrorReporter } from './error-reporter.ts';
import type { EdgewiseEvents } from './events.ts';

/**
 * The client where none can run, on a server or in a browser without what Edgewise needs: it keeps nothing, and rejects what is asked of it.
 * @param reason what `predict` and `decide` reject with; told as the one `error` event, unless it is `disposed`.
 */
export function createInertClient(reason: EdgewiseError): Edgewise {
  const { on, emit } = createEmitter<EdgewiseEvents>();
  const report = createErrorReporter(emit);
  const refuse = (): Promise<never> => Promise.reject(reason);
  // Who has just been given the client hears of it, too.
  queueMicrotask(() => report(reason));
  return {
    ready: Promise.resolve({ status: 'failed' }),
    track() {},
    predict: refuse,
    decide: refuse,
    display() {},
    on,
    setConsent() {},
    async debug() {},
    async dispose() {},
  };
}

import { type EdgewiseError, toEdgewiseError } from '../errors.ts';

/**
 * Tells of what failed. One cause may fail the start, each decision and each event: whoever awaits hears of it, those who listen hear once.
 * @returns takes whatever was thrown, and gives `undefined` for the end of a promise.
 */
export function createErrorReporter(
  emit: (name: 'error', error: EdgewiseError) => void,
): (reason: unknown) => undefined {
  const told = new Set<string>();
  return (reason) => {
    const error = toEdgewiseError(reason, 'engine-failed', 'Edgewise');
    const key = error.code + error.message;
    // What was switched off, by the page or the visitor, has not failed.
    if (told.has(key) || error.code === 'disposed' || error.code === 'consent-required') return;
    told.add(key);
    emit('error', error);
  };
}

import { transferHandlers } from 'comlink';
import { type PlainError, toPlainError } from '../errors.ts';

/**
 * Sends what a call throws as plain data, code and cause included; Comlink by itself keeps name and message alone. The form is that of
 * Comlink's own, so that its other half makes an error of it too.
 */
export function sendErrorsWhole(): void {
  const handler = transferHandlers.get('throw');
  if (!handler) return;
  transferHandlers.set('throw', {
    ...handler,
    serialize: ({ value }: { value: unknown }): [{ isError: true; value: PlainError }, []] => [
      { isError: true, value: toPlainError(value) },
      [],
    ],
  });
}

import { transferHandlers } from 'comlink';
import { type PlainError, toPlainError } from '../errors.ts';

/** Sends what a call throws as plain data, code and cause included; Comlink by itself keeps name and message alone. */
export function sendErrorsWhole(): void {
  const handler = transferHandlers.get('throw');
  if (!handler) return;
  transferHandlers.set('throw', {
    ...handler,
    serialize: ({ value }: { value: unknown }): [{ edgewise: PlainError }, []] => [
      { edgewise: toPlainError(value) },
      [],
    ],
  });
}

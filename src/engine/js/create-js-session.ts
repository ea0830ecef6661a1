import { EdgewiseError } from '../../errors.ts';
import type { Session } from '../session.ts';

/** Loads a model into the js provider. */
export async function createJsSession(_model: Uint8Array): Promise<Session> {
  throw new EdgewiseError('model-unsupported', 'The js provider is not there yet.');
}

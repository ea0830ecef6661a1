import { EdgewiseError } from '../errors.ts';
import { givenInWords } from './expect-given.ts';

/**
 * Refuses what is no path, as a variable that was never set: an empty one would stand for the folder in which the process runs.
 * @throws EdgewiseError `input-invalid`.
 */
export function expectPath(path: unknown): asserts path is string {
  if (typeof path === 'string' && path !== '') return;
  const what = path === '' ? 'empty' : givenInWords(path);
  throw new EdgewiseError('input-invalid', `The path is ${what}; name a folder or a file`);
}

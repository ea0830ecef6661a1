import { EdgewiseError } from '../../errors.ts';
import { givenInWords } from '../expect-given.ts';

/** What to say of a file's bytes, or of nothing, in the place of its text. */
export function noText(taker: string, what: string, given: unknown): EdgewiseError {
  const remedy = "read the file as a text, as by readFile(path, 'utf8')";
  const message = `${taker} takes the text of ${what}, and was given ${givenInWords(given)}; ${remedy}.`;
  return new EdgewiseError('input-invalid', message);
}

import { EdgewiseError, isEdgewiseError } from '../errors.ts';

/** Works, and begins the message of what goes wrong with what it is about, such as a file. */
export async function withSubject<T>(
  subjectOf: (error: EdgewiseError) => string,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isEdgewiseError(error)) throw error;
    throw new EdgewiseError(error.code, `${subjectOf(error)}: ${error.message}`, { cause: error });
  }
}

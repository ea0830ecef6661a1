import type { GraphFile } from '../authoring/publish/service-folder.ts';
import { EdgewiseError, isEdgewiseError } from '../errors.ts';

/** Works, and begins the message of what goes wrong with what it is about, such as a file, where `subjectOf` tells that. */
export async function withSubject<T>(
  subjectOf: (error: EdgewiseError) => string | undefined,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isEdgewiseError(error)) throw error;
    const subject = subjectOf(error);
    throw subject === undefined
      ? error
      : new EdgewiseError(error.code, `${subject}: ${error.message}`, { cause: error });
  }
}

/** What an error of running a graph over a file of data is about: the graph's file and line, or the data. */
export function subjectIn({ placeOf }: GraphFile, data: string): (error: EdgewiseError) => string | undefined {
  return (error) => {
    if (error.code === 'graph-invalid') return placeOf(error);
    return error.code === 'input-invalid' ? data : undefined;
  };
}

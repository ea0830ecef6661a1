import type { GraphFile } from '../authoring/publish/service-folder.ts';
import type { EdgewiseError } from '../errors.ts';

/** What an error of running a graph over a file of data is about: the data, or the graph's file, and the line in it where one is at fault. */
export function subjectIn({ path, placeOf }: GraphFile, data: string): (error: EdgewiseError) => string {
  return (error) => (error.code === 'input-invalid' ? data : (placeOf(error) ?? path));
}

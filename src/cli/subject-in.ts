import type { GraphFile } from '../authoring/publish/service-folder.ts';
import type { EdgewiseError } from '../errors.ts';

/**
 * What an error of running a graph over a file of data is about: the graph's file, and the line in it where one is at fault; or the data, with
 * the node that cannot go with them, since either may be what is to be mended, unless it is a line of theirs.
 */
export function subjectIn({ path, placeOf }: GraphFile, data: string): (error: EdgewiseError) => string {
  return (error) => {
    const place = placeOf(error);
    if (error.code !== 'input-invalid') return place ?? path;
    return place === undefined || /\bline \d/.test(error.message) ? data : `${data} and ${place}`;
  };
}

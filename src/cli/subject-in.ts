import type { GraphFile } from '../authoring/publish/service-folder.ts';
import type { EdgewiseError } from '../errors.ts';
import { readsFrame } from './reads-frame.ts';

/**
 * What an error of running a graph over a file of data is about: the graph's file, and the line in it where one is at fault; or the data, and
 * the node that does not go with them, since either may be what is to be mended: a graph over the frame has its columns from the data.
 */
export function subjectIn({ path, graph, placeOf }: GraphFile, data: string): (error: EdgewiseError) => string {
  return (error) => {
    const place = placeOf(error);
    const isOfData = error.code === 'input-invalid';
    if (place === undefined) return isOfData ? data : path;
    return isOfData || readsFrame(graph) ? `${data} and ${place}` : place;
  };
}

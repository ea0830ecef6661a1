import type { GraphFile } from '../authoring/publish/service-folder.ts';
import { EdgewiseError, isEdgewiseError } from '../errors.ts';

/** Works with a graph, and names file and line of what is wrong with it, as `graph.json:12:7: …`; not of what is wrong with the data. */
export async function located<T>({ placeOf }: GraphFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const place = isEdgewiseError(error) && error.code === 'graph-invalid' && placeOf(error);
    throw place ? new EdgewiseError('graph-invalid', `${place}: ${error.message}`, { cause: error }) : error;
  }
}

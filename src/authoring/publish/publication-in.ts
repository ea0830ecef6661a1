import { EdgewiseError } from '../../errors.ts';
import { listGenerations, type Publication, readPublication } from './publication-folder.ts';

/**
 * What a folder serves, or served.
 * @throws EdgewiseError `manifest-invalid` when there is none.
 */
export async function publicationIn(folder: string, generation?: number): Promise<Publication> {
  const found = await readPublication(folder, generation);
  if (found) return found;
  const what =
    generation === undefined
      ? 'holds no manifest.json; publish into it'
      : `keeps no generation ${generation}; see edgewise list`;
  throw new EdgewiseError('manifest-invalid', `${folder} ${what}`);
}

/**
 * The last generation that a folder served before `current`.
 * @throws EdgewiseError `manifest-invalid` when it keeps none.
 */
export async function generationBefore(folder: string, current: number): Promise<number> {
  const before = (await listGenerations(folder)).filter((generation) => generation < current).at(-1);
  if (before !== undefined) return before;
  throw new EdgewiseError('manifest-invalid', `${folder} keeps no generation before ${current}; publish into it`);
}

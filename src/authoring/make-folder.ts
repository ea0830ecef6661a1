import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it. Not by mkdir's `recursive`, which never ends in Node 20 where a file system takes no folder, as `/proc`.
 * @returns those that were not there, the outer before the inner.
 * @throws what the file system refuses.
 */
export async function makeFolder(path: string): Promise<string[]> {
  try {
    await mkdir(path);
    return [path];
  } catch (error) {
    if (await isFolder(path)) return [];
    const above = dirname(path);
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing || above === path || (await isFolder(above))) throw error;
    return [...(await makeFolder(above)), ...(await makeFolder(path))];
  }
}

/** Removes folders that {@link makeFolder} made, but for what has been written into since. */
export async function removeEmpty(made: readonly string[]): Promise<void> {
  for (const folder of made.toReversed()) await rmdir(folder).catch(() => {});
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from './is-running.ts';

/** Writes a file aside and moves it into place, so that nobody ever reads half of it. */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  { mode }: { readonly mode?: number } = {},
): Promise<void> {
  const aside = asideOf(path);
  try {
    await writeFile(aside, content, { flush: true, mode });
    await rename(aside, path);
  } catch (error) {
    // A full disk is told without the file that it happened to.
    throw error instanceof Error ? Object.assign(error, { path }) : error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Where this process prepares what is to be moved to `path`. */
export const asideOf = (path: string): string => `${path}.${process.pid}.tmp`;

/**
 * Takes away what processes left aside that were ended while they wrote.
 * @param only what was to be moved to this name, where the folder holds files of others. @default whatever it was
 */
export async function removeLeftovers(folder: string, only?: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, moved, number] = /^(.*)\.(\d+)\.tmp$/.exec(name) ?? [];
    const pid = Number(number);
    if (only !== undefined && moved !== only) continue;
    if (Number.isInteger(pid) && !isRunning(pid)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

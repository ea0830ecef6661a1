import { cp, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EdgewiseError } from '../errors.ts';
import { packageFile } from './version.ts';

/** Files of the package that pages load; the npm entries beside them are not for a page. */
const loadedByPages = /^(edgewise|sanitizer|delivery|overlay|worker[\w-]*)\.js$/;

/** Where the built package lies. */
const libraryFolder = (): string => dirname(packageFile('edgewise.js'));

/** Copies what the script tag loads. */
export async function copyLibrary(to: string): Promise<void> {
  const from = libraryFolder();
  const names = (await readdir(from).catch(() => [])).filter((name) => loadedByPages.test(name));
  if (!names.includes('edgewise.js'))
    throw new EdgewiseError(
      'artifact-unavailable',
      `${from} lacks the files that pages load; install edgewise again, or build it`,
    );
  await mkdir(to, { recursive: true });
  for (const name of names) await cp(join(from, name), join(to, name));
}

import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EdgewiseError } from '../../errors.ts';
import { expectPath } from '../expect-path.ts';
import { makeFolder } from '../make-folder.ts';
import { writeWhole } from './write-whole.ts';

/** Files of the package that pages load, and the licences that go along; the npm entries beside them are not for a page. */
const servedToPages = /^((edgewise|sanitizer|delivery|overlay|worker[\w-]*)\.js|third-party-licenses\.txt)$/;

/**
 * Copies the files that pages load (the script tag, the worker and their chunks) out of the installed package into `folder`.
 * @throws EdgewiseError `artifact-unavailable` when the package was not built; what the file system refuses.
 */
export async function copyLibrary(folder: string): Promise<void> {
  expectPath(folder);
  const from = dirname(createRequire(import.meta.url).resolve('edgewise/edgewise.js'));
  const names = (await readdir(from).catch(() => [])).filter((name) => servedToPages.test(name));
  if (!names.includes('edgewise.js'))
    throw new EdgewiseError(
      'artifact-unavailable',
      `${from} lacks the files that pages load; install edgewise again, or build it`,
    );
  await makeFolder(folder);
  for (const name of names) await writeWhole(join(folder, name), await readFile(join(from, name)));
}

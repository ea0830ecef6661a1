import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** The version of the package. */
export async function version(): Promise<string> {
  const path = createRequire(import.meta.url).resolve('edgewise/package.json');
  return JSON.parse(await readFile(path, 'utf8')).version;
}

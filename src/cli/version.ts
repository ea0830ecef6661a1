import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

/** Where the package's own files lie. */
export const packageFile = (path: string): string => resolve(`edgewise/${path}`);

/** The version of the package. */
export async function version(): Promise<string> {
  return JSON.parse(await readFile(packageFile('package.json'), 'utf8')).version;
}

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A digest of files, and of what is within folders, by name and content. What is not there, or goes meanwhile, is as if it were empty. */
export async function digestOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    const within = await readdir(path, { recursive: true }).catch(() => []);
    for (const name of ['', ...within.sort()]) {
      const content = await readFile(join(path, name)).catch(() => '');
      hash.update(JSON.stringify([path, name, content.length])).update(content);
    }
  }
  return hash.digest('hex');
}

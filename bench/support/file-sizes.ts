import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

/** A file of dist/, in bytes. */
export interface FileSize {
  readonly name: string;
  readonly plain: number;
  readonly gzip: number;
  readonly brotli: number;
}

/** Every script of dist/, by name. */
export async function measureSizes(): Promise<FileSize[]> {
  const names = (await readdir(dist)).filter((name) => name.endsWith('.js')).sort();
  return Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(dist, name));
      return {
        name,
        plain: content.length,
        gzip: gzipSync(content, { level: 9 }).length,
        brotli: brotliCompressSync(content).length,
      };
    }),
  );
}

/** Names of the files that `entry` loads before it runs: itself and its static imports, and theirs. */
export async function staticFiles(entry: string): Promise<Set<string>> {
  const found = new Set<string>();
  const visit = async (name: string): Promise<void> => {
    if (found.has(name)) return;
    found.add(name);
    const source = await readFile(join(dist, name), 'utf8');
    for (const [, imported = ''] of source.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g))
      await visit(imported);
  };
  await visit(entry);
  return found;
}

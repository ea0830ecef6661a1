import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { withTemporaryFolder } from '../support/temporary-folder.ts';

/** Builds `bench/<entry>` with what it imports, minified, as a shop would. @returns the files by their path in the output. */
export function buildPage(entry: string): Promise<Map<string, Uint8Array>> {
  return withTemporaryFolder(async (outDir) => {
    const bench = fileURLToPath(new URL('..', import.meta.url));
    await build({
      configFile: false,
      root: bench,
      base: './',
      publicDir: false,
      logLevel: 'error',
      worker: { format: 'es' },
      build: {
        outDir,
        emptyOutDir: true,
        target: 'es2022',
        minify: true,
        assetsInlineLimit: 0,
        modulePreload: false,
        reportCompressedSize: false,
        rollupOptions: { input: join(bench, entry), output: { entryFileNames: 'page.js' } },
      },
    });
    const files = new Map<string, Uint8Array>();
    for (const name of await readdir(outDir, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue;
      const path = join(name.parentPath, name.name);
      files.set(path.slice(outDir.length + 1).replaceAll('\\', '/'), await readFile(path));
    }
    return files;
  });
}

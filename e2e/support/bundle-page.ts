import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/**
 * Bundles a page's script as a shop would, against the package as it was built. React's checks of what it hydrates are in it.
 * @param packages folders of packages that stand in for those installed, by name.
 */
export async function bundlePage(entry: string, packages: Readonly<Record<string, string>> = {}): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'edgewise-page-'));
  try {
    await build({
      configFile: false,
      logLevel: 'error',
      mode: 'development',
      publicDir: false,
      define: { 'process.env.NODE_ENV': '"development"' },
      resolve: {
        alias: [
          { find: /^.*\/src\/index\.ts$/, replacement: `${dist}index.js` },
          { find: /^.*\/src\/authoring\/index\.ts$/, replacement: `${dist}authoring.js` },
          ...Object.entries(packages).map(([name, replacement]) => ({
            find: new RegExp(`^${name}(?=/|$)`),
            replacement,
          })),
          { find: /^.*\/src\/adapters\/(\w+)\/index\.ts$/, replacement: `${dist}$1.js` },
        ],
      },
      build: {
        outDir,
        target: 'es2022',
        minify: false,
        lib: { entry, formats: ['es'], fileName: () => 'page.js' },
        rollupOptions: { output: { codeSplitting: false } },
      },
    });
    return await readFile(join(outDir, 'page.js'), 'utf8');
  } finally {
    await rm(outDir, { recursive: true });
  }
}

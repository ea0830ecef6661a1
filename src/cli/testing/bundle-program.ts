import { copyFile, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The program with its faults, in two files that Node starts in a tenth of the time that their sources take. */
export interface BundledProgram {
  /** Whoever bundles removes it. */
  readonly folder: string;
  /** What Node is given before the command's own words. */
  readonly words: readonly string[];
}

/** Bundles the program, for tests that start it often. */
export async function bundleProgram(): Promise<BundledProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-program-'));
  // It looks for its own version, and for its dependencies.
  await copyFile(join(root, 'package.json'), join(folder, 'package.json'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { input: ['src/cli/main.ts', 'src/cli/testing/faults.ts'] },
    },
  });
  return { folder, words: ['--import', join(folder, 'faults.js'), join(folder, 'main.js')] };
}

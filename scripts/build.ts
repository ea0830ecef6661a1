import { execFileSync } from 'node:child_process';
import { copyFile, rm } from 'node:fs/promises';
import { build } from 'vite';
import { buildModes } from '../vite.config.ts';

/** Builds the package into `dist`: one Vite build for each way in, the declarations, and the manifest's JSON Schema. */
await rm('dist', { recursive: true, force: true });
for (const mode of buildModes) await build({ mode });
execFileSync('npx', ['tsc', '--project', 'tsconfig.build.json'], { stdio: 'inherit' });
await copyFile('public/manifest.schema.json', 'dist/manifest.schema.json');

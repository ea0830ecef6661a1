import { execFileSync } from 'node:child_process';
import { copyFile, rm } from 'node:fs/promises';
import { build } from 'vite';
import { buildModes } from '../vite.config.ts';
import { jsonSchemaPath, jsonSchemas } from './build-json-schema.ts';

/** Builds the package into `dist`: one Vite build for each way in, the declarations, and the JSON Schemas of manifest and activities. */
await rm('dist', { recursive: true, force: true });
for (const mode of buildModes) await build({ mode });
execFileSync('npx', ['tsc', '--project', 'tsconfig.build.json'], { stdio: 'inherit' });
for (const name of Object.keys(jsonSchemas)) await copyFile(jsonSchemaPath(name), `dist/${name}`);

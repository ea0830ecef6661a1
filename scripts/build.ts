import { execFileSync } from 'node:child_process';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'vite';
import { buildModes } from '../vite.config.ts';
import { jsonSchemaPath, jsonSchemas } from './build-json-schema.ts';
import { type BundledPackage, licenseNotice } from './third-party-licenses.ts';

/**
 * Builds the package into `dist`: one Vite build for each way in, the licences of what they bundle, the declarations, and the JSON Schemas
 * of manifest and activities.
 */
await rm('dist', { recursive: true, force: true });
const bundled: BundledPackage[] = [];
const license = { fileName: 'licenses.json' };
for (const mode of buildModes) {
  await build({ mode, build: { license } });
  bundled.push(...JSON.parse(await readFile(`dist/${license.fileName}`, 'utf8')));
}
await rm(`dist/${license.fileName}`);
await writeFile('dist/third-party-licenses.txt', licenseNotice(bundled));
execFileSync('npx', ['tsc', '--project', 'tsconfig.build.json'], { stdio: 'inherit' });
for (const name of Object.keys(jsonSchemas)) await copyFile(jsonSchemaPath(name), `dist/${name}`);

/** Draws the data of the examples' notebook, runs it on the built package, and saves it with what its cells give. */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { findDeno, startDenoKernel } from './notebook/deno-kernel.ts';
import { drawVisits } from './notebook/draw-visits.ts';
import { type Notebook, runNotebook } from './notebook/notebook.ts';

const folder = fileURLToPath(new URL('../examples/', import.meta.url));
const path = `${folder}purchase-intent.ipynb`;

const deno = findDeno();
if ('missing' in deno) throw new Error(deno.missing);
await writeFile(`${folder}visits.csv`, await drawVisits());
const notebook: Notebook = JSON.parse(await readFile(path, 'utf8'));
const kernel = await startDenoKernel(deno.path, folder);
try {
  await writeFile(path, `${JSON.stringify(await runNotebook(notebook, kernel), null, 1)}\n`);
} finally {
  await kernel.close();
}

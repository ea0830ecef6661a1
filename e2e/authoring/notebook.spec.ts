import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from '@playwright/test';
import { findDeno, startDenoKernel } from '../../scripts/notebook/deno-kernel.ts';
import { drawVisits } from '../../scripts/notebook/draw-visits.ts';
import { type Notebook, runNotebook } from '../../scripts/notebook/notebook.ts';
import { expect } from '../support/expect.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const deno = findDeno();

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-notebook-'));
});
test.afterEach(() => rm(folder, { recursive: true }));

test('the notebook of the examples gives in each cell, in the Deno kernel, what it is saved with', async () => {
  if ('missing' in deno) {
    console.log(`The notebook is not run: ${deno.missing}`);
    test.skip(true, deno.missing);
    return;
  }
  // A project of somebody who has installed the package.
  await writeFile(join(folder, 'package.json'), JSON.stringify({ dependencies: { edgewise: '*' } }));
  await mkdir(join(folder, 'node_modules'));
  await symlink(root, join(folder, 'node_modules/edgewise'));
  await cp(join(root, 'examples/visits.csv'), join(folder, 'visits.csv'));
  const notebook: Notebook = JSON.parse(await readFile(join(root, 'examples/purchase-intent.ipynb'), 'utf8'));
  const temporary = join(folder, 'temporary');
  await mkdir(temporary);
  const kernel = await startDenoKernel(deno.path, folder, temporary);
  try {
    const { cells } = await runNotebook(notebook, kernel);
    for (const [index, { id, outputs, execution_count }] of cells.entries())
      expect({ id, outputs, execution_count }, 'saved by npm run notebook').toMatchObject({
        id: notebook.cells[index]?.id,
        outputs: notebook.cells[index]?.outputs,
        execution_count: notebook.cells[index]?.execution_count,
      });
  } finally {
    await kernel.close();
  }
  expect(await readdir(temporary), 'nothing stays').toEqual([]);
});

test('the visits of the notebook are those that the simulator draws', async () => {
  expect(await drawVisits()).toBe(await readFile(join(root, 'examples/visits.csv'), 'utf8'));
});

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolder, removeEmpty } from './make-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('makes what is missing, and takes away what stayed empty', async () => {
  const [outer, inner] = [join(folder, 'a'), join(folder, 'a/b')];
  expect(await makeFolder(inner)).toEqual([outer, inner]);
  expect(await makeFolder(inner)).toEqual([]);
  await writeFile(join(outer, 'file'), '');
  await removeEmpty([outer, inner]);
  expect(await readdir(folder, { recursive: true })).toEqual(['a', join('a', 'file')]);
});

it('refuses to make one in the place of a file, or in a file', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(folder, 'file/a/b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

it.skipIf(!existsSync('/proc/self'))('ends where nobody can make a folder', async () => {
  await expect(makeFolder('/proc/none/of/these')).rejects.toMatchObject({ code: 'ENOENT', path: '/proc/none' });
});

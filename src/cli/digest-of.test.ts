import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { digestOf } from './digest-of.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-digest-'));
  file = join(folder, 'file');
  await mkdir(join(folder, 'a/b'), { recursive: true });
  await writeFile(join(folder, 'a/b/c'), 'text');
  await writeFile(file, 'text');
});
afterEach(() => rm(folder, { recursive: true }));

const digest = () => digestOf([join(folder, 'a'), file, join(folder, 'none')]);

it('stays as long as names and contents do, however often they are written', async () => {
  const before = await digest();
  await writeFile(join(folder, 'a/b/c'), 'text');
  await writeFile(join(folder, 'elsewhere'), 'text');
  expect(await digest()).toBe(before);
});

it.each([
  ['content', () => writeFile(join(folder, 'a/b/c'), 'other')],
  ['file', () => writeFile(file, 'texts')],
  ['name', () => rename(join(folder, 'a/b'), join(folder, 'a/d'))],
  ['folder that is gone', () => rm(join(folder, 'a'), { recursive: true })],
  ['file that has come', () => writeFile(join(folder, 'none'), '1')],
])('changes with a %s', async (_, change) => {
  const before = await digest();
  await change();
  expect(await digest()).not.toBe(before);
});

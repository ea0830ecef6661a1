import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run, runJson } from './testing/run-program.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-cli-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('init', () => {
  it('writes a project whose service can be published and verified', async () => {
    const project = join(folder, 'shop');
    const { files, metrics, publicKey } = (await runJson('init', project)) as {
      files: string[];
      metrics: { auc: number };
      publicKey: string;
    };
    expect(files).toContain('public/index.html');
    expect(metrics.auc).toBeGreaterThan(0.8);
    expect((await stat(join(project, 'key.json'))).mode & 0o077).toBe(0);
    expect(await readFile(join(project, 'public/index.html'), 'utf8')).toContain(`data-public-key="${publicKey}"`);
    const at = (path: string) => join(project, path);
    expect(await run('validate', at('activities.json'))).toMatchObject({ code: 0, err: '' });
    const published = ['--activities', at('activities.json'), '--out', at('public/edgewise'), '--key', at('key.json')];
    expect(await run('publish', at('services/purchase-intent'), ...published)).toMatchObject({ code: 0, err: '' });
    expect(await run('verify', at('public/edgewise'), '--key', publicKey)).toMatchObject({ code: 0 });
  });

  it('says what to do next, in words that a shell takes', async () => {
    const [plain, spaced] = [join(folder, 'shop'), join(folder, 'my shop')];
    expect((await run('init', plain)).out).toContain(`Now: cd ${plain} && npx edgewise dev`);
    expect((await run('init', spaced)).out).toContain(`Now: cd "${spaced}" && npx edgewise dev`);
  });

  it("names the activities' schema in the package that is installed, here or in a folder above", async () => {
    const schemaIn = async (project: string) => {
      await runJson('init', project);
      return JSON.parse(await readFile(join(project, 'activities.json'), 'utf8')).$schema;
    };
    const schema = 'node_modules/edgewise/dist/activities.schema.json';
    expect(await schemaIn(join(folder, 'alone'))).toBe(schema);
    await mkdir(dirname(join(folder, schema)), { recursive: true });
    await writeFile(join(folder, schema), '{}');
    expect(await schemaIn(join(folder, 'shops', 'tea'))).toBe(`../../${schema}`);
  });

  it('clears away what an init left that was killed, and nothing else', async () => {
    const ended = spawnSync(process.execPath, ['--version']).pid;
    for (const name of [`project.${ended}.tmp`, `mine.${ended}.tmp`]) {
      await mkdir(join(folder, 'shop', name), { recursive: true });
      await writeFile(join(folder, 'shop', name, 'key.json'), '{}');
    }
    await runJson('init', join(folder, 'shop'));
    expect((await readdir(join(folder, 'shop'))).filter((name) => name.endsWith('.tmp'))).toEqual([
      `mine.${ended}.tmp`,
    ]);
  });

  it('writes into a new repository, whose files keep what they hold', async () => {
    const theirs = { 'README.md': '# Tea\n', LICENSE: 'MIT\n', '.gitignore': 'node_modules/\r\n*.log' };
    for (const [name, text] of Object.entries(theirs)) await writeFile(join(folder, name), text);
    await mkdir(join(folder, '.git'));
    const { out, code } = await run('init', folder);
    expect(code).toBe(0);
    expect(out).toContain(`${join(folder, 'README.md')} was there, and stays as it was.`);
    expect(out).toContain(`${join(folder, '.gitignore')}, which keeps what it held`);
    const texts = Object.keys(theirs).map((name) => readFile(join(folder, name), 'utf8'));
    expect(await Promise.all(texts)).toEqual([
      '# Tea\n',
      'MIT\n',
      'node_modules/\r\n*.log\nkey.json\npublic/edgewise\n',
    ]);
    expect(await readdir(join(folder, 'services'))).toEqual(['purchase-intent']);
  });

  it('writes nothing where one of its files is', async () => {
    await writeFile(join(folder, 'activities.json'), 'mine');
    expect(await run('init', folder)).toMatchObject({
      code: 1,
      err: expect.stringContaining('activities.json exists already'),
    });
    expect(await readdir(folder)).toEqual(['activities.json']);
  });
});

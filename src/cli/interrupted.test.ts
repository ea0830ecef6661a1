import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { verifyPublication } from '../authoring/verify-publication.ts';
import { run, runJson } from './testing/run-program.ts';
import { encodeUnary, tinyRules, writeTinyService } from './testing/tiny-service.ts';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

let folder: string;
let out: string;
let key: string;
let publicKey: string;
let service: string;
let activities: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-cli-'));
  [out, key, activities] = ['public', 'key.json', 'activities.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  ({ publicKey } = (await runJson('keygen', key)) as { publicKey: string });
  service = await writeTinyService(folder);
  await run('publish', service, '--out', join(folder, 'before'), '--key', key);
  await writeTinyService(folder, { service: { version: '2' }, model: encodeUnary('Tanh') });
  await writeFile(activities, JSON.stringify(tinyRules));
});
beforeEach(async () => {
  await rm(out, { recursive: true, force: true });
  await cp(join(folder, 'before'), out, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true }));

/** Publishes in a process of its own, in which one file operation fails. */
function publishWith(fault: 'kill' | 'full', at: number, what: readonly string[]) {
  const program = ['--import', 'tsx', '--import', source('testing/faults.ts'), source('main.ts')];
  return spawnSync(process.execPath, [...program, 'publish', ...what, '--out', out, '--key', key], {
    env: { ...process.env, EDGEWISE_FAULT: fault, EDGEWISE_FAULT_AT: String(at) },
    encoding: 'utf8',
  });
}
const wordsFor = (what: string) => (what === 'a service' ? [service] : ['--activities', activities]);
const leftovers = async () => (await readdir(out, { recursive: true })).filter((name) => name.endsWith('.tmp'));

// Two folders are made; then the artifact, the copy for rollback and the manifest are written aside and moved into place.
it.each([['a service', 3], ['a service', 4], ...[1, 2, 3, 4, 5, 6].map((at) => ['activities', at] as const)] as const)(
  'leaves the manifest that stood when %s is published and operation %i is a kill -9',
  async (what, at) => {
    expect(publishWith('kill', at, wordsFor(what)).signal).toBe('SIGKILL');
    const { generation, services } = await verifyPublication(out, publicKey);
    expect({ generation, version: services.interest?.version }).toEqual({ generation: 1, version: '1' });
    expect(await run('publish', ...wordsFor(what), '--out', out, '--key', key)).toMatchObject({ code: 0, err: '' });
    expect((await verifyPublication(out, publicKey)).generation).toBe(2);
    expect(await leftovers(), 'the next publication sweeps').toEqual([]);
  },
);

it.each([
  ['a service', 3],
  ['activities', 3],
  ['activities', 5],
] as const)('leaves the manifest that stood when the disk is full for %s at operation %i', async (what, at) => {
  const { status, stderr, stdout } = publishWith('full', at, wordsFor(what));
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^edgewise publish: .+ could not be written, the disk is full; make room and try again\n$/);
  expect((await verifyPublication(out, publicKey)).generation).toBe(1);
  expect(await leftovers()).toEqual([]);
});

it('publishes and ends where nothing fails', async () => {
  expect(publishWith('kill', 99, [service])).toMatchObject({ status: 0, signal: null, stderr: '' });
  expect((await verifyPublication(out, publicKey)).services.interest?.version).toBe('2');
});

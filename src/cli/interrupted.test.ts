import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { readServiceFolder } from '../authoring/publish/service-folder.ts';
import { verifyPublication } from '../authoring/publish/verify-publication.ts';
import { type BundledProgram, bundleProgram } from './testing/bundle-program.ts';
import { run } from './testing/run-program.ts';
import { encodeUnary, tinyRules, writeTinyService } from './testing/tiny-service.ts';
import { makeTinySite } from './testing/tiny-site.ts';

/** A device that has no room for anything. */
const fullDisk = '/dev/full';

let program: BundledProgram;
let folder: string;
let out: string;
let key: string;
let publicKey: string;
let service: string;
let activities: string;
beforeAll(async () => {
  program = await bundleProgram();
  ({ folder, out, key, publicKey, service, activities } = await makeTinySite());
  await run('publish', service, '--out', join(folder, 'before'), '--key', key);
  await writeTinyService(folder, { service: { version: '2' }, model: encodeUnary('Tanh') });
});
beforeEach(async () => {
  await rm(out, { recursive: true, force: true });
  await cp(join(folder, 'before'), out, { recursive: true });
});
afterAll(async () => {
  for (const made of [folder, program.folder]) await rm(made, { recursive: true });
});

const publishing = (what: readonly string[]) => [...program.words, 'publish', ...what, '--out', out, '--key', key];
const faulty = (fault: 'kill' | 'full' | 'stop', at: number) => ({
  ...process.env,
  EDGEWISE_FAULT: fault,
  EDGEWISE_FAULT_AT: String(at),
});
/** Publishes in a process of its own, in which one file operation fails. */
const publishWith = (fault: 'kill' | 'full', at: number, what: readonly string[]) =>
  spawnSync(process.execPath, publishing(what), { env: faulty(fault, at), encoding: 'utf8' });
const wordsFor = (what: string) => (what === 'a service' ? [service] : ['--activities', activities]);
const leftovers = async (within = out) =>
  (await readdir(within, { recursive: true })).filter((name) => /\.tmp$|^\.publishing/.test(name));

// The lock is made and moved into place (2 to 4), two folders are made (5, 6); then the artifact, the copy for rollback and the manifest are
// written aside and moved into place.
it.each([
  ...[3, 4, 7, 8].map((at) => ['a service', at] as const),
  ...[5, 7, 8, 9, 10].map((at) => ['activities', at] as const),
])('leaves the manifest that stood when %s is published and operation %i is a kill -9', async (what, at) => {
  expect(publishWith('kill', at, wordsFor(what)).signal).toBe('SIGKILL');
  const { generation, services } = await verifyPublication(out, { publicKey });
  expect({ generation, version: services.interest?.version }).toEqual({ generation: 1, version: '1' });
  expect(await run('publish', ...wordsFor(what), '--out', out, '--key', key)).toMatchObject({ code: 0, err: '' });
  expect((await verifyPublication(out, { publicKey })).generation).toBe(2);
  expect(await leftovers(), 'the next publication sweeps').toEqual([]);
});

it.each([
  ['a service', 7],
  ['activities', 2],
  ['activities', 7],
  ['activities', 9],
] as const)('leaves the manifest that stood when the disk is full for %s at operation %i', async (what, at) => {
  const { status, stderr, stdout } = publishWith('full', at, wordsFor(what));
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^edgewise publish: .+ could not be written, the disk is full; make room and try again\n$/);
  expect((await verifyPublication(out, { publicKey })).generation).toBe(1);
  expect(await leftovers()).toEqual([]);
});

it.each([
  ['score', 'SIGINT'],
  ['train', 'SIGTERM'],
  ['train', 'SIGINT'],
] as const)('ends %s at once by %s, in the middle of a computation, and leaves nothing', async (command, signal) => {
  const endless = `import { writeSync } from 'node:fs';
    export const operators = { endless() { writeSync(process.stdout.fd, 'computing'); for (;;); } };`;
  const graph = {
    nodes: [
      {
        id: 'row',
        op: 'custom',
        inputs: ['frame'],
        params: { name: 'endless', output: { type: 'float32', shape: [1] } },
      },
      ...(command === 'train' ? [{ id: 'model', op: 'linear-regression', inputs: ['row'] }] : []),
    ],
    outputs: { row: 'row' },
  };
  const files = {
    'endless.js': endless,
    'graph.json': JSON.stringify(graph),
    'rows.csv': 'views,spent\n1,2.5\n2,4\n3,6.5\n',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const [operators, graphFile, rows] = Object.keys(files).map((name) => join(folder, name)) as [string, string, string];
  const outDir = join(folder, 'broken-off', 'service');
  const words = [command, graphFile, '--data', rows, '--operators', operators];
  if (command === 'train') words.push('--label', 'spent', '--out', outDir);
  const computing = spawn(process.execPath, [...program.words, ...words]);
  const ended = once(computing, 'exit');
  try {
    await Promise.race([once(computing.stdout, 'data'), ended]);
    computing.kill(signal);
    expect(await ended).toEqual([null, signal]);
    expect(existsSync(dirname(outDir))).toBe(false);
  } finally {
    computing.kill('SIGKILL');
  }
});

it('leaves the service that stood when it is trained anew and its model is half written', async () => {
  const trained = join(folder, 'trained');
  const graph = {
    nodes: [
      { id: 'row', op: 'array', inputs: ['frame'], params: { type: 'float32' } },
      { id: 'model', op: 'linear-regression', inputs: ['row'] },
    ],
    outputs: { spent: 'model.variable' },
  };
  await writeFile(join(folder, 'graph.json'), JSON.stringify(graph));
  await writeFile(join(folder, 'rows.csv'), 'views,spent\n1,2.5\n2,4\n3,6.5\n');
  const words = [
    'train',
    join(folder, 'graph.json'),
    '--data',
    join(folder, 'rows.csv'),
    '--label',
    'spent',
    '--test-every',
    '0',
    '--out',
  ];
  await run(...words, trained);
  const written = async () => {
    const { graph, models } = (await readServiceFolder(trained)).source;
    return { graph, models };
  };
  const before = await written();
  // Twice its folder is made, as it is there; then the model is written.
  const options = { env: faulty('kill', 3), encoding: 'utf8' } as const;
  expect(spawnSync(process.execPath, [...program.words, ...words, trained], options).signal).toBe('SIGKILL');
  expect(await leftovers(trained)).toHaveLength(1);
  expect(await written()).toEqual(before);
  expect(await run(...words, trained)).toMatchObject({ code: 0 });
  expect(await leftovers(trained)).toEqual([]);
});

it.each([
  ['init', 'shop', 4],
  ['init', 'shop', 12],
  ['keygen', 'kept/key.json', 2],
] as const)('makes nothing where the disk is full for %s of %s at operation %i', async (command, name, at) => {
  const made = join(folder, name);
  const options = { env: faulty('full', at), encoding: 'utf8' } as const;
  const { status, stderr } = spawnSync(process.execPath, [...program.words, command, made], options);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^edgewise \w+: .+ could not be written, the disk is full; make room and try again\n$/);
  expect(await run(command, made)).toMatchObject({ code: 0, err: '' });
  await rm(made, { recursive: true });
});

it.skipIf(!existsSync(fullDisk))(
  'says that the disk is full for the answer (skipped where the system has no /dev/full)',
  async () => {
    const answer = openSync(fullDisk, 'w');
    try {
      const words = [...program.words, 'list', out];
      const { status, stderr } = spawnSync(process.execPath, words, {
        stdio: ['ignore', answer, 'pipe'],
        encoding: 'utf8',
      });
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: 'edgewise: the answer could not be written, the disk is full; make room and try again\n',
      });
    } finally {
      closeSync(answer);
    }
  },
);

it('publishes and ends where nothing fails', async () => {
  expect(publishWith('kill', 99, [service])).toMatchObject({ status: 0, signal: null, stderr: '' });
  expect((await verifyPublication(out, { publicKey })).services.interest?.version).toBe('2');
});

it('refuses to publish into a folder into which another process publishes, and leaves that one alone', async () => {
  const other = spawn(process.execPath, publishing([service]), { env: faulty('stop', 7) });
  await once(other.stderr, 'data');
  const words = ['publish', '--activities', activities, '--out', out, '--key', key];
  expect(await run(...words)).toEqual({
    code: 1,
    out: '',
    err: `edgewise publish: ${out} is being published into by process ${other.pid} on ${hostname()}; try again when that has ended, or delete ${join(out, '.publishing')} if it has`,
  });
  other.stdin.end();
  expect(await once(other, 'exit')).toEqual([0, null]);
  expect(await run(...words)).toMatchObject({ code: 0, err: '' });
  const { generation, services, segments } = await verifyPublication(out, { publicKey });
  expect({ generation, version: services.interest?.version, segments }).toEqual({
    generation: 3,
    version: '2',
    segments: tinyRules.segments,
  });
});

it('loses nothing of what processes publish that start at once', async () => {
  const ids = ['first', 'second', 'third'];
  const codes = await Promise.all(
    ids.map(async (id) => {
      const words = publishing([await writeTinyService(folder, { id })]);
      return (await once(spawn(process.execPath, words), 'exit'))[0] as number;
    }),
  );
  const done = ids.filter((_, index) => codes[index] === 0);
  expect(done).not.toEqual([]);
  const { generation, services } = await verifyPublication(out, { publicKey });
  expect(generation).toBe(1 + done.length);
  expect(Object.keys(services).sort()).toEqual([...done, 'interest'].sort());
  expect(await leftovers()).toEqual([]);
});

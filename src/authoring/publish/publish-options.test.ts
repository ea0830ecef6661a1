import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateKeyPair } from '../../registry/sign.ts';
import type { Problem } from '../validation/problem.ts';
import { deleteService } from './delete-service.ts';
import { readPrivateKey } from './key-files.ts';
import { importOperators } from './operator-module.ts';
import { listGenerations, readPublication } from './publication-folder.ts';
import { type PublishOptions, publish } from './publish.ts';
import { rollback } from './rollback.ts';
import { readServiceFolder, writeServiceFolder } from './service-folder.ts';
import { columns, graphOver } from './testing/views-graph.ts';
import { verifyPublication } from './verify-publication.ts';

let outDir: string;
beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'edgewise-publish-'));
});
afterEach(() => rm(outDir, { recursive: true }));

const graph = graphOver({ columns });
const service = { version: '1', graph, models: {} };
const input = { events: [], now: 0 };
/** As a script without types may call it. */
const publishAny = (options: unknown) => publish(options as PublishOptions);

describe('the options of publish', () => {
  it.each<[string, object, string]>([
    ['a service that is null', { services: { a: null } }, 'services.a: it is null; give an object'],
    ['a list of services', { services: [service] }, 'services: it is a list; give services by id'],
    [
      'a service without models',
      { services: { a: { version: '1', graph } } },
      'services.a.models: "models" is missing',
    ],
    [
      'a service without a graph',
      { services: { a: { version: '1', models: {} } } },
      'services.a.graph: "graph" is missing',
    ],
    [
      'a version that is a number',
      { services: { a: { ...service, version: 1 } } },
      'services.a.version: it is 1; give a text',
    ],
    ['a version that is empty', { services: { a: { ...service, version: '' } } }, 'services.a.version: it is empty'],
    [
      'a self-check without events',
      { services: { a: { ...service, selfCheck: { input: {}, scores: {} } } } },
      'services.a.selfCheck.0.input.events: "events" is missing',
    ],
    [
      'a self-check whose time is none',
      { services: { a: { ...service, selfCheck: { input: { ...input, now: Number.NaN }, scores: {} } } } },
      'services.a.selfCheck.0.input.now: it is NaN; give a number',
    ],
    [
      'an operator that is no function',
      { services: { a: { ...service, customOperators: { own: 1 } } } },
      'services.a.customOperators.own: it is 1; give a function',
    ],
    [
      'the name of a host for a mirror',
      { mirrors: ['cdn.example'] },
      'mirrors.0: it is cdn.example; write its address whole, as in https://cdn.example/edgewise/',
    ],
    [
      'a mirror that is no list',
      { mirrors: 'https://cdn.example/' },
      'mirrors: it is "https://cdn.example/"; give a list',
    ],
    ['half a generation', { generation: 1.5 }, 'generation: it is 1.5; give a whole number'],
    [
      'a generation that nothing is above',
      { generation: 1e300 },
      'generation: it is 1e+300; give at most 9007199254740991',
    ],
    [
      'a time that is none',
      { publishedAt: 'yesterday' },
      'publishedAt: it is yesterday; write it as 2026-11-27T00:00:00Z',
    ],
    ['an empty folder', { outDir: '' }, 'outDir: it is empty'],
    ['no folder', { outDir: undefined }, 'outDir: it is undefined; give a text'],
  ])('refuse %s, and write nothing', async (_, options, sentence) => {
    await expect(publishAny({ outDir, ...options })).rejects.toMatchObject({
      name: 'EdgewiseError',
      code: 'input-invalid',
      message: `The options of publish are wrong at ${sentence}`,
    });
    expect(await readdir(outDir)).toEqual([]);
  });

  it.each(['constructor', ''])('refuse a service that is named %j', async (id) => {
    await expect(publish({ outDir, services: { [id]: service } })).rejects.toMatchObject({
      code: 'input-invalid',
      message: `The options of publish are wrong at services: no service can be named "${id}"; rename it`,
    });
  });

  it('that it does not know, fields of a service likewise, and names that no condition can read are told of', async () => {
    const told: Problem[] = [];
    const onProblem = (problem: Problem) => told.push(problem);
    const services = { 'a.b': { ...service, selfchek: [] } };
    await publishAny({ outDir, services, activites: [], onProblem });
    expect(told.map(({ severity, path, message }) => `${severity} ${path}: ${message}`)).toEqual([
      `warning services.a.b.selfchek: there is no field "selfchek"; did you mean 'selfCheck'?`,
      `warning activites: there is no field "activites"; did you mean 'activities'?`,
      'warning services.a.b: no condition can read the scores of a service whose name holds . [ or ]; rename it',
    ]);
  });

  it('may be undefined, but for the folder', async () => {
    const options = { services: undefined, mirrors: undefined, generation: undefined, publishedAt: undefined };
    expect((await publishAny({ outDir, ...options, privateKey: undefined })).generation).toBe(1);
  });

  it.each<[string, (key: Record<string, unknown>) => unknown, string]>([
    ['a text', (key) => JSON.stringify(key), 'is no JSON Web Key'],
    ['the public half', ({ d, ...key }) => key, 'is a public key, which cannot sign'],
    ['half a key', ({ x, ...key }) => key, 'is half a key, without its "x"'],
    ['a key of another kind', (key) => ({ ...key, crv: 'X25519' }), 'is a key of type X25519, not Ed25519'],
    ['a damaged key', (key) => ({ ...key, d: 'AAAA' }), 'cannot sign'],
  ])('refuse %s to sign by, and write nothing', async (_, change, sentence) => {
    const { privateKey } = await generateKeyPair();
    const signing = { privateKey: change({ ...privateKey }) } as Pick<PublishOptions, 'privateKey'>;
    await expect(publish({ outDir, ...signing })).rejects.toMatchObject({
      code: 'input-invalid',
      message: `privateKey ${sentence}; give what generateKeyPair or readPrivateKey gave`,
    });
    expect(await readdir(outDir)).toEqual([]);
  });

  it('refuse a key whose halves are of two keys, which pages would refuse', async () => {
    const [own, other] = [await generateKeyPair(), await generateKeyPair()];
    const privateKey = { ...own.privateKey, x: other.publicKey };
    await expect(publish({ outDir, privateKey })).rejects.toMatchObject({ code: 'input-invalid' });
    expect(await readdir(outDir)).toEqual([]);
  });
});

it.each<[string, () => unknown, string]>([
  ['verifyPublication', () => verifyPublication(outDir, null as never), 'the top: it is null; give an object'],
  [
    'verifyPublication',
    () => verifyPublication(outDir, { publickey: 'x' } as never),
    "publickey: there is no option 'publickey'; did you mean 'publicKey'?",
  ],
  ['rollback', () => rollback(outDir, { to: '../1' } as never), 'to: it is "../1"; give a number'],
  ['rollback', () => rollback(outDir, { to: 1.5 }), 'to: it is 1.5; give a whole number'],
  [
    'deleteService',
    () => deleteService(outDir, 'a', { key: {} } as never),
    "key: there is no option 'key'; there is privateKey, newKey, onProblem",
  ],
])('%s refuses options that it does not know', async (name, work, sentence) => {
  await expect(Promise.resolve().then(work)).rejects.toMatchObject({
    code: 'input-invalid',
    message: `The options of ${name} are wrong at ${sentence}`,
  });
});

it.each<[string, (path: never) => unknown]>([
  ['verifyPublication', verifyPublication],
  ['readPublication', readPublication],
  ['listGenerations', listGenerations],
  ['rollback', rollback],
  ['deleteService', (path) => deleteService(path, 'a')],
  ['readServiceFolder', readServiceFolder],
  ['writeServiceFolder', (path) => writeServiceFolder(path, service)],
  ['importOperators', importOperators],
  ['readPrivateKey', readPrivateKey],
])('%s refuses a path that was never set', async (_, work) => {
  for (const path of [undefined, ''] as never[])
    await expect(Promise.resolve().then(() => work(path))).rejects.toMatchObject({
      code: 'input-invalid',
      message: `The path is ${path === '' ? 'empty' : 'undefined'}; name a folder or a file`,
    });
});

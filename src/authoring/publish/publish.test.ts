import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { flattenedVerify, importJWK } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { doublingByInt4, writeModel } from '../../engine/testing/write-model.ts';
import { parseManifest } from '../../registry/manifest.ts';
import { generateKeyPair } from '../../registry/sign.ts';
import { encodeModel } from '../onnx/writer.ts';
import type { ServiceSource } from './check-service.ts';
import { type PublishOptions, publish } from './publish.ts';
import { verifyPublication } from './verify-publication.ts';

let outDir: string;
beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'edgewise-publish-'));
});
afterEach(() => rm(outDir, { recursive: true }));

function encodeUnary(opType: string): Uint8Array {
  return encodeModel({
    opsets: { '': 17 },
    graph: {
      nodes: [{ opType, inputs: ['x'], outputs: ['y'] }],
      inputs: [{ name: 'x', type: 'float32', shape: ['N', 1] }],
      outputs: [{ name: 'y', type: 'float32', shape: ['N', 1] }],
    },
  });
}

const graph = {
  nodes: [
    {
      id: 'columns',
      op: 'xdm-to-frame',
      inputs: ['events'],
      params: { columns: [{ name: 'value', path: 'value', default: 0 }] },
    },
    { id: 'row', op: 'array', inputs: ['columns'], params: { type: 'float32' } },
    { id: 'model', op: 'onnx', inputs: ['row'], params: { model: 'model' } },
  ],
  outputs: { probability: 'model.y[:,0]' },
};
const model = encodeUnary('Sigmoid');
const external = writeModel({
  nodes: [{ op: 'Mul', inputs: ['x', 'w'], outputs: ['y'] }],
  inputs: [{ name: 'x', type: 'float', shape: ['N', 1] }],
  outputs: [{ name: 'y', type: 'float', shape: ['N', 1] }],
  external: ['w'],
});
const input = { events: [{ _id: '1', timestamp: '2026-03-02T09:00:00Z', eventType: 'test', value: 0 }], now: 0 };
const withoutOffset = (event: (typeof input.events)[number]) => ({ ...event, timestamp: '2026-03-02T09:00:00' });
const service: ServiceSource = {
  version: '1',
  graph,
  models: { model },
  selfCheck: { input, scores: { probability: 0.5 } },
};
const publishOne = (options: Partial<PublishOptions> = {}) =>
  publish({ services: { test: service }, outDir, ...options });
const readManifest = async () => JSON.parse(await readFile(join(outDir, 'manifest.json'), 'utf8'));

describe('publish', () => {
  it('writes a manifest that its own schema accepts, and artifacts named by their hash', async () => {
    const manifest = await publishOne();
    expect(parseManifest(await readManifest())).toEqual(manifest);
    const described = manifest.services.test?.models.model;
    expect(described).toMatchObject({
      bytes: model.byteLength,
      operators: ['Sigmoid'],
      executionProviders: ['js', 'wasm'],
    });
    for (const name of await readdir(join(outDir, 'artifacts'))) {
      const bytes = await readFile(join(outDir, 'artifacts', name));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(name);
    }
    expect(await readdir(join(outDir, 'artifacts'))).toEqual([described?.sha256]);
  });

  it('leaves out a model that no node of the graph runs, such as that of a fit before', async () => {
    const models = { model, earlier: encodeUnary('Tanh') };
    const { services } = await publishOne({ services: { test: { ...service, models } } });
    expect(Object.keys(services.test?.models ?? {})).toEqual(['model']);
    expect(await readdir(join(outDir, 'artifacts'))).toHaveLength(1);
  });

  it('lists all models where one that the graph runs is not there', async () => {
    const models = { modle: model, earlier: encodeUnary('Tanh') };
    await expect(publishOne({ services: { test: { ...service, models } } })).rejects.toThrow(
      "'model' is unknown; the service has modle,earlier",
    );
  });

  it('leaves no half-written files behind', async () => {
    await publishOne();
    await publishOne();
    expect((await readdir(outDir, { recursive: true })).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('counts generations up from what the folder holds, signed or not', async () => {
    const { privateKey } = await generateKeyPair();
    expect((await publishOne()).generation).toBe(1);
    expect((await publishOne({ privateKey })).generation).toBe(2);
    expect((await publishOne({ privateKey })).generation).toBe(3);
  });

  it('keeps a signed folder signed, and by its own key', async () => {
    const [own, foreign] = [await generateKeyPair(), await generateKeyPair()];
    await publishOne({ privateKey: own.privateKey });
    await expect(publishOne()).rejects.toMatchObject({ code: 'manifest-untrusted' });
    await expect(publishOne({ privateKey: foreign.privateKey })).rejects.toMatchObject({ code: 'manifest-untrusted' });
    expect((await verifyPublication(outDir, { publicKey: own.publicKey })).generation).toBe(1);
    await publishOne({ privateKey: foreign.privateKey, newKey: true });
    expect((await verifyPublication(outDir, { publicKey: foreign.publicKey })).generation).toBe(2);
  });

  it('keeps services, rules and mirrors that it is not given, and the runtime for as long as a model needs it', async () => {
    const rules = { segments: [{ id: 'all', name: 'All', condition: true }], holdout: 0.1 };
    await publishOne({ ...rules, mirrors: ['https://mirror.example/'], includeRuntime: true });
    const manifest = await publish({ services: { other: service }, outDir, holdout: 0.2 });
    expect(manifest).toMatchObject({ ...rules, holdout: 0.2, mirrors: ['https://mirror.example/'] });
    expect(Object.keys(manifest.services)).toEqual(['test', 'other']);
    expect(manifest.runtimes).toBeUndefined();
  });

  it('is done one at a time in a folder, and takes over from a process that has ended', async () => {
    const both = await Promise.allSettled([publishOne(), publishOne()]);
    expect(both.filter(({ status }) => status === 'fulfilled')).not.toEqual([]);
    for (const result of both)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'storage-unavailable' });
    // Of an earlier process with the number of this one, as they are in containers.
    await mkdir(join(outDir, '.publishing'));
    await writeFile(join(outDir, '.publishing', `${process.pid} earlier ${hostname()}`), '');
    await publishOne();
    expect(await readdir(outDir)).not.toContain('.publishing');
  });

  it('waits for no lock that is older than any publication takes, and for one of another host until then', async () => {
    const lock = join(outDir, '.publishing', '1 token elsewhere.example');
    await mkdir(join(outDir, '.publishing'));
    await writeFile(lock, '');
    await expect(publishOne()).rejects.toMatchObject({ message: expect.stringContaining('on elsewhere.example') });
    const longAgo = new Date(Date.now() - 2 * 3_600_000);
    await utimes(lock, longAgo, longAgo);
    expect((await publishOne()).generation).toBe(1);
  });

  it('refuses a generation that the folder holds already, and leaves the folder as it was', async () => {
    await publishOne({ generation: 7 });
    await expect(publishOne({ generation: 7 })).rejects.toMatchObject({ code: 'manifest-stale' });
    expect((await readManifest()).generation).toBe(7);
  });

  it('signs with the given key', async () => {
    const { publicKey, privateKey } = await generateKeyPair();
    const manifest = await publishOne({ privateKey });
    const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: publicKey }, 'EdDSA');
    const { payload } = await flattenedVerify(await readManifest(), key);
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(manifest);
  });

  it("adds ONNX Runtime's binary when asked, with the version installed", async () => {
    const { runtimes } = await publishOne({ includeRuntime: true });
    expect(runtimes?.wasm?.version).toMatch(/^\d+\.\d+\.\d+/);
    const bytes = await readFile(join(outDir, 'artifacts', String(runtimes?.wasm?.sha256)));
    expect(bytes.byteLength).toBe(runtimes?.wasm?.bytes);
    expect([...bytes.subarray(0, 4)]).toEqual([0, 0x61, 0x73, 0x6d]);
  });

  it('takes a model whose weights the js provider does not read, and has pages run it in ONNX Runtime', async () => {
    const weighted = {
      ...service,
      models: { model: doublingByInt4() },
      selfCheck: { input, scores: { probability: 0 } },
    };
    const { services, runtimes } = await publishOne({ services: { test: weighted } });
    expect(services.test?.models.model).toMatchObject({ operators: ['Cast', 'MatMul'], executionProviders: ['wasm'] });
    expect(runtimes?.wasm).toBeDefined();
  });

  it.each([
    ['a self-check that does not come true', { selfCheck: { input, scores: { probability: 0.6 } } }, 'engine-failed'],
    [
      'a self-check on an event that no page has, for it has no offset',
      { selfCheck: { input: { ...input, events: input.events.map(withoutOffset) }, scores: {} } },
      'input-invalid',
    ],
    ['a graph that names an unknown model', { models: { other: model } }, 'graph-invalid'],
    ['bytes that are no model', { models: { model: Uint8Array.of(1, 2, 3) } }, 'model-invalid'],
    ['a model whose weights lie in another file', { models: { model: external } }, 'model-unsupported'],
    ['an operator that no provider has', { models: { model: encodeUnary('NoSuchOperator') } }, 'model-unsupported'],
  ])('refuses %s and writes nothing', async (_, change, code) => {
    await expect(publishOne({ services: { test: { ...service, ...change } } })).rejects.toMatchObject({ code });
    expect(await readdir(outDir)).toEqual([]);
  });
});

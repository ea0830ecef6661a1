import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyPublication } from '../authoring/publish/verify-publication.ts';
import { run } from './testing/run-program.ts';
import { encodeUnary, tinyGraph, tinyRules, writeTinyService } from './testing/tiny-service.ts';
import { makeTinySite } from './testing/tiny-site.ts';

let folder: string;
let out: string;
let key: string;
let publicKey: string;
let service: string;
let activities: string;
beforeEach(async () => {
  ({ folder, out, key, publicKey, service, activities } = await makeTinySite());
});
afterEach(() => rm(folder, { recursive: true }));

const publish = (...args: string[]) => run('publish', ...args, '--out', out, '--key', key);
const manifest = () => verifyPublication(out, { publicKey });

/** Where a part of a text stands first. */
function positionOf(text: string, part: string): { line: number; column: number } {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

describe('publish', () => {
  it('writes a signed manifest whose self-checks hold on both providers', async () => {
    expect(await publish(service, '--activities', activities)).toEqual({
      code: 0,
      out: `interest: 2 self-checks hold on js and wasm\nGeneration 1 is in ${out}: interest; 1 segment, 1 activity`,
      err: '',
    });
    const { services, segments } = await manifest();
    expect(segments).toEqual(tinyRules.segments);
    expect(services.interest?.selfCheck).toMatchObject([
      { scores: { probability: 0.5 } },
      { scores: { probability: expect.closeTo(1 / (1 + Math.exp(-2)), 5) } },
    ]);
    expect(await readdir(join(out, 'artifacts'))).toHaveLength(1);
  });

  it('keeps the services and rules that it is not given, and counts up', async () => {
    await publish(service, '--activities', activities);
    const other = await writeTinyService(folder, { id: 'other' });
    expect(await publish(other)).toMatchObject({ code: 0 });
    await writeFile(activities, JSON.stringify({ segments: [], activities: [] }));
    expect(await publish('--activities', activities)).toMatchObject({ code: 0 });
    const { generation, services, segments } = await manifest();
    expect({ generation, services: Object.keys(services), segments }).toEqual({
      generation: 3,
      services: ['interest', 'other'],
      segments: [],
    });
  });

  it('warns of fields of a service that are dropped, and of what its graph asks of events that none has', async () => {
    const [visit, ...others] = tinyGraph.nodes;
    const counting = (type: string, root = 'event') => {
      const where = { '==': [{ var: `${root}.eventType` }, type] };
      const counted = { ...visit, op: 'xdm-to-frame', params: { columns: [{ name: 'x', aggregate: 'count', where }] } };
      return { ...tinyGraph, nodes: [counted, ...others] };
    };
    await writeTinyService(folder, { service: { version: '2', selfchek: [] }, graph: counting('commerce.purchase') });
    expect(await publish(service)).toMatchObject({
      code: 0,
      err: expect.stringMatching(
        /service\.json:1:16: warning: there is no field "selfchek"; did you mean 'selfCheck'\?\n.*graph\.json:1:\d+: warning: XDM has no type of event "commerce\.purchase"; did you mean/,
      ),
    });
    await writeTinyService(folder, { graph: counting('commerce.purchases', 'evnt') });
    expect((await publish(service)).err).toMatch(
      /graph\.json:1:\d+: there is no "evnt" to read; did you mean 'event'\?/,
    );
  });

  it('warns of scores that no condition can read by their name', async () => {
    const dotted = await writeTinyService(folder, {
      id: 'v1.2',
      graph: { ...tinyGraph, outputs: { 'a.b': tinyGraph.outputs.probability } },
    });
    const { code, err } = await publish(dotted);
    expect({ code, lines: err.split('\n') }).toEqual({
      code: 0,
      lines: [
        `${dotted}: warning: no condition can read the scores of a service whose name holds . [ or ]; rename it`,
        expect.stringMatching(/graph\.json:1:\d+: warning: no condition can read a score whose name holds/),
      ],
    });
    const reserved = await writeTinyService(folder, { id: 'constructor' });
    expect(await publish(reserved)).toMatchObject({
      code: 2,
      err: expect.stringContaining('no service can be named constructor; rename the folder'),
    });
  });

  it('says that a visit was made up, where the graph does not take it', async () => {
    const visit = {
      id: 'visit',
      op: 'json-to-frame',
      inputs: ['events'],
      params: { columns: [{ name: 'x', type: 'int64' }] },
    };
    const row = { id: 'row', op: 'array', inputs: ['visit'], params: { type: 'int64' } };
    await writeTinyService(folder, { graph: { nodes: [visit, row], outputs: { x: 'row' } } });
    expect((await publish(service)).err).toMatch(
      /graph\.json:1:\d+: Graph node 'row' \(array\): column 'x' is null; fill it with fillna \(on a visit made up to check by, of common events alone\)\.$/,
    );
  });

  it('says which score is no number where what it needs is missing', async () => {
    const [visit, ...others] = tinyGraph.nodes;
    const asked = { ...visit, params: { columns: [{ name: 'age', path: '_acme.age' }] } };
    await writeTinyService(folder, { graph: { ...tinyGraph, nodes: [asked, ...others] } });
    expect(await publish(service)).toMatchObject({
      code: 0,
      err: 'interest: probability is NaN on a visit made up to check by, of common events alone; give columns a default, or impute, fill or clip them',
    });
  });

  it('says how to export a model that takes more rows than a page has', async () => {
    await writeTinyService(folder, { model: encodeUnary('Sigmoid', 8) });
    expect((await publish(service)).err).toMatch(
      /Service "interest": Model "model" takes 8 rows at a time, not 1, and a page has one: export it with dynamic shapes /,
    );
  });

  it("takes the author's self-checks, and refuses those that do not come true", async () => {
    const input = { events: [], now: 0 };
    const write = (probability: number) =>
      writeTinyService(folder, { service: { version: '2', selfCheck: { input, scores: { probability } } } });
    await write(0.5);
    expect(await publish(service)).toMatchObject({ code: 0 });
    expect((await manifest()).services.interest?.selfCheck).toEqual([{ input, scores: { probability: 0.5 } }]);
    await write(0.6);
    const { code, err } = await publish(service);
    expect(code).toBe(1);
    expect(err).toContain('Service "interest": The self-check on js expects probability 0.6, but the graph gives 0.5');
    expect((await manifest()).generation).toBe(1);
  });

  it.each<[string, object, string]>([
    [
      'a model that no provider runs',
      { model: encodeUnary('NoSuchOperator') },
      'No execution provider runs the models of service "interest"',
    ],
    ['bytes that are no model', { model: Buffer.from('hello') }, 'models/model.onnx is no ONNX model; give '],
    [
      'a graph that names another model',
      {
        graph: {
          ...tinyGraph,
          nodes: [...tinyGraph.nodes.slice(0, 2), { ...tinyGraph.nodes[2], params: { model: 'nodel' } }],
        },
      },
      "interest/graph.json:1:319: Graph node 'model' (onnx), params.model",
    ],
    [
      'a graph that was not trained',
      {
        graph: {
          ...tinyGraph,
          nodes: [...tinyGraph.nodes.slice(0, 2), { id: 'model', op: 'ridge', inputs: ['row'] }],
        },
      },
      "interest/graph.json:1:266: Graph node 'model' (ridge): it has not learned yet; ",
    ],
    [
      'a graph over a frame',
      {
        graph: {
          nodes: [{ id: 'row', op: 'array', inputs: ['frame'], params: { type: 'float32' } }],
          outputs: { row: 'row' },
        },
      },
      "interest/graph.json:1:36: Graph node 'row' (array), inputs: a page has no frame; take events or profile",
    ],
    [
      'a service without a version',
      { service: {} },
      'service.json:1:1: it is not a service at version: "version" is missing; write { "version": "1.0.0" }',
    ],
    [
      'a version that is a number',
      { service: { version: 1 } },
      'service.json:1:2: it is not a service at version: it is 1; give a text; write { "version": "1.0.0" }',
    ],
  ])('refuses %s, and leaves what is served', async (_, change, sentence) => {
    await publish(service);
    await writeTinyService(folder, change);
    const { code, out: printed, err } = await publish(service);
    expect({ code, printed }).toEqual({ code: 1, printed: '' });
    expect(err).toContain(sentence);
    expect(err.split('\n')).toHaveLength(1);
    expect((await manifest()).generation).toBe(1);
    expect((await readdir(out, { recursive: true })).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each([
    ['holds services', () => folder],
    ['is not there', () => join(folder, 'none')],
  ])('says of a folder that %s that it is no service', async (_, at) => {
    expect(await publish(at())).toMatchObject({
      code: 1,
      err: `edgewise publish: ${at()} is no service, for it has no service.json; name another folder, or write { "version": "1.0.0" } into one`,
    });
  });

  it('refuses a file that is no JSON', async () => {
    await writeFile(join(service, 'graph.json'), '{ "nodes": [,] }');
    expect((await publish(service)).err).toMatch(/graph\.json:1:13: it is not JSON: Unexpected token/);
  });

  it('refuses activities that are wrong, naming the line, and tells what refers to nothing', async () => {
    const [activity] = tinyRules.activities;
    await writeFile(
      activities,
      JSON.stringify({ ...tinyRules, activities: [{ ...activity, audience: { segments: ['kean'] } }] }, null, 2),
    );
    const { code, err } = await publish(service, '--activities', activities);
    expect(code).toBe(1);
    expect(err).toMatch(/activities\.json:\d+:\d+: .*kean.*did you mean 'keen'/);
    const other = await writeTinyService(folder, { id: 'other' });
    await writeFile(activities, JSON.stringify(tinyRules, null, 2));
    const missing = 'there is no service "interest" to give a score; there is other';
    const { line, column } = positionOf(await readFile(activities, 'utf8'), '"var"');
    expect(await publish(other, '--activities', activities)).toMatchObject({
      code: 0,
      err: `${activities}:${line}:${column}: ${missing}`,
    });
    await writeFile(activities, JSON.stringify(tinyRules.activities));
    expect(await publish(other, '--activities', activities), 'segments that are not of this file').toMatchObject({
      code: 0,
      err: `In the manifest, segments.0.condition.>.0.var: ${missing}`,
    });
  });

  it('keeps what a file of activities does not name', async () => {
    await writeFile(activities, JSON.stringify({ ...tinyRules, holdout: 0.1 }));
    await publish(service, '--activities', activities);
    await writeFile(activities, JSON.stringify(tinyRules.activities));
    expect(await publish('--activities', activities)).toMatchObject({ code: 0, err: '' });
    expect(await manifest()).toMatchObject({ generation: 2, holdout: 0.1, segments: tinyRules.segments });
  });

  it('turns the whole site to default content by a file that says no more, and back', async () => {
    await publish(service, '--activities', activities);
    const { activities: published } = await manifest();
    for (const status of ['paused', 'live']) {
      await writeFile(activities, JSON.stringify({ status }));
      expect(await run('validate', activities)).toMatchObject({ code: 0, err: '' });
      expect(await publish('--activities', activities)).toMatchObject({ code: 0, err: '' });
      expect(await manifest()).toMatchObject({ status, activities: published });
    }
    await writeFile(activities, JSON.stringify({ status: 'Paused' }));
    expect(await publish('--activities', activities)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/activities\.json:1:2: it is "Paused"; did you mean 'paused'\?/),
    });
  });

  it('publishes nothing where the files that pages load cannot be copied', async () => {
    await publish(service);
    await mkdir(join(out, 'edgewise.js', 'folder'), { recursive: true });
    expect(await publish(service, '--library')).toMatchObject({ code: 1, out: '' });
    expect((await manifest()).generation).toBe(1);
  });

  it('refuses to write over a manifest that it cannot read', async () => {
    await publish(service);
    await writeFile(join(out, 'manifest.json'), '{"gener');
    expect(await publish(service)).toMatchObject({
      code: 1,
      err: `edgewise publish: ${join(out, 'manifest.json')}:1:8: it is not JSON: Unexpected end of input found; a " is missing; restore it from a copy, such as those in history`,
    });
  });

  it('goes on behind the generations that were served, where the manifest was lost', async () => {
    await publish(service);
    await publish(service);
    await rm(join(out, 'manifest.json'));
    expect(await publish(service)).toMatchObject({ code: 0 });
    expect((await manifest()).generation).toBe(3);
  });

  it.each<[string, (text: string) => string | object, string]>([
    [
      'of a later version',
      () => ({ manifestVersion: 2, sites: [] }),
      ' is a manifest of version 2; update edgewise to ',
    ],
    [
      'of a version that never was',
      () => ({ manifestVersion: 0 }),
      ' is no manifest at manifestVersion: it is 0; give 1; restore ',
    ],
    [
      'without a field',
      () => ({ manifestVersion: 1 }),
      ' is no manifest at generation: "generation" is missing; restore ',
    ],
    [
      'with another payload',
      (text) => ({ ...JSON.parse(text), payload: 'e30x' }),
      ' is damaged; restore it from a copy, such as those in history',
    ],
  ])('says in every command that a manifest %s is none', async (_, change, sentence) => {
    await publish(service);
    const path = join(out, 'manifest.json');
    const changed = change(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify(changed));
    for (const args of [
      ['publish', service, '--out', out, '--key', key],
      ['verify', out],
      ['list', out],
      ['diff', out],
      ['rollback', out, '--key', key],
      ['delete', 'interest', '--out', out, '--key', key],
    ] as const)
      expect(await run(...args)).toMatchObject({ code: 1, err: expect.stringContaining(path + sentence) });
  });

  it.each(['cdn.example', 'cdn.example/edgewise/', 'http://a b/', 'ftp://cdn.example/'])(
    'refuses %j for a mirror',
    async (mirror) => {
      expect(await run('publish', service, '--out', out, '--key', key, '--mirror', mirror)).toMatchObject({
        code: 2,
        err: expect.stringContaining(
          `--mirror is ${mirror}; write its address whole, as in https://cdn.example/edgewise/`,
        ),
      });
      expect(await readdir(folder)).not.toContain('public');
    },
  );

  it('takes mirrors by their address, or by where they lie from the manifest', async () => {
    const mirrors = ['https://cdn.example/edgewise', '/copy/', '../copy'];
    const words = mirrors.flatMap((mirror) => ['--mirror', mirror]);
    expect(await run('publish', service, '--out', out, '--key', key, ...words)).toMatchObject({ code: 0 });
    expect((await manifest()).mirrors).toEqual(mirrors);
    expect(await publish('--mirror', '/copy/'), 'mirrors alone').toMatchObject({ code: 0 });
    expect((await manifest()).mirrors).toEqual(['/copy/']);
    expect(await publish('--no-mirrors')).toMatchObject({ code: 0 });
    expect(await manifest()).toMatchObject({ mirrors: [], services: { interest: {} } });
    expect(await publish('--no-mirrors', '--mirror', '/copy/')).toMatchObject({
      code: 2,
      err: expect.stringContaining('it is either --mirror or --no-mirrors'),
    });
  });

  it('asks for --out, a service, and a key or --unsigned', async () => {
    for (const [args, sentence] of [
      [[service, '--unsigned'], 'needs --out'],
      [['--out', out, '--unsigned'], 'needs a SERVICE'],
      [[service, '--out', out], 'needs --key KEY to sign with, or --unsigned'],
      [[service, '--out', out, '--key', key, '--unsigned'], 'either --key or --unsigned'],
    ] as const) {
      const { code, err } = await run('publish', ...args);
      expect(code).toBe(2);
      expect(err).toContain(sentence);
    }
    expect(await run('publish', service, '--out', out, '--unsigned')).toMatchObject({ code: 0 });
  });
});

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeModel } from '../onnx/writer.ts';
import type { Problem } from '../validation/problem.ts';
import { copyLibrary } from './library.ts';
import { publish } from './publish.ts';
import { readServiceFolder, writeServiceFolder } from './service-folder.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'edgewise-service-'));
});
afterEach(() => rm(parent, { recursive: true }));

const graph = { nodes: [{ id: 'row', op: 'array', inputs: ['frame'] }], outputs: { row: 'row' } };
const model = encodeModel({ opsets: { '': 17 }, graph: { nodes: [], inputs: [], outputs: [] } });
const itself: Record<string, unknown> = { ...graph };
itself.itself = itself;

describe('writeServiceFolder', () => {
  it('writes what readServiceFolder reads, of a graph or its JSON', async () => {
    for (const given of [graph, { toJSON: () => graph }]) {
      const folder = join(parent, 'intent');
      expect(await writeServiceFolder(folder, { graph: given, models: { model } })).toEqual({
        model: join(folder, 'models', 'model.onnx'),
      });
      const { id, source } = await readServiceFolder(folder);
      expect({ id, graph: source.graph, model: new Uint8Array(source.models.model ?? []) }).toEqual({
        id: 'intent',
        graph,
        model,
      });
      expect(await readFile(join(folder, 'graph.json'), 'utf8')).toBe(`${JSON.stringify(graph, null, 2)}\n`);
    }
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'The service is wrong at the top: it is undefined; give an object'],
    ['no graph', { models: {} }, 'The service is wrong at graph: "graph" is missing'],
    ['no models', { graph }, 'The service is wrong at models: "models" is missing'],
    [
      'a graph that is none',
      { graph: { nodes: 5 }, models: {} },
      'The service is wrong at graph.nodes: it is 5; give a list',
    ],
    [
      'a graph that holds itself',
      { graph: itself, models: {} },
      'The service is wrong at graph.itself: it holds itself; give a plain value',
    ],
    [
      'a number that JSON lacks',
      { graph: { ...graph, x: Number.NaN }, models: {} },
      'The service is wrong at graph.x: it is NaN, which JSON does not hold; give a plain value',
    ],
    [
      'a text for a model',
      { graph, models: { model: 'model.onnx' } },
      'Model "model" is no ONNX model; give the .onnx file that an exporter wrote, such as skl2onnx or torch.onnx.export',
    ],
    [
      'a model named as a path',
      { graph, models: { '../model': model } },
      `Model "../model" lies in a file of its name, and no file can have this one; name it without / and \\`,
    ],
    [
      'a model without a name',
      { graph, models: { '': model } },
      `Model "" lies in a file of its name, and no file can have this one; name it without / and \\`,
    ],
  ])('refuses %s, and writes nothing', async (_, service, message) => {
    await expect(writeServiceFolder(join(parent, 'intent'), service as never)).rejects.toMatchObject({
      name: 'EdgewiseError',
      message,
    });
    expect(await readdir(parent)).toEqual([]);
  });
});

it('a field of service.json that there is not is told of when it is published', async () => {
  const folder = join(parent, 'rules');
  const views = { columns: [{ name: 'views', aggregate: 'count' }] };
  const nodes = [
    { id: 'visit', op: 'xdm-to-frame', inputs: ['events'], params: views },
    { id: 'row', op: 'array', inputs: ['visit'], params: { type: 'float32' } },
  ];
  await writeServiceFolder(folder, { graph: { nodes, outputs: { views: 'row[:,0]' } }, models: {} });
  await writeFile(join(folder, 'service.json'), '{ "$schema": "…", "version": "2", "selfchek": [] }');
  const told: string[] = [];
  const { id, source } = await readServiceFolder(folder);
  const onProblem = ({ path, message }: Problem) => told.push(`${path}: ${message}`);
  await publish({ services: { [id]: source }, outDir: join(parent, 'out'), onProblem });
  expect(told).toEqual([`services.rules.selfchek: there is no field "selfchek"; did you mean 'selfCheck'?`]);
});

it('copyLibrary refuses a path that was never set', async () => {
  await expect(copyLibrary(undefined as never)).rejects.toMatchObject({ code: 'input-invalid' });
});

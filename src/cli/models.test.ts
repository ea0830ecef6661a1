import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeModel, type ModelDefinition, type NodeDefinition } from '../authoring/onnx/writer.ts';
import { doublingByInt4, writeModel } from '../engine/testing/write-model.ts';
import { run, runJson } from './testing/run-program.ts';
import { encodeUnary } from './testing/tiny-service.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgewise-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, model: ModelDefinition | Uint8Array): Promise<string> {
  const path = join(folder, `${name}.onnx`);
  await writeFile(path, model instanceof Uint8Array ? model : encodeModel(model));
  return path;
}

/** One tree that asks whether feature 0 is at most 0.5, with weights at its leaves for the classes given, and what comes after it. */
function tree(classIds: readonly number[], after: Partial<ModelDefinition['graph']> = {}): ModelDefinition {
  const leaves = [1, 2].flatMap((node) =>
    classIds.map((id) => ({ node, id, weight: (node + id) % 2 === 0 ? 0.2 : 0.8 })),
  );
  const forest: NodeDefinition = {
    opType: 'TreeEnsembleClassifier',
    domain: 'ai.onnx.ml',
    inputs: ['x'],
    outputs: ['label', 'probabilities'],
    attributes: {
      nodes_treeids: { ints: [0, 0, 0] },
      nodes_nodeids: { ints: [0, 1, 2] },
      nodes_featureids: { ints: [0, 0, 0] },
      nodes_modes: { strings: ['BRANCH_LEQ', 'LEAF', 'LEAF'] },
      nodes_values: { floats: [0.5, 0, 0] },
      nodes_truenodeids: { ints: [1, 0, 0] },
      nodes_falsenodeids: { ints: [2, 0, 0] },
      class_treeids: { ints: leaves.map(() => 0) },
      class_nodeids: { ints: leaves.map(({ node }) => node) },
      class_ids: { ints: leaves.map(({ id }) => id) },
      class_weights: { floats: leaves.map(({ weight }) => weight) },
      classlabels_int64s: { ints: [0, 1] },
      post_transform: { string: 'NONE' },
    },
  };
  return {
    opsets: { '': 17, 'ai.onnx.ml': 3 },
    graph: {
      inputs: [{ name: 'x', type: 'float32', shape: ['N', 1] }],
      outputs: after.outputs ?? [
        { name: 'label', type: 'int64', shape: ['N'] },
        { name: 'probabilities', type: 'float32', shape: ['N', 2] },
      ],
      nodes: [forest, ...(after.nodes ?? [])],
    },
  };
}

const zipped = tree([1], {
  nodes: [
    {
      opType: 'ZipMap',
      domain: 'ai.onnx.ml',
      inputs: ['probabilities'],
      outputs: ['maps'],
      attributes: { classlabels_int64s: { ints: [0, 1] } },
    },
  ],
  outputs: [
    { name: 'label', type: 'int64', shape: ['N'] },
    { name: 'maps', type: 'map', key: 'int64', sequence: true },
  ],
});
const doubled: ModelDefinition = {
  opsets: { '': 17 },
  graph: {
    inputs: [{ name: 'x', type: 'float64', shape: ['N', 1] }],
    outputs: [{ name: 'y', type: 'float64', shape: ['N', 1] }],
    nodes: [{ opType: 'Exp', inputs: ['x'], outputs: ['y'] }],
  },
};

const halved: ModelDefinition = {
  opsets: { '': 17 },
  graph: {
    inputs: [{ name: 'x', type: 'float32', shape: ['N', 1] }],
    outputs: [{ name: 'y', type: 'float16', shape: ['N', 1] }],
    nodes: [{ opType: 'Cast', inputs: ['x'], outputs: ['y'], attributes: { to: { int: 10 } } }],
  },
};

describe('inspect', () => {
  it.each<[string, ModelDefinition, RegExp[]]>([
    ['weights for both classes', tree([0, 1]), [/^Its trees carry weights for both of two classes/]],
    ['weights for one', tree([1]), []],
    ['a ZipMap', zipped, [/^It ends in a ZipMap/]],
    ['doubles', doubled, [/^It computes in float64/]],
    ['an output in float16', halved, [/^It gives y in float16, which graphs neither feed nor read: keep/]],
  ])('says what to mind of %s', async (name, model, expected) => {
    const path = await write(name, model);
    const report = await runJson('inspect', path);
    expect(report).toMatchObject({
      warnings: expected.map((sentence) => expect.stringMatching(sentence)),
      executionProviders: ['js', 'wasm'],
      refusals: {},
    });
    expect((await run('inspect', path)).out.match(/mind: /g) ?? []).toHaveLength(expected.length);
  });

  it('tells of a ZipMap what sessions give in its place', async () => {
    expect(await runJson('inspect', await write('zipped', zipped))).toMatchObject({
      outputs: [
        { name: 'label', type: 'int64', shape: '[N]' },
        { name: 'maps', type: 'float32', shape: '[?, 2]' },
      ],
    });
  });

  it('finds out the type of an output that declares none, and tells a sequence from a map', async () => {
    const { graph, ...model } = doubled;
    const undeclared = { ...model, graph: { ...graph, outputs: [{ name: 'y' }] } };
    expect(await runJson('inspect', await write('undeclared', undeclared))).toMatchObject({
      outputs: [{ name: 'y', type: 'float64' }],
    });
    const maps = { name: 'x', type: 'map', key: 'int64' } as const;
    const typeOf = async (sequence: boolean) => {
      const path = await write('maps', { ...model, graph: { ...graph, inputs: [{ ...maps, sequence }] } });
      return runJson('inspect', path);
    };
    expect(await typeOf(true)).toMatchObject({ inputs: [{ name: 'x', type: 'sequence' }] });
    expect(await typeOf(false)).toMatchObject({ inputs: [{ name: 'x', type: 'map' }] });
  });

  it('tells what it can of a model whose weights lie in another file', async () => {
    const row = { name: 'x', type: 'float', shape: ['N', 1] } as const;
    const model = writeModel({
      nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
      inputs: [row, { ...row, name: 'w', shape: [1] }],
      outputs: [{ ...row, name: 'y', shape: ['N'] }],
      external: ['w'],
    });
    const path = await write('external', model);
    expect(await runJson('inspect', path)).toMatchObject({
      bytes: model.byteLength,
      inputs: [{ name: 'x', type: 'float32' }],
      outputs: [{ name: 'y' }],
      operators: [{ name: 'MatMul' }],
      executionProviders: [],
      refusals: { js: expect.stringContaining('external file'), wasm: expect.stringContaining('external file') },
      unsupportedByJs: [],
      warnings: [
        expect.stringMatching(/^Its weight w lies in weights\.bin, which no provider reads.*external_data=False/),
      ],
    });
    expect((await run('inspect', path)).out).toContain('  operators by version: MatMul 17\n');
  });

  it('tells as much where the weights of bodies and the constants of nodes lie in another file', async () => {
    const [x, y] = [
      { name: 'x', type: 'float', shape: [1] },
      { name: 'y', type: 'float', shape: [1] },
    ] as const;
    const add = { op: 'Add', inputs: ['x', 'w'], outputs: ['y'] };
    const constant = { op: 'Constant', inputs: [], outputs: ['w'], attributes: { value: { externalTensor: '' } } };
    const attributes = {
      then_branch: { nodes: [add], inputs: [], outputs: [y], external: ['w'] },
      else_branch: { nodes: [constant, add], inputs: [], outputs: [y] },
    };
    const cast = { op: 'Cast', inputs: ['x'], outputs: ['wanted'], attributes: { to: 9 } };
    const branching = { op: 'If', inputs: ['wanted'], outputs: ['y'], attributes };
    const bodies = await write('bodies', writeModel({ nodes: [cast, branching], inputs: [x], outputs: [y] }));
    expect(await runJson('inspect', bodies)).toMatchObject({
      inputs: [{ name: 'x' }],
      operators: ['Add', 'Cast', 'Constant', 'If'].map((name) => ({ name })),
      executionProviders: [],
      refusals: { js: expect.stringContaining('external file'), wasm: expect.stringContaining('external file') },
      warnings: [expect.stringMatching(/^2 of its weights lie in weights\.bin, which no provider reads/)],
    });
    const nameless = await write('nameless', writeModel({ nodes: [constant, add], inputs: [x], outputs: [y] }));
    expect(await runJson('inspect', nameless)).toMatchObject({
      warnings: [expect.stringMatching(/^A constant of it lies in weights\.bin, which no provider reads/)],
    });
  });

  it('tells of a model whose weights only ONNX Runtime reads what it tells of any', async () => {
    const path = await write('int4', doublingByInt4());
    expect(await runJson('inspect', path)).toMatchObject({
      inputs: [{ name: 'x', type: 'float32' }],
      operators: [{ name: 'Cast' }, { name: 'MatMul' }],
      executionProviders: ['wasm'],
      refusals: { js: expect.stringContaining("'w'") },
      warnings: ['Its weight w is int4, which only ONNX Runtime reads, and not counted in the cost.'],
    });
    expect(await runJson('bench', path, '--seconds', '0.02')).toMatchObject({
      providers: { wasm: expect.anything() },
      refusals: { js: expect.stringContaining("'w'") },
    });
  });

  it.each([
    ['JSON', '{ "model": [] }'],
    ['CSV', 'row,views,bought\n1,2,yes\n'],
    ['HTML', '<!doctype html>'],
    ['a picture', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
    ['numbers that never end', '\xff'.repeat(100)],
  ])('tells %s from a model', async (_, content) => {
    const path = await write('other', Buffer.from(content, 'latin1'));
    const sentence = `${path} is no ONNX model; give the .onnx file that an exporter wrote, such as skl2onnx or torch.onnx.export`;
    for (const command of ['inspect', 'bench'])
      expect(await run(command, path)).toMatchObject({ code: 1, err: `edgewise ${command}: ${sentence}` });
  });

  it('tells an empty file and one that was cut off from others', async () => {
    const whole = encodeUnary('Tanh');
    expect((await run('inspect', await write('empty', new Uint8Array()))).err).toContain('empty.onnx is empty; give ');
    expect((await run('inspect', await write('cut', whole.subarray(0, -8)))).err).toContain(
      'cut.onnx: The model is truncated or damaged',
    );
  });

  it('says that nothing runs a model, and why', async () => {
    const report = await runJson('inspect', await write('unknown', encodeUnary('NoSuchOperator')));
    expect(report).toMatchObject({
      executionProviders: [],
      refusals: { js: expect.stringContaining('NoSuchOperator'), wasm: expect.any(String) },
      unsupportedByJs: ['NoSuchOperator'],
    });
  });
});

describe('bench', () => {
  it('times providers side by side', async () => {
    const path = await write('tree', tree([1]));
    expect(await runJson('bench', path, '--seconds', '0.02')).toEqual({
      providers: Object.fromEntries(
        ['js', 'wasm'].map((provider) => [
          provider,
          {
            loadMs: expect.any(Number),
            firstRunMs: expect.any(Number),
            medianMs: { 1: expect.any(Number), 100: expect.any(Number) },
          },
        ]),
      ),
      refusals: {},
      difference: expect.closeTo(0, 6),
    });
    expect((await run('bench', path, '--seconds', '0.02')).out).toMatch(
      /^js: loads in .*\nwasm: loads in .*\nlargest difference/,
    );
  });

  it('finds out how many features a model takes that does not say so', async () => {
    const { graph, ...model } = tree([1]);
    const [forest] = graph.nodes;
    if (!forest) expect.fail('the tree has a node');
    const attributes = { ...forest.attributes, nodes_featureids: { ints: [6, 0, 0] } };
    const inputs = [{ name: 'x', type: 'float32', shape: ['N', 'features'] }] as const;
    const path = await write('wide', { ...model, graph: { ...graph, inputs, nodes: [{ ...forest, attributes }] } });
    expect(await runJson('bench', path, '--seconds', '0.02')).toMatchObject({
      providers: { js: expect.anything(), wasm: expect.anything() },
      refusals: {},
    });
  });

  it('times as many rows as it says where a model takes a single one', async () => {
    const { graph, ...model } = doubled;
    const shape = [1, 1];
    const inputs = graph.inputs.map((input) => ({ ...input, shape }));
    const outputs = graph.outputs.map((output) => ({ ...output, shape }));
    const path = await write('single', { ...model, graph: { ...graph, inputs, outputs } });
    const { providers } = (await runJson('bench', path, '--seconds', '0.02')) as {
      readonly providers: { readonly js: { readonly medianMs: { readonly 1: number; readonly 100: number } } };
    };
    const { medianMs } = providers.js;
    expect(medianMs[100]).toBeGreaterThan(10 * medianMs[1]);
  });

  it('refuses what no provider runs, and times that are none', async () => {
    const path = await write('unknown', encodeUnary('NoSuchOperator'));
    expect(await run('bench', path)).toMatchObject({
      code: 1,
      err: expect.stringContaining('No execution provider runs'),
    });
    expect(await run('bench', path, '--seconds', 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--seconds is x'),
    });
  });
});

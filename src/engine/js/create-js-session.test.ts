import { describe, expect, test } from 'vitest';
import { tensor } from '../../authoring/onnx/writer.ts';
import type { Session, Tensor } from '../session.ts';
import { writeModel } from '../testing/write-model.ts';
import { createJsSession } from './create-js-session.ts';
import { model, node, pair, refusal, x } from './testing/small-model.ts';

describe('a session', () => {
  const create = (): Promise<Session> => createJsSession(model({ nodes: [node('Neg', ['x'], ['y'])] }));

  test('tells its inputs and outputs', async () => {
    const session = await create();
    expect(session).toMatchObject({ inputNames: ['x'], outputNames: ['y'], executionProvider: 'js' });
    expect(session.inputMetadata).toEqual([{ name: 'x', isTensor: true, type: 'float32', shape: ['N', 2] }]);
  });

  test.each([
    ['a missing input', {}, "Input 'x' must be float32 [N, 2], but was given nothing."],
    ['an unknown input', { x: pair, z: pair }, "The model has no input 'z'; its inputs are 'x'."],
    [
      'another type',
      { x: tensor('float64', [1, 2], [1, 2]) },
      "Input 'x' must be float32 [N, 2], but was given float64 [1, 2].",
    ],
    ['another rank', { x: tensor('float32', [1, 2]) }, "Input 'x' must be float32 [N, 2], but was given float32 [2]."],
    [
      'another size',
      { x: tensor('float32', [1, 2, 3], [1, 3]) },
      "Input 'x' must be float32 [N, 2], but was given float32 [1, 3].",
    ],
    [
      'too little data',
      { x: { ...pair, dims: [2, 2] } },
      "Input 'x' must be float32 [N, 2], but was given 2 elements for [2, 2].",
    ],
    [
      'negative sizes',
      { x: { ...pair, dims: [-1, 2] } },
      "Input 'x' must be float32 [N, 2], but was given float32 [-1, 2].",
    ],
    [
      'sizes that are no numbers',
      { x: { ...pair, dims: [1n, Symbol('two')] } as unknown as Tensor },
      "Input 'x' must be float32 [N, 2], but was given float32 [1, Symbol(two)].",
    ],
    [
      'another array',
      { x: { ...pair, data: new Float64Array(2) } },
      "Input 'x' must be float32 [N, 2], but was given data in another kind of array.",
    ],
  ])('refuses %s', async (_, feeds, message) => {
    const session = await create();
    await expect(session.run(feeds)).rejects.toMatchObject({ name: 'EdgewiseError', code: 'input-invalid', message });
  });

  test('gives the outputs asked for, and refuses names that it has not', async () => {
    const session = await create();
    expect(Object.keys(await session.run({ x: pair }, ['y']))).toEqual(['y']);
    await expect(session.run({ x: pair }, ['q'])).rejects.toMatchObject({ code: 'input-invalid' });
  });

  test('works on after a run that failed', async () => {
    const nodes = [node('Reshape', ['x', 'shape'], ['y'])];
    const shape = { name: 'shape', type: 'int64', shape: [1] } as const;
    const session = await createJsSession(model({ nodes, inputs: [x, shape] }));
    await expect(session.run({ x: pair, shape: tensor('int64', [3]) })).rejects.toMatchObject({
      code: 'input-invalid',
    });
    expect((await session.run({ x: pair, shape: tensor('int64', [2]) })).y).toEqual(tensor('float32', [1, 2]));
  });

  test('refuses to run once released, and releases twice without harm', async () => {
    const session = await create();
    await session.release();
    await session.release();
    await expect(session.run({ x: pair })).rejects.toMatchObject({ code: 'disposed' });
  });

  test('does not start when aborted', async () => {
    const session = await create();
    const signal = AbortSignal.abort();
    await expect(session.run({ x: pair }, undefined, { signal })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(createJsSession(new Uint8Array(), { signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('drops a trailing ZipMap and keeps its labels', async () => {
    const labels = { classlabels_strings: { strings: ['no', 'yes'] } };
    const bytes = model({
      nodes: [
        node('Softmax', ['x'], ['p']),
        node('ZipMap', ['p'], ['maps'], { domain: 'ai.onnx.ml', attributes: labels }),
      ],
      outputs: [{ name: 'maps', type: 'map', key: 'string' }],
    });
    const session = await createJsSession(bytes);
    expect(session.outputMetadata).toEqual([
      { name: 'maps', isTensor: true, type: 'float32', shape: ['', 2], classLabels: ['no', 'yes'] },
    ]);
    expect((await session.run({ x: tensor('float32', [0, 0], [1, 2]) })).maps).toEqual(
      tensor('float32', [0.5, 0.5], [1, 2]),
    );
  });

  test('looks through Identity nodes between a ZipMap and the output', async () => {
    const bytes = model({
      nodes: [
        node('Softmax', ['x'], ['p']),
        node('ZipMap', ['p'], ['maps'], { domain: 'ai.onnx.ml', attributes: { classlabels_int64s: { ints: [3, 5] } } }),
        node('Identity', ['maps'], ['passed']),
        node('Identity', ['passed'], ['out']),
      ],
      outputs: [{ name: 'out', type: 'map', key: 'int64' }],
    });
    const session = await createJsSession(bytes);
    expect(session.outputMetadata).toEqual([
      { name: 'out', isTensor: true, type: 'float32', shape: ['', 2], classLabels: [3, 5] },
    ]);
    expect((await session.run({ x: tensor('float32', [0, 0], [1, 2]) })).out).toEqual(
      tensor('float32', [0.5, 0.5], [1, 2]),
    );
  });

  test('finds out the types of outputs that the model does not declare', async () => {
    const bytes = writeModel({
      nodes: [
        { op: 'ArgMax', inputs: ['x'], outputs: ['best'], attributes: { axis: 1, keepdims: 0 } },
        { op: 'Neg', inputs: ['x'], outputs: ['y'] },
      ],
      inputs: [{ name: 'x', type: 'float', shape: ['N', 2] }],
      outputs: [{ name: 'best' }, { name: 'y', type: 'float', shape: ['N', 2] }],
    });
    const session = await createJsSession(bytes);
    expect(session.outputMetadata).toEqual([
      { name: 'best', isTensor: true, type: 'int64', shape: [''] },
      { name: 'y', isTensor: true, type: 'float32', shape: ['N', 2] },
    ]);
    expect((await session.run({ x: pair })).best).toEqual(tensor('int64', [1]));
  });

  test('refuses models whose inputs are sequences', async () => {
    const inputs = [{ name: 'words', type: 'map', key: 'string', sequence: true }] as const;
    expect(await refusal(model({ nodes: [node('Identity', ['words'], ['y'])], inputs }))).toBe(
      "model-unsupported: The model's input 'words' is no tensor of a known type: export it as one.",
    );
  });
});

describe('limits', () => {
  const fill = model({
    nodes: [node('Expand', ['one', 'shape'], ['y'])],
    inputs: [{ name: 'shape', type: 'int64', shape: [2] }],
    initializers: { one: tensor('float32', [1]) },
  });

  test('hold tensors, memory and work', async () => {
    const run = async (limits: object): Promise<unknown> => {
      const session = await createJsSession(fill, { limits });
      return session.run({ shape: tensor('int64', [100, 100]) }).then(
        () => 'ran',
        (error) => `${error.code}: ${error.message}`,
      );
    };
    expect(await run({})).toBe('ran');
    expect(await run({ tensorElements: 9999 })).toMatch(
      /^input-invalid: Node 'y' \(Expand\): .*limits.tensorElements \(9999\)/,
    );
    expect(await run({ bytes: 39_999 })).toMatch(/^input-invalid: .*limits.bytes \(39999\)/);
    expect(await run({ work: 5000 })).toMatch(/^input-invalid: .*limits.work \(5000\)/);
  });

  test('refuse a huge constant before it is made', async () => {
    const bytes = model({
      nodes: [node('Expand', ['one', 'shape'], ['y'])],
      initializers: { one: tensor('float32', [1]), shape: tensor('int64', [1n << 40n, 1n << 20n]) },
    });
    expect(await refusal(bytes)).toMatch(/^model-invalid: Node 'y' \(Expand\): /);
  });

  test('hold the number of nodes', async () => {
    const nodes = [node('Neg', ['x'], ['a']), node('Neg', ['a'], ['y'])];
    expect(await refusal(model({ nodes }), { limits: { nodes: 1 } })).toMatch(
      /^model-unsupported: .*limits.nodes \(1\)/,
    );
  });
});

import { describe, expect, test } from 'vitest';
import { encodeModel, type ModelDefinition, type NodeDefinition, tensor } from '../../authoring/onnx/writer.ts';
import type { Session, Tensor } from '../session.ts';
import { writeModel } from '../testing/write-model.ts';
import { createJsSession } from './create-js-session.ts';
import { createRandom, expectSameAsOrt, runJs } from './testing/differential.ts';

const x = { name: 'x', type: 'float32', shape: ['N', 2] } as const;
const y = { name: 'y', type: 'float32' } as const;
const pair = tensor('float32', [1, 2], [1, 2]);

function model(graph: Partial<ModelDefinition['graph']>, rest: Partial<ModelDefinition> = {}): Uint8Array {
  return encodeModel({
    opsets: { '': 17, 'ai.onnx.ml': 3 },
    graph: { nodes: [], inputs: [x], outputs: [y], ...graph },
    ...rest,
  });
}

const node = (
  opType: string,
  inputs: string[],
  outputs: string[],
  rest: Partial<NodeDefinition> = {},
): NodeDefinition => ({
  opType,
  inputs,
  outputs,
  ...rest,
});

async function refusal(bytes: Uint8Array, options = {}): Promise<unknown> {
  return createJsSession(bytes, options).then(
    () => 'accepted',
    (error) => `${error.code}: ${error.message}`,
  );
}

describe('the plan', () => {
  test('takes nodes in any order', async () => {
    const bytes = model({
      nodes: [node('Mul', ['sum', 'sum'], ['y']), node('Add', ['x', 'one'], ['sum'])],
      initializers: { one: tensor('float32', [1], []) },
    });
    expect((await runJs(bytes, { x: pair })).y).toEqual(tensor('float32', [4, 9], [1, 2]));
  });

  test('feeds each input its own, though another is declared twice', async () => {
    const bytes = model({ nodes: [node('Sub', ['x', 'z'], ['y'])], inputs: [x, x, { ...x, name: 'z' }] });
    const z = tensor('float32', [5, 7], [1, 2]);
    expect((await runJs(bytes, { x: pair, z })).y).toEqual(tensor('float32', [-4, -5], [1, 2]));
  });

  test('leaves out what no output needs, even operators that it has not', async () => {
    const bytes = model({ nodes: [node('Conv', ['x', 'x'], ['unused']), node('Neg', ['x'], ['y'])] });
    expect((await runJs(bytes, { x: pair })).y).toEqual(tensor('float32', [-1, -2], [1, 2]));
  });

  test('computes constants once, and fails on them before any run', async () => {
    const initializers = { a: tensor('int32', [6]), zero: tensor('int32', [0]) };
    const bytes = model({ nodes: [node('Div', ['a', 'zero'], ['y'])], initializers });
    expect(await refusal(bytes)).toBe("model-invalid: Node 'y' (Div): an integer is divided by zero.");
  });

  test('holds all that it computes to the limit of work together', async () => {
    const sums = Array.from({ length: 20 }, (_, i) => node('ReduceSum', ['w'], [`s${i}`]));
    const bytes = model({
      nodes: [...sums, node('Sum', ['x', ...sums.flatMap(({ outputs }) => outputs)], ['y'])],
      initializers: { w: tensor('float32', new Float32Array(1000)) },
    });
    expect(await refusal(bytes, { limits: { work: 10_000 } })).toMatch(/^model-invalid: .*limits\.work \(10000\)/);
    expect(await refusal(bytes)).toBe('accepted');
  });

  test('refuses cycles, names that nothing gives and names given twice, naming the node', async () => {
    expect(
      await refusal(
        model({ nodes: [node('Add', ['x', 'b'], ['a']), node('Neg', ['a'], ['b']), node('Neg', ['b'], ['y'])] }),
      ),
    ).toMatch(/^model-invalid: Node '[ab]' \((Add|Neg)\) is part of a cycle/);
    expect(await refusal(model({ nodes: [node('Neg', ['nowhere'], ['y'])] }))).toBe(
      "model-invalid: Node 'y' (Neg) reads 'nowhere', which nothing in the model gives.",
    );
    expect(await refusal(model({ nodes: [node('Neg', ['x'], ['y']), node('Abs', ['x'], ['y'])] }))).toBe(
      "model-invalid: Node 'y' (Abs) gives 'y', which another node gives too.",
    );
    expect(await refusal(model({}))).toBe("model-invalid: The graph's output 'y' is given by no node.");
  });

  test('refuses operators, versions and operator sets that it has not', async () => {
    const conv = model({ nodes: [node('Conv', ['x', 'x'], ['y'])] });
    expect(await refusal(conv)).toBe(
      "model-unsupported: Node 'y' (Conv): the js provider has no such operator in version 17 of 'ai.onnx'.",
    );
    const future = model({ nodes: [node('Neg', ['x'], ['y'])] }, { opsets: { '': 99 } });
    expect(await refusal(future)).toBe(
      "model-unsupported: Node 'y' (Neg): the js provider has no such operator in version 99 of 'ai.onnx', which it knows up to 25.",
    );
    const foreign = model({ nodes: [node('Neg', ['x'], ['y'], { domain: 'com.example' })] });
    expect(await refusal(foreign)).toMatch(/^model-invalid: .*does not import the operator set 'com.example'/);
  });

  test('runs a chain of 50,000 nodes', async () => {
    const nodes = Array.from({ length: 50_000 }, (_, i) =>
      node('Neg', [i === 0 ? 'x' : `n${i}`], [i === 49_999 ? 'y' : `n${i + 1}`]),
    );
    expect((await runJs(model({ nodes: nodes.reverse() }), { x: pair })).y).toEqual(pair);
  });
});

describe('memory', () => {
  test('large tensors go round between nodes without being mixed up', async () => {
    const random = createRandom(3);
    const names = ['x'];
    const nodes: NodeDefinition[] = [];
    for (let i = 0; i < 40; i++) {
      const opType = random.pick(['Add', 'Sub', 'Mul', 'Max', 'Tanh', 'Identity', 'Reshape']);
      const inputs =
        opType === 'Tanh' || opType === 'Identity' ? [random.pick(names)] : [random.pick(names), random.pick(names)];
      if (opType === 'Reshape') inputs[1] = 'shape';
      nodes.push(node(opType, inputs, [`v${i}`]));
      names.push(`v${i}`);
    }
    const outputs = ['v39', 'v20', 'v7'].map((name) => ({ name, type: 'float32' }) as const);
    const bytes = model({ nodes, outputs, initializers: { shape: tensor('int64', [-1, 2]) } });
    const session = await createJsSession(bytes);
    for (const rows of [3000, 3000, 10, 5000, 3000]) {
      const feed = random.tensor('float32', [rows, 2], { low: -1, high: 1 });
      const first = await session.run({ x: feed });
      const copy = structuredClone(first);
      await session.run({ x: random.tensor('float32', [rows, 2]) });
      expect(first).toEqual(copy);
      expect(await expectSameAsOrt(bytes, { x: feed })).toEqual(first);
    }
  });

  test('what comes out belongs to the caller', async () => {
    const initializers = { w: tensor('float32', [5, 6]) };
    const outputs = ['y', 'x', 'w', 'z'].map((name) => ({ name, type: 'float32' }) as const);
    const session = await createJsSession(
      model({ nodes: [node('Neg', ['x'], ['y']), node('Identity', ['x'], ['z'])], outputs, initializers }),
    );
    const feed = tensor('float32', [1, 2], [1, 2]);
    const overwrite = ({ data }: Tensor): void => {
      if (data instanceof Float32Array) data.fill(9);
    };
    Object.values(await session.run({ x: feed })).forEach(overwrite);
    expect(feed).toEqual(pair);
    expect(await session.run({ x: feed })).toEqual({
      y: tensor('float32', [-1, -2], [1, 2]),
      x: pair,
      z: pair,
      w: initializers.w,
    });
  });
});

describe('functions', () => {
  const scaled = {
    domain: 'own',
    name: 'Scaled',
    inputs: ['a', 'bias'],
    outputs: ['out', 'spare'],
    attributes: ['alpha'],
    defaults: { shift: { float: 10 } },
    opsets: { '': 17 },
    nodes: [
      node('LeakyRelu', ['a'], ['bent'], { attributes: { alpha: { reference: 'alpha', kind: 'float' } } }),
      node('Constant', [], ['c'], { attributes: { value_float: { reference: 'shift', kind: 'float' } } }),
      node('Add', ['bent', 'c'], ['out']),
      node('Conv', ['a', 'bias'], ['spare']),
    ],
  } as const;
  const twice = {
    domain: 'own',
    name: 'Twice',
    inputs: ['a'],
    outputs: ['out'],
    opsets: { '': 17, own: 1 },
    nodes: [
      node('Scaled', ['a', ''], ['bent'], { domain: 'own', attributes: { alpha: { float: 2 } } }),
      node('Scaled', ['bent'], ['out'], { domain: 'own', attributes: { alpha: { float: 1 }, shift: { float: 0 } } }),
    ],
  } as const;

  test('stand for their nodes, with attributes by reference, defaults and nesting', async () => {
    const bytes = model(
      { nodes: [node('Twice', ['x'], ['bent'], { domain: 'own' }), node('Neg', ['bent'], ['y'])] },
      { opsets: { '': 17, own: 1 }, functions: [scaled, twice] },
    );
    const { y: result } = await runJs(bytes, { x: tensor('float32', [-3, 4], [1, 2]) });
    expect(result).toEqual(tensor('float32', [-4, -14], [1, 2]));
  });

  test('may not call themselves', async () => {
    const endless = { ...twice, nodes: [node('Twice', ['a'], ['out'], { domain: 'own' })] };
    const bytes = model(
      { nodes: [node('Twice', ['x'], ['y'], { domain: 'own' })] },
      { opsets: { '': 17, own: 1 }, functions: [endless] },
    );
    expect(await refusal(bytes)).toBe(
      "model-invalid: Node 'out' (Twice) calls the function 'Twice' from within itself.",
    );
  });

  test('whose call names more outputs than they give are refused', async () => {
    const bytes = model(
      { nodes: [node('Twice', ['x'], ['z', 'y'], { domain: 'own' })] },
      { opsets: { '': 17, own: 1 }, functions: [scaled, twice] },
    );
    expect(await refusal(bytes)).toBe("model-invalid: Node 'z' (Twice) gives no output 1: leave its name out.");
  });

  test('that pass a graph on to be used twice, over and over, are held to the limit of nodes', async () => {
    const given = { reference: 'g', kind: 'graph' } as const;
    const both = (output: string): NodeDefinition[] => [
      node('Constant', [], ['c'], { attributes: { value: { tensor: tensor('bool', [1], []) } } }),
      node('If', ['c'], [output], { attributes: { then_branch: given, else_branch: given } }),
    ];
    const graphOf = (nodes: NodeDefinition[]) => ({
      graph: { nodes, inputs: [], outputs: [{ name: 'r', type: 'float32' } as const] },
    });
    const call = (level: number, output: string, nodes: NodeDefinition[]) =>
      node(`F${level}`, ['x'], [output], { domain: 'own', attributes: { g: graphOf(nodes) } });
    const functions = Array.from({ length: 24 }, (_, level) => ({
      domain: 'own',
      name: `F${level}`,
      inputs: ['x'],
      outputs: ['out'],
      attributes: ['g'],
      opsets: { '': 17, own: 1 },
      nodes: level === 23 ? both('out') : [call(level + 1, 'out', both('r'))],
    }));
    const nodes = [call(0, 'y', [node('Neg', ['x'], ['r'])])];
    const bytes = model({ nodes }, { opsets: { '': 17, own: 1 }, functions });
    expect(await refusal(bytes, { limits: { nodes: 1000 } })).toBe(
      'model-unsupported: The model comes to more nodes than limits.nodes (1000).',
    );
  });

  test('that multiply are held to the limit of nodes', async () => {
    const functions = Array.from({ length: 12 }, (_, level) => ({
      domain: 'own',
      name: `F${level}`,
      inputs: ['a'],
      outputs: ['out9'],
      opsets: { '': 17, own: 1 },
      nodes: Array.from({ length: 10 }, (_, i) =>
        level === 11
          ? node('Neg', [i === 0 ? 'a' : `out${i - 1}`], [`out${i}`])
          : node(`F${level + 1}`, [i === 0 ? 'a' : `out${i - 1}`], [`out${i}`], { domain: 'own' }),
      ),
    }));
    const bytes = model(
      { nodes: [node('F0', ['x'], ['y'], { domain: 'own' })] },
      { opsets: { '': 17, own: 1 }, functions },
    );
    expect(await refusal(bytes)).toBe('model-unsupported: The model comes to more nodes than limits.nodes (100000).');
  });
});

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
      "model-unsupported: The model's input 'words' is no tensor: export it with tensors only.",
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

describe('whatever a run is given', () => {
  const session = createJsSession(model({ nodes: [node('Neg', ['x'], ['y'])] }));
  const refusalOf = async (feeds: unknown, outputNames?: unknown): Promise<string> =>
    (await session).run(feeds as Record<string, Tensor>, outputNames as string[]).then(
      () => 'accepted',
      (error) => `${error.code}: ${error.message}`,
    );

  test.each<[string, unknown, string]>([
    [
      'throws when it is read',
      {
        ...pair,
        get data() {
          throw new Error('disposed');
        },
      },
      'be read: disposed',
    ],
    ['has bigints as dims', { ...pair, dims: [1n, 2n] }, 'was given float32 [1, 2].'],
    ['has dims that are no text', { ...pair, dims: [Object.create(null)] }, "can't be read"],
    ['has symbols', { ...pair, type: Symbol('f') }, 'was given Symbol(f) [1, 2].'],
  ])('a feed that %s is refused by name', async (_, feed, reason) => {
    expect(await refusalOf({ x: feed })).toMatch(/^input-invalid: Input 'x' /);
    expect(await refusalOf({ x: feed })).toContain(reason);
  });

  test('text must be text, in every element', async () => {
    const texts = { name: 'x', type: 'string' } as const;
    const text = createJsSession(model({ nodes: [node('Identity', ['x'], ['y'])], inputs: [texts] }));
    for (const data of [new Array(2), ['a', 1], ['a', null]]) {
      const feeds = { x: { type: 'string', dims: [2], data: data as string[] } } as const;
      await expect((await text).run(feeds)).rejects.toMatchObject({ code: 'input-invalid' });
    }
  });

  test('a feed of a thousand axes is refused in a short sentence, also where any shape is taken', async () => {
    const dims = new Array(1000).fill(1);
    const message = /^input-invalid: Input 'x' must be float32 .*, but was given 1000 axes, more than 64\.$/;
    expect(await refusalOf({ x: { ...pair, dims } })).toMatch(message);
    const inputs = [{ name: 'x', type: 'float32' }] as const;
    const open = await createJsSession(model({ nodes: [node('Neg', ['x'], ['y'])], inputs }));
    await expect(open.run({ x: tensor('float32', [1], dims) })).rejects.toMatchObject({ code: 'input-invalid' });
  });

  test('feeds that cannot be read are refused', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(await refusalOf(proxy)).toMatch(/^input-invalid: The feeds can't be read/);
  });

  test('the outputs wanted must be a list of names', async () => {
    expect(await refusalOf({ x: pair }, 3)).toBe("input-invalid: The outputs wanted must be a list of 'y'.");
    expect(await refusalOf({ x: pair }, [Symbol('y')])).toMatch(
      /^input-invalid: The model has no output 'Symbol\(y\)'/,
    );
  });
});

test('a node that names an output which its operator does not give is refused, folded or not', async () => {
  const twice = { outputs: [y, { name: 'z', type: 'float32' }] } as const;
  const message = "model-invalid: Node 'y' (Neg) gives no output 1: leave its name out.";
  const folded = model({ ...twice, nodes: [node('Neg', ['c'], ['y', 'z'])], initializers: { c: pair } });
  expect(await refusal(folded)).toBe(message);
  const session = await createJsSession(model({ ...twice, nodes: [node('Neg', ['x'], ['y', 'z'])] }));
  await expect(session.run({ x: pair })).rejects.toMatchObject({ code: 'model-invalid' });
});

import { describe, expect, test } from 'vitest';
import {
  encodeModel,
  type GraphDefinition,
  type NodeDefinition,
  tensor,
  type ValueDefinition,
} from '../../../authoring/onnx/writer.ts';
import { createJsSession } from '../create-js-session.ts';
import { createRandom, expectSameAsOrt, runJs } from '../testing/differential.ts';

const node = (
  opType: string,
  inputs: string[],
  outputs: string[],
  attributes: NodeDefinition['attributes'] = {},
): NodeDefinition => ({
  opType,
  inputs,
  outputs,
  attributes,
});
const value = (
  name: string,
  type: 'float32' | 'int64' | 'bool' = 'float32',
  shape?: (number | string)[],
): ValueDefinition => ({
  name,
  type,
  ...(shape && { shape }),
});
const model = (graph: GraphDefinition, opset = 17): Uint8Array => encodeModel({ opsets: { '': opset }, graph });

describe('If', () => {
  const branch = (opType: string): GraphDefinition => ({
    nodes: [node(opType, ['x'], ['r'])],
    inputs: [],
    outputs: [value('r')],
  });
  const bytes = model({
    nodes: [node('If', ['c'], ['y'], { then_branch: { graph: branch('Neg') }, else_branch: { graph: branch('Abs') } })],
    inputs: [value('c', 'bool', []), value('x', 'float32', ['N'])],
    outputs: [value('y')],
  });

  test('runs the branch of its condition, which reads values from outside', async () => {
    for (const c of [0, 1]) await expectSameAsOrt(bytes, { c: tensor('bool', [c], []), x: tensor('float32', [-1, 2]) });
  });

  test('refuses a condition of more than one element', async () => {
    const feeds = { c: tensor('bool', [1, 0]), x: tensor('float32', [1]) };
    const open = model({
      nodes: [
        node('If', ['c'], ['y'], { then_branch: { graph: branch('Neg') }, else_branch: { graph: branch('Abs') } }),
      ],
      inputs: [value('c', 'bool'), value('x', 'float32', ['N'])],
      outputs: [value('y')],
    });
    await expect(runJs(open, feeds)).rejects.toMatchObject({
      code: 'input-invalid',
      message: "Node 'y' (If): the condition must be one bool.",
    });
  });

  test('a branch that can only fail does so when it is taken, not before', async () => {
    const failing: GraphDefinition = {
      nodes: [node('Div', ['one', 'zero'], ['r'])],
      inputs: [],
      outputs: [value('r', 'int64')],
      initializers: { one: tensor('int64', [1]), zero: tensor('int64', [0]) },
    };
    const safe = { ...failing, nodes: [node('Add', ['one', 'zero'], ['r'])] };
    const either = model({
      nodes: [node('If', ['c'], ['y'], { then_branch: { graph: safe }, else_branch: { graph: failing } })],
      inputs: [value('c', 'bool', [])],
      outputs: [value('y', 'int64')],
    });
    const session = await createJsSession(either);
    expect((await session.run({ c: tensor('bool', [1], []) })).y).toEqual(tensor('int64', [1]));
    await expect(session.run({ c: tensor('bool', [0], []) })).rejects.toMatchObject({ code: 'input-invalid' });
  });
});

describe('Loop', () => {
  // Fibonacci: carried values change places, so memory that is reused too early shows at once.
  const body: GraphDefinition = {
    nodes: [
      node('Add', ['a', 'b'], ['sum']),
      node('Identity', ['b'], ['next']),
      node('Less', ['sum', 'most'], ['goes_on']),
      node('Mul', ['sum', 'x'], ['scanned']),
    ],
    inputs: [value('trip', 'int64', []), value('c', 'bool', []), value('a'), value('b')],
    outputs: [value('goes_on', 'bool', []), value('next'), value('sum'), value('scanned', 'float32', ['N'])],
  };
  const bytes = model({
    nodes: [node('Loop', ['trips', 'c', 'x', 'x'], ['first', 'second', 'all'], { body: { graph: body } })],
    inputs: [
      value('trips', 'int64', []),
      value('c', 'bool', []),
      value('x', 'float32', ['N']),
      value('most', 'float32', []),
    ],
    outputs: [value('first'), value('second'), value('all')],
  });

  test.each([
    ['trips run out', 7, 1, 1e9, 1],
    ['the condition fails', 30, 1, 50, 1],
    ['it does not start', 7, 0, 1e9, 1],
    ['tensors are large', 9, 1, 1e9, 3000],
  ])('carries and stacks values until %s', async (_, trips, c, most, size) => {
    const feeds = {
      trips: tensor('int64', [trips], []),
      c: tensor('bool', [c], []),
      x: createRandom(2).tensor('float32', [size], { low: 1, high: 2 }),
      most: tensor('float32', [most], []),
    };
    if (size > 1) {
      // Its condition must be one element, so the large case loops by trips alone.
      const always = {
        ...body,
        nodes: [...body.nodes.filter(({ opType }) => opType !== 'Less'), node('Identity', ['c'], ['goes_on'])],
      };
      const large = model({
        nodes: [node('Loop', ['trips', '', 'x', 'x'], ['first', 'second', 'all'], { body: { graph: always } })],
        inputs: [value('trips', 'int64', []), value('x', 'float32', ['N'])],
        outputs: [value('first'), value('second'), value('all')],
      });
      await expectSameAsOrt(large, { trips: feeds.trips, x: feeds.x });
    } else await expectSameAsOrt(bytes, feeds);
  });

  test('without trips and condition goes on until its limit, and says so', async () => {
    const endless: GraphDefinition = {
      nodes: [node('Identity', ['c'], ['goes_on']), node('Neg', ['a'], ['b'])],
      inputs: [value('trip', 'int64', []), value('c', 'bool', []), value('a')],
      outputs: [value('goes_on', 'bool', []), value('b')],
    };
    const looping = model({
      nodes: [node('Loop', ['', '', 'x'], ['y'], { body: { graph: endless } })],
      inputs: [value('x', 'float32', ['N'])],
      outputs: [value('y')],
    });
    await expect(runJs(looping, { x: tensor('float32', [1]) })).rejects.toMatchObject({
      code: 'input-invalid',
      message: "Node 'y' (Loop): it makes more than limits.loopTrips (100000) trips.",
    });
  });

  test('in a Loop ends at the limit of work, even when its body does nothing', async () => {
    const idle = (nodes: NodeDefinition[]): GraphDefinition => ({
      nodes,
      inputs: [value('i', 'int64', []), value('c', 'bool', []), value('s')],
      outputs: [value('c', 'bool', []), value('s')],
    });
    const loop = (body: GraphDefinition, output: string): NodeDefinition =>
      node('Loop', ['m', '', 'x'], [output], { body: { graph: body } });
    const bytes = model({
      nodes: [loop({ ...idle([loop(idle([]), 'r')]), outputs: [value('c', 'bool', []), value('r')] }, 'y')],
      inputs: [value('m', 'int64', []), value('x')],
      outputs: [value('y')],
    });
    const feeds = { m: tensor('int64', [100_000], []), x: tensor('float32', [1]) };
    await expect(runJs(bytes, feeds)).rejects.toMatchObject({ message: expect.stringContaining('limits.work') });
    const negations = Array.from({ length: 40 }, (_, i) => node('Neg', [i === 0 ? 's' : `n${i}`], [`n${i + 1}`]));
    const busy = model({
      nodes: [loop({ ...idle(negations), outputs: [value('c', 'bool', []), value('n40')] }, 'y')],
      inputs: [value('m', 'int64', []), value('x')],
      outputs: [value('y')],
    });
    await expect(runJs(busy, feeds)).rejects.toMatchObject({ message: expect.stringContaining('limits.work') });
  });

  test('in a Loop ends at the limit of work when its body sums 64-bit integers, which take ten times as long', async () => {
    const body: GraphDefinition = {
      nodes: [node('ReduceSumSquare', ['numbers'], ['r'])],
      inputs: [value('i', 'int64', []), value('c', 'bool', []), value('s')],
      outputs: [value('c', 'bool', []), value('r', 'int64')],
    };
    const bytes = model({
      nodes: [node('Loop', ['m', '', 'x'], ['y'], { body: { graph: body } })],
      inputs: [value('m', 'int64', []), value('x', 'int64'), value('numbers', 'int64', [243])],
      outputs: [value('y', 'int64')],
    });
    const numbers = tensor('int64', new Array(243).fill(3));
    const feeds = { m: tensor('int64', [100_000], []), x: tensor('int64', [0]), numbers };
    await expect(runJs(bytes, feeds)).rejects.toMatchObject({ message: expect.stringContaining('limits.work') });
  });

  test.each([
    ['Unsqueeze', { axes: { ints: [0] } }, 11],
    ['OneHotEncoder', { cats_int64s: { ints: [0] } }, 17],
  ] as const)(
    'in a Loop ends at the limit of work when %s adds an axis with each trip',
    async (opType, attributes, opset) => {
      const grow: NodeDefinition = {
        ...node(opType, ['s'], ['r'], attributes),
        domain: opType === 'OneHotEncoder' ? 'ai.onnx.ml' : '',
      };
      const body: GraphDefinition = {
        nodes: [grow],
        inputs: [value('i', 'int64', []), value('c', 'bool', []), value('s')],
        outputs: [value('c', 'bool', []), value('r')],
      };
      const bytes = encodeModel({
        opsets: { '': opset, 'ai.onnx.ml': 3 },
        graph: {
          nodes: [node('Loop', ['m', '', 'x'], ['y'], { body: { graph: body } })],
          inputs: [value('m', 'int64', []), value('x')],
          outputs: [value('y')],
        },
      });
      const feeds = { m: tensor('int64', [100_000], []), x: tensor('float32', [], [0]) };
      await expect(runJs(bytes, feeds)).rejects.toMatchObject({ message: expect.stringContaining('limits.work') });
    },
  );

  test('nests, each body reading the values around it', async () => {
    const inner: GraphDefinition = {
      nodes: [node('Add', ['s', 'outer_value'], ['t']), node('Identity', ['ci'], ['ci_out'])],
      inputs: [value('j', 'int64', []), value('ci', 'bool', []), value('s')],
      outputs: [value('ci_out', 'bool', []), value('t')],
    };
    const outer: GraphDefinition = {
      nodes: [
        node('Mul', ['a', 'x'], ['outer_value']),
        node('Loop', ['inner_trips', '', 'outer_value'], ['b'], { body: { graph: inner } }),
        node('Identity', ['c'], ['c_out']),
      ],
      inputs: [value('i', 'int64', []), value('c', 'bool', []), value('a')],
      outputs: [value('c_out', 'bool', []), value('b')],
    };
    const nested = model({
      nodes: [node('Loop', ['trips', '', 'x'], ['y'], { body: { graph: outer } })],
      inputs: [value('trips', 'int64', []), value('inner_trips', 'int64', []), value('x', 'float32', ['N'])],
      outputs: [value('y')],
    });
    for (const size of [2, 4000]) {
      const x = createRandom(size).tensor('float32', [size], { low: 0.5, high: 1.5 });
      await expectSameAsOrt(nested, { trips: tensor('int64', [3], []), inner_trips: tensor('int64', [2], []), x });
    }
  });
});

describe('Scan', () => {
  const body: GraphDefinition = {
    nodes: [node('Add', ['state', 'item'], ['next']), node('Mul', ['next', 'other'], ['scanned'])],
    inputs: [value('state', 'float32', [3]), value('item', 'float32', [3]), value('other', 'float32', [3])],
    outputs: [value('next', 'float32', [3]), value('scanned', 'float32', [3])],
  };
  const inputs = [value('init', 'float32', [3]), value('a', 'float32', ['s', 3]), value('b', 'float32', [3, 's'])];

  test.each([
    [{}],
    [{ scan_input_directions: { ints: [1, 0] } }],
    [{ scan_output_axes: { ints: [1] } }],
    [
      {
        scan_output_axes: { ints: [-1] },
        scan_output_directions: { ints: [1] },
        scan_input_directions: { ints: [0, 1] },
      },
    ],
  ])('runs over slices of its inputs, along axes and in directions %j', async (attributes) => {
    const random = createRandom(11);
    const all = {
      body: { graph: body },
      num_scan_inputs: { int: 2 },
      scan_input_axes: { ints: [0, 1] },
      ...attributes,
    };
    const bytes = model(
      {
        nodes: [node('Scan', ['init', 'a', 'b'], ['final', 'stacked'], all)],
        inputs,
        outputs: [value('final'), value('stacked')],
      },
      11,
    );
    const feeds = {
      init: random.tensor('float32', [3]),
      a: random.tensor('float32', [5, 3]),
      b: random.tensor('float32', [3, 5]),
    };
    await expectSameAsOrt(bytes, feeds);
  });

  test.each([undefined, [4, 2]])('version 8 runs over a batch, with sequence lengths %j', async (lengths) => {
    const random = createRandom(12);
    const bytes = model(
      {
        nodes: [
          node('Scan', [lengths ? 'lengths' : '', 'init', 'a', 'b'], ['final', 'stacked'], {
            body: { graph: body },
            num_scan_inputs: { int: 2 },
            directions: { ints: [0, 1] },
          }),
        ],
        inputs: [
          ...(lengths ? [value('lengths', 'int64', [2])] : []),
          value('init', 'float32', [2, 3]),
          value('a', 'float32', [2, 4, 3]),
          value('b', 'float32', [2, 4, 3]),
        ],
        outputs: [value('final'), value('stacked')],
      },
      8,
    );
    const feeds = {
      ...(lengths && { lengths: tensor('int64', lengths) }),
      init: random.tensor('float32', [2, 3]),
      a: random.tensor('float32', [2, 4, 3]),
      b: random.tensor('float32', [2, 4, 3]),
    };
    await expectSameAsOrt(bytes, feeds);
  });

  test('refuses inputs of different length', async () => {
    const bytes = model({
      nodes: [
        node('Scan', ['init', 'a', 'b'], ['final', 'stacked'], { body: { graph: body }, num_scan_inputs: { int: 2 } }),
      ],
      inputs: inputs.map(({ name }) => value(name)),
      outputs: [value('final')],
    });
    const feeds = {
      init: tensor('float32', [1, 2, 3]),
      a: tensor('float32', new Float32Array(6), [2, 3]),
      b: tensor('float32', new Float32Array(9), [3, 3]),
    };
    await expect(runJs(bytes, feeds)).rejects.toMatchObject({
      code: 'input-invalid',
      message: expect.stringContaining('differ in length'),
    });
  });
});

import { describe, expect, test } from 'vitest';
import { createJsSession } from '../../../engine/js/create-js-session.ts';
import { createRandom, expectSameAsOrt } from '../../../engine/js/testing/differential.ts';
import type { Tensor } from '../../../engine/session.ts';
import type { Frame } from '../../../pipeline/frame.ts';
import { event, frameOf } from '../../../pipeline/testing/fixtures.ts';
import type { GraphJson } from '../../graph/definition.ts';
import { graph } from '../../graph/graph.ts';
import { decodeModel } from '../reader.ts';
import { encodeModel, type NodeDefinition } from '../writer.ts';
import { type FuseOptions, fuseGraph } from './fuse-graph.ts';

const random = createRandom(9);

/** Logistic regression over `width` features. */
function linearModel(width: number, opsets: Record<string, number> = { '': 17, 'ai.onnx.ml': 3 }): Uint8Array {
  const coefficients = Array.from({ length: width }, (_, i) => Math.cos(i) * 0.7);
  const classifier: NodeDefinition = {
    opType: 'LinearClassifier',
    domain: 'ai.onnx.ml',
    inputs: ['X'],
    outputs: ['label', 'probabilities'],
    attributes: {
      coefficients: { floats: [...coefficients.map((value) => -value), ...coefficients] },
      intercepts: { floats: [-0.2, 0.2] },
      classlabels_ints: { ints: [0, 1] },
      post_transform: { string: 'SOFTMAX' },
    },
  };
  return encodeModel({
    opsets,
    graph: {
      nodes: [classifier],
      inputs: [{ name: 'X', type: 'float32', shape: ['N', width] }],
      outputs: [
        { name: 'label', type: 'int64', shape: ['N'] },
        { name: 'probabilities', type: 'float32', shape: ['N', 2] },
      ],
    },
  });
}

/** Rows with missing numbers among them. */
function rows(count: number): Frame {
  const list = (f: () => unknown) => Array.from({ length: count }, f);
  return frameOf({
    city: ['string', list(() => random.pick(['Rome', 'Oslo', 'Lima']))],
    plan: ['string', list(() => random.pick(['free', 'paid', 'trial']))],
    age: ['float64', list(() => random.pick([null, 18.5, 44, 71]))],
    spend: ['float32', list(() => random.pick([null, 0, 12.34, 99.99]))],
    visits: ['int64', list(() => random.int(0, 30))],
    member: ['bool', list(() => random.next() < 0.5)],
  });
}
const samples = [1, 40].map(rows);

interface Node {
  readonly id: string;
  readonly op: string;
  readonly inputs?: readonly string[];
  readonly params?: Readonly<Record<string, unknown>>;
}
const outputs = { probability: 'model.probabilities', label: 'model.label' };

/** A graph of one step after the other from the frame to the model. */
function chain(...steps: readonly (readonly [op: string, params: Readonly<Record<string, unknown>>])[]) {
  const nodes = steps.map(
    ([op, params], i): Node => ({ id: `n${i}`, op, inputs: [i === 0 ? 'frame' : `n${i - 1}`], params }),
  );
  const last = nodes.at(-1)?.id ?? 'frame';
  const model: Node = { id: 'model', op: 'onnx', inputs: [last], params: { model: 'intent' } };
  return { nodes: [...nodes, model], outputs };
}

const authored = (definition: GraphJson, width: number) =>
  graph(definition, { models: { intent: linearModel(width) } });

/** Fuses, and holds both graphs up to each other on rows that were no samples, and the model by both providers. */
async function expectFused(definition: GraphJson, width: number) {
  const original = authored(definition, width);
  const { graph: whole, fused } = await fuseGraph(original, { samples });
  const frame = rows(200);
  const [{ scores: expected }, { scores: actual }] = [await original.run(frame), await whole.run(frame)];
  expect(actual.label).toEqual(expected.label);
  expect(actual.probability).toHaveLength(400);
  (expected.probability as number[]).forEach((value, i) => {
    expect((actual.probability as number[])[i]).toBeCloseTo(value, 6);
  });
  const bytes = whole.models.intent ?? new Uint8Array();
  const session = await createJsSession(bytes);
  const feeds = Object.fromEntries(
    session.inputMetadata.map(({ name, type }) => {
      const column = frame.columns[frame.names.indexOf(name)];
      return [name, { type, dims: [200, 1], data: column?.data ?? [] } as Tensor];
    }),
  );
  await expectSameAsOrt(bytes, feeds, { atol: 1e-6 });
  return { fused, left: whole.toJSON(), operators: decodeModel(bytes).graph.nodes.map(({ opType }) => opType) };
}

describe('each operator with an ONNX form gives what the graph gave', () => {
  const all = { type: 'float32' };
  const numbers = { columns: ['age', 'spend', 'visits'] };
  const filled = ['fillna', { value: { age: 40, spend: 10 } }] as const;
  const ends = [filled, ['array', { columns: ['age', 'spend', 'visits', 'member'], ...all }]] as const;
  const words = {
    columns: ['city', 'visits'],
    categories: [['Rome', 'Lima', 'Oslo'], Array.from({ length: 31 }, (_, i) => i)],
  };

  test.each<[string, number, ...(readonly [string, Readonly<Record<string, unknown>>])[]]>([
    ['array', 1, ['select', { columns: ['visits'] }], ['array', all]],
    ['fillna, for named columns', 4, ...ends],
    [
      'fillna, for all that are given',
      2,
      ['fillna', { value: 1.1, columns: ['spend', 'age'] }],
      ['array', { columns: ['age', 'spend'] }],
    ],
    [
      'standard-scaler',
      3,
      filled,
      ['standard-scaler', { ...numbers, mean: [44.3, 20.1, 15], scale: [12.5, 3.7, 9] }],
      ['array', numbers],
    ],
    [
      'standard-scaler without mean',
      3,
      filled,
      ['standard-scaler', { ...numbers, scale: [12.5, 3.7, 9] }],
      ['array', numbers],
    ],
    [
      'robust-scaler',
      3,
      filled,
      ['robust-scaler', { ...numbers, center: [44.3, 20.1, 15], scale: [12.5, 3.7, 9] }],
      ['array', numbers],
    ],
    [
      'min-max-scaler',
      3,
      filled,
      ['min-max-scaler', { ...numbers, scale: [0.013, 0.021, 0.033], min: [-0.4, 0.1, 0] }],
      ['array', numbers],
    ],
    [
      'min-max-scaler that clips',
      3,
      filled,
      [
        'min-max-scaler',
        { ...numbers, scale: [0.03, 0.021, 0.033], min: [-0.4, 0.1, 0], clip: true, featureRange: [0.1, 0.8] },
      ],
      ['array', numbers],
    ],
    [
      'imputer with indicators',
      4,
      ['imputer', { columns: ['age', 'spend'], statistics: [44, 12.5], addIndicator: true }],
      ['array', { columns: ['age', 'spend', 'missingindicator_age', 'missingindicator_spend'] }],
    ],
    [
      'isna',
      2,
      ['isna', { columns: ['age'], suffix: '_missing' }],
      ['fillna', { value: { age: 1 } }],
      ['array', { columns: ['age', 'age_missing'] }],
    ],
    [
      'clip',
      2,
      filled,
      ['clip', { columns: ['age', 'spend'], lower: 20, upper: 50.3 }],
      ['array', { columns: ['age', 'spend'] }],
    ],
    ['log1p', 2, filled, ['log1p', { columns: ['spend', 'visits'] }], ['array', { columns: ['spend', 'visits'] }]],
    [
      'abs',
      2,
      filled,
      ['standard-scaler', { columns: ['age'], mean: [50] }],
      ['abs', { columns: ['age', 'visits'] }],
      ['array', { columns: ['age', 'visits'] }],
    ],
    [
      'cast',
      2,
      filled,
      ['cast', { type: { age: 'float32', member: 'float64' } }],
      ['array', { columns: ['member', 'age'] }],
    ],
    [
      'select, rename and drop',
      2,
      ['select', { columns: ['visits', 'member', 'city'] }],
      ['rename', { columns: { visits: 'v' } }],
      ['drop', { columns: ['city'] }],
      ['array', all],
    ],
    [
      'one-hot-encoder of text and integers',
      34,
      ['one-hot-encoder', words],
      ['drop', { columns: ['plan', 'age', 'spend', 'member'] }],
      ['array', all],
    ],
    [
      'one-hot-encoder that drops and ignores',
      4,
      [
        'one-hot-encoder',
        {
          columns: ['city', 'plan', 'member'],
          categories: [
            ['Rome', 'Lima'],
            ['free', 'paid', 'x'],
            [false, true],
          ],
          handleUnknown: 'ignore',
          drop: ['Lima', 'x', false],
        },
      ],
      ['select', { columns: ['plan_free', 'city_Rome', 'plan_paid', 'member_True'] }],
      ['array', all],
    ],
    [
      'one-hot-encoder of floats',
      2,
      ['one-hot-encoder', { columns: ['age'], categories: [[18.5, 44]], handleUnknown: 'ignore' }],
      ['array', { columns: ['age_18.5', 'age_44.0'] }],
    ],
    [
      'get-dummies',
      3,
      [
        'get-dummies',
        { columns: ['city', 'age'], categories: [['Rome', 'Nowhere'], [44]], dtype: 'int64', prefix: { age: '' } },
      ],
      ['array', { columns: ['city_Rome', 'city_Nowhere', '44.0'] }],
    ],
    [
      'get-dummies, without the first',
      1,
      ['get-dummies', { columns: ['plan'], categories: [['free', 'paid']], dropFirst: true }],
      ['array', { columns: ['plan_paid'] }],
    ],
    [
      'ordinal-encoder',
      2,
      [
        'ordinal-encoder',
        {
          columns: ['city', 'visits'],
          categories: [
            ['Lima', 'Oslo'],
            [3, 5, 7],
          ],
          handleUnknown: 'use_encoded_value',
          unknownValue: -1,
        },
      ],
      ['array', { columns: ['city', 'visits'] }],
    ],
    [
      'target-encoder',
      1,
      [
        'target-encoder',
        { columns: ['city'], categories: [['Lima', 'Oslo']], encodings: [[0.125, 0.7]], targetMean: 0.31 },
      ],
      ['array', { columns: ['city'] }],
    ],
    [
      'map to numbers',
      2,
      ['map', { column: 'plan', mapping: { free: 0.5, paid: 1 }, name: 'value' }],
      ['fillna', { value: { value: -1 } }],
      ['array', { columns: ['value', 'visits'] }],
    ],
    [
      'map to text and integers',
      2,
      ['map', { column: 'plan', mapping: { free: 'a', paid: 'b' }, default: 'c' }],
      ['map', { column: 'plan', mapping: { a: 3, c: 4 }, default: 9, type: 'int64' }],
      ['array', { columns: ['plan', 'visits'] }],
    ],
    [
      'map of integers',
      1,
      ['map', { column: 'visits', mapping: { 1: 0.5, 2: 1 }, default: 7 }],
      ['array', { columns: ['visits'] }],
    ],
  ])('%s', async (_, width, ...steps) => {
    const definition = chain(...steps);
    const { fused, left } = await expectFused(definition, width);
    // Nothing is left but the model.
    expect(left.nodes.map(({ id }) => id)).toEqual(['model']);
    expect(fused).toEqual(steps.map((_, i) => `n${i}`));
  });
});

test('whole numbers beyond 2^53 are looked up exactly', async () => {
  const mapping = { '9007199254740993': 1, '9007199254740992': 2 };
  const original = authored(
    chain(
      ['map', { column: 'id', mapping, default: 0, type: 'float32' }],
      ['array', { columns: ['id'], type: 'float32' }],
    ),
    1,
  );
  const frame = frameOf({ id: ['int64', [2n ** 53n, 2n ** 53n + 1n, 2n ** 53n + 2n]] });
  const { graph: whole, fused } = await fuseGraph(original, { samples: [frame] });
  expect(fused).toEqual(['n0', 'n1']);
  expect((await whole.run(frame)).scores).toEqual((await original.run(frame)).scores);
});

test('what lies together is worked on together: two scaled columns are one Sub and one Div', async () => {
  const columns = ['age', 'visits'];
  const definition = chain(
    ['standard-scaler', { columns, mean: [1, 2], scale: [3, 4] }],
    ['fillna', { value: { age: 0, visits: 0 } }],
    ['array', { columns: ['visits'] }],
  );
  const { operators } = await expectFused(definition, 1);
  expect(operators.filter((opType) => opType === 'Sub' || opType === 'Div')).toEqual(['Sub', 'Div']);
});

test('an operator without an ONNX form stays, with all before it, and its columns become inputs', async () => {
  const definition = chain(
    ['standard-scaler', { columns: ['age'], mean: [40] }],
    ['string-ops', { columns: ['city'], operation: 'lower' }],
    ['fillna', { value: { age: 0, spend: 1 } }],
    ['one-hot-encoder', { columns: ['city'], categories: [['rome', 'oslo']], handleUnknown: 'ignore' }],
    ['array', { columns: ['age', 'city_rome', 'city_oslo'] }],
  );
  const { graph: whole, ...result } = await fuseGraph(authored(definition, 3), { samples });
  const { nodes } = whole.toJSON();
  expect(result.fused).toEqual(['n2', 'n3', 'n4']);
  expect(nodes.map(({ id }) => id)).toEqual(['n0', 'n1', 'model']);
  expect(nodes.at(-1)).toEqual({
    id: 'model',
    op: 'onnx',
    params: { model: 'intent', feeds: { age: 'n1.age', city: 'n1.city' } },
  });
  expect(result.difference).toBeLessThan(1e-6);
});

test('frames side by side, a column by name, and a node that something else needs too', async () => {
  const definition = {
    nodes: [
      { id: 'numbers', op: 'fillna', inputs: ['frame'], params: { value: { age: 40, spend: 0 } } },
      { id: 'scaled', op: 'standard-scaler', inputs: ['numbers.age'], params: { columns: ['age'], mean: [40] } },
      {
        id: 'cities',
        op: 'get-dummies',
        inputs: ['frame.city'],
        params: { columns: ['city'], categories: [['Rome', 'Oslo']] },
      },
      { id: 'joined', op: 'concat', inputs: ['scaled', 'cities'], params: { axis: 'columns' } },
      { id: 'X', op: 'array', inputs: ['joined', 'numbers.spend'] },
      { id: 'model', op: 'onnx', params: { model: 'intent', feeds: { X: 'X' } } },
    ],
    outputs: { ...outputs, age: 'numbers.age' },
  };
  const { fused, graph: whole } = await fuseGraph(authored(definition, 4), { samples });
  const left = whole.toJSON();
  expect(fused).toEqual(['scaled', 'cities', 'joined', 'X']);
  expect(left.nodes.map(({ id }) => id)).toEqual(['numbers', 'model']);
  expect(left.nodes.at(-1)?.params).toEqual({
    model: 'intent',
    feeds: { age: 'frame.age', city: 'frame.city', spend: 'frame.spend' },
  });
});

describe('null where no tensor holds it', () => {
  const steps = (op: string, params: Readonly<Record<string, unknown>>) =>
    [
      [op, params],
      ['array', { columns: ['visits'] }],
    ] as const;
  test.each([
    ['fillna', { value: { visits: 0 } }],
    ['imputer', { columns: ['visits'], statistics: [3] }],
    ['isna', { columns: ['visits'], suffix: '_missing' }],
  ])('keeps %s of integers in the graph', async (op, params) => {
    const { fused } = await fuseGraph(authored(chain(...steps(op, params)), 1), { samples });
    expect(fused).toEqual(['n1']);
  });
});

describe('refuses, in a sentence,', () => {
  const plain = chain(['array', { columns: ['visits'] }]);
  const refused = (definition: GraphJson, changes: Partial<FuseOptions> = {}, models = { intent: linearModel(1) }) =>
    fuseGraph(graph(definition, { models }), { samples, ...changes });

  test('graphs of which nothing can be fused', async () => {
    const fromTensor = {
      nodes: [
        ...plain.nodes.slice(0, 1),
        { id: 'r', op: 'reshape', inputs: ['n0'], params: { shape: [-1, 1] } },
        { id: 'model', op: 'onnx', inputs: ['r'], params: { model: 'intent' } },
      ],
      outputs,
    };
    await expect(refused(fromTensor)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringContaining("no operator before node 'model' has an ONNX form"),
    });
  });

  test('to fuse without samples, without the model, or into no node in particular', async () => {
    await expect(refused(plain, { samples: [] })).rejects.toThrow('there are no samples');
    await expect(fuseGraph(graph(plain), { samples })).rejects.toThrow("model 'intent' is not among the models");
    const two = {
      ...plain,
      nodes: [...plain.nodes, { id: 'again', op: 'onnx', inputs: ['n0'], params: { model: 'intent' } }],
    };
    await expect(refused(two)).rejects.toThrow('name the onnx node to fuse into; there is model, again');
    await expect(refused(two, { node: 'again' })).rejects.toThrow('is run by another node too');
  });

  test('models whose operator sets are too old', async () => {
    const models = { intent: linearModel(1, { '': 8, 'ai.onnx.ml': 1 }) };
    await expect(refused(plain, {}, models)).rejects.toMatchObject({
      code: 'model-unsupported',
      message:
        'The model imports operator sets 8 and ai.onnx.ml 1, too old to be fused with: export it with 9 and 2 or newer.',
    });
  });

  test('a result that differs by more than it may', async () => {
    const definition = chain(
      ['target-encoder', { columns: ['city'], categories: [['Rome']], encodings: [[0.1]], targetMean: 0.7 }],
      ['standard-scaler', { columns: ['city'], mean: [0.1], scale: [1e-8] }],
      ['array', { columns: ['city'] }],
    );
    await expect(refused(definition)).rejects.toMatchObject({
      code: 'graph-invalid',
      message: expect.stringContaining('gives other scores on the samples'),
    });
  });
});

test('a model that is fused already can be fused with what is put before it', async () => {
  const first = chain(['fillna', { value: { age: 1 } }], ['array', { columns: ['age'] }]);
  const { graph: fusedOnce } = await fuseGraph(authored(first, 1), { samples });
  const again = {
    nodes: [
      { id: 'scaled', op: 'standard-scaler', inputs: ['frame'], params: { columns: ['age'], mean: [40] } },
      { id: 'X', op: 'array', inputs: ['scaled'], params: { columns: ['age'], type: 'float64' } },
      { id: 'model', op: 'onnx', inputs: ['X'], params: { model: 'intent' } },
    ],
    outputs,
  };
  const { fused } = await fuseGraph(graph(again, { models: fusedOnce.models }), { samples });
  expect(fused).toEqual(['scaled', 'X']);
});

test('a graph over events is held up on frames, whose columns stand for what it reads, and on visits', async () => {
  const definition = {
    nodes: [
      { id: 'visit', op: 'json-to-frame', inputs: ['events'], params: { columns: [{ name: 'age', type: 'float64' }] } },
      { id: 'filled', op: 'fillna', inputs: ['visit'], params: { value: { age: 30 } } },
      { id: 'X', op: 'array', inputs: ['filled'] },
      { id: 'model', op: 'onnx', inputs: ['X'], params: { model: 'intent' } },
    ],
    outputs,
  };
  const visit = [event('view', 5, { age: 51 })];
  const { graph: whole, fused } = await fuseGraph(authored(definition, 1), { samples: [rows(9), visit] });
  expect(fused).toEqual(['filled', 'X']);
  expect((await whole.run(visit)).scores.label).toBe(1);
});

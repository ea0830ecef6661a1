import { describe, expect, test } from 'vitest';
import {
  type AttributeValue,
  encodeModel,
  type GraphDefinition,
  type ModelDefinition,
  type NodeDefinition,
  tensor,
} from '../../authoring/onnx/writer.ts';
import type { Tensor } from '../session.ts';
import { createJsSession } from './create-js-session.ts';
import { createRandom, expectSameAsOrt, type Random, type Tolerance } from './testing/differential.ts';

// Graphs as exporters of tabular models write them, by hand and small: what each exporter puts around its model, not the model, is what
// they are about.

type Attributes = Readonly<Record<string, AttributeValue>>;

const op = (opType: string, inputs: string, outputs: string, attributes: Attributes = {}): NodeDefinition => ({
  opType,
  inputs: inputs.split(' ').map((name) => (name === '_' ? '' : name)),
  outputs: outputs.split(' '),
  attributes,
});
const ml = (...node: Parameters<typeof op>): NodeDefinition => ({ ...op(...node), domain: 'ai.onnx.ml' });

const floats = (...values: number[]): AttributeValue => ({ floats: values });
const ints = (...values: number[]): AttributeValue => ({ ints: values });
const strings = (...values: string[]): AttributeValue => ({ strings: values });
const int = (value: number): AttributeValue => ({ int: value });
const text = (value: string): AttributeValue => ({ string: value });
const castTo = { float: 1, int32: 6, int64: 7, string: 8, bool: 9, double: 11 };
const cast = (inputs: string, outputs: string, to: keyof typeof castTo) =>
  op('Cast', inputs, outputs, { to: int(castTo[to]) });
const constant = (name: string, value: Tensor) => op('Constant', '_', name, { value: { tensor: value } });

const X = { name: 'X', type: 'float32', shape: ['N', 4] } as const;
const label = { name: 'label', type: 'int64', shape: ['N'] } as const;
const probabilities = { name: 'probabilities', type: 'float32', shape: ['N', 3] } as const;
const Y = { name: 'Y', type: 'float32' } as const;

function encode(graph: GraphDefinition, rest: Partial<ModelDefinition> = {}): Uint8Array {
  return encodeModel({ opsets: { '': 17, 'ai.onnx.ml': 3 }, irVersion: 8, graph, ...rest });
}

/** Two trees on features 0 and 1, as votes for classes 0 to 2. */
const trees: Attributes = {
  nodes_treeids: ints(0, 0, 0, 1, 1, 1),
  nodes_nodeids: ints(0, 1, 2, 0, 1, 2),
  nodes_featureids: ints(0, 0, 0, 1, 0, 0),
  nodes_modes: strings('BRANCH_LT', 'LEAF', 'LEAF', 'BRANCH_LEQ', 'LEAF', 'LEAF'),
  nodes_values: floats(0.5, 0, 0, -0.25, 0, 0),
  nodes_truenodeids: ints(1, 0, 0, 1, 0, 0),
  nodes_falsenodeids: ints(2, 0, 0, 2, 0, 0),
  nodes_hitrates: floats(1, 1, 1, 1, 1, 1),
  nodes_missing_value_tracks_true: ints(1, 0, 0, 0, 0, 0),
};
const votes: Attributes = {
  class_treeids: ints(0, 0, 1, 1),
  class_nodeids: ints(1, 2, 1, 2),
  class_ids: ints(0, 1, 2, 1),
  class_weights: floats(0.7, 0.4, 0.9, 0.2),
};

async function sameOnRandomRows(
  bytes: Uint8Array,
  feed: (random: Random, rows: number) => Record<string, Tensor>,
  options: Tolerance = {},
): Promise<void> {
  const random = createRandom(bytes.length);
  for (const rows of [1, 7, 40]) await expectSameAsOrt(bytes, feed(random, rows), options);
}

const features = (random: Random, rows: number): Record<string, Tensor> => ({
  X: random.tensor('float32', [rows, 4], { low: -2, high: 2 }),
});

describe('scikit-learn (skl2onnx)', () => {
  test('column transformer of strings and numbers before logistic regression, with ZipMap', async () => {
    // ONNX Runtime refuses an Identity after ZipMap in general; the session contract drops both.
    const graph = (end: NodeDefinition[]): GraphDefinition => ({
      inputs: [
        { name: 'city', type: 'string', shape: ['', 1] },
        { name: 'plan', type: 'string', shape: ['', 1] },
        { name: 'visits', type: 'int64', shape: ['', 1] },
        { name: 'age', type: 'float32', shape: ['', 1] },
      ],
      nodes: [
        op('Concat', 'city plan', 'words', { axis: int(1) }),
        ml('ArrayFeatureExtractor', 'words first', 'cities'),
        ml('ArrayFeatureExtractor', 'words second', 'plans'),
        ml('OneHotEncoder', 'cities', 'cities_hot', { cats_strings: strings('Rome', 'Oslo', 'Lima'), zeros: int(1) }),
        ml('OneHotEncoder', 'plans', 'plans_hot', { cats_strings: strings('free', 'paid'), zeros: int(1) }),
        op('Reshape', 'cities_hot cities_shape', 'c'),
        op('Reshape', 'plans_hot plans_shape', 'p'),
        cast('visits', 'visits_f', 'float'),
        op('Concat', 'age visits_f', 'numbers', { axis: int(1) }),
        ml('Imputer', 'numbers', 'filled', {
          imputed_value_floats: floats(30, 2),
          replaced_value_float: { float: Number.NaN },
        }),
        ml('Scaler', 'filled', 'scaled', { offset: floats(31, 4), scale: floats(0.1, 0.5) }),
        op('Concat', 'c p scaled', 'all', { axis: int(-1) }),
        ml('LinearClassifier', 'all', 'raw_label raw', {
          coefficients: floats(0.5, -0.5, 1, 0.25, -1, 0.125, 2, -0.5, 0.5, -1, -0.25, 1, -0.125, -2),
          intercepts: floats(0.1, -0.1),
          classlabels_strings: strings('leaves', 'stays'),
          multi_class: int(1),
          post_transform: text('LOGISTIC'),
        }),
        ml('Normalizer', 'raw', 'probability_tensor', { norm: text('L1') }),
        op('Identity', 'raw_label', 'output_label'),
        ...end,
      ],
      outputs: [
        { name: 'output_label', type: 'string', shape: [''] },
        { name: 'probability_tensor', type: 'float32', shape: ['', 2] },
        { name: 'output_probability', type: 'map', key: 'string' },
      ],
      initializers: {
        first: tensor('int64', [0]),
        second: tensor('int64', [1]),
        cities_shape: tensor('int64', [-1, 3]),
        plans_shape: tensor('int64', [-1, 2]),
      },
    });
    const zipMap = (output: string) =>
      ml('ZipMap', 'probability_tensor', output, { classlabels_strings: strings('leaves', 'stays') });
    const bytes = encode(graph([zipMap('zipped'), op('Identity', 'zipped', 'output_probability')]));
    const feed = (random: Random, rows: number): Record<string, Tensor> => {
      const words = (...from: string[]): Tensor => ({
        type: 'string',
        dims: [rows, 1],
        data: Array.from({ length: rows }, () => random.pick(from)),
      });
      const age = random.tensor('float32', [rows, 1], { low: 18, high: 80, special: true });
      return {
        city: words('Rome', 'Oslo', 'Lima', 'Nowhere', ''),
        plan: words('free', 'paid', 'trial'),
        visits: random.tensor('int64', [rows, 1], { low: 0, high: 30 }),
        age,
      };
    };
    await sameOnRandomRows(encode(graph([zipMap('output_probability')])), feed, {
      outputs: ['output_label', 'probability_tensor'],
      // One less a probability near one.
      atol: 1e-6,
    });
    const session = await createJsSession(bytes);
    const results = await session.run(feed(createRandom(1), 5));
    expect(results.output_probability).toEqual(results.probability_tensor);
    expect(session.outputMetadata[2]?.classLabels).toEqual(['leaves', 'stays']);
  });

  test('ordinal encoding by LabelEncoder, from strings to integers and floats', async () => {
    const bytes = encode(
      {
        inputs: [{ name: 'S', type: 'string', shape: ['N', 2] }],
        nodes: [
          ml('ArrayFeatureExtractor', 'S zero', 'a'),
          ml('ArrayFeatureExtractor', 'S one', 'b'),
          ml('LabelEncoder', 'a', 'ai', {
            keys_strings: strings('low', 'mid', 'high'),
            values_int64s: ints(0, 1, 2),
            default_int64: int(-1),
          }),
          ml('LabelEncoder', 'b', 'bf', {
            keys_strings: strings('low', 'mid', 'high'),
            values_floats: floats(0.5, 1.5, Number.NaN),
            default_float: { float: -1 },
          }),
          cast('ai', 'af', 'float'),
          op('Concat', 'af bf', 'c', { axis: int(1) }),
          op('Reshape', 'c shape', 'flat'),
          op('IsNaN', 'flat', 'missing'),
          op('Where', 'missing fill flat', 'Y'),
        ],
        outputs: [Y],
        initializers: {
          zero: tensor('int64', [0]),
          one: tensor('int64', [1]),
          shape: tensor('int64', [-1, 2]),
          fill: tensor('float32', [9]),
        },
      },
      { opsets: { '': 13, 'ai.onnx.ml': 2 } },
    );
    await sameOnRandomRows(bytes, (random, rows) => ({
      S: {
        type: 'string',
        dims: [rows, 2],
        data: Array.from({ length: 2 * rows }, () => random.pick(['low', 'mid', 'high', 'none'])),
      },
    }));
  });

  test('GaussianNB: log likelihoods, ArgMax, class by ArrayFeatureExtractor', async () => {
    const bytes = encode({
      inputs: [X],
      nodes: [
        op('Reshape', 'X cube', 'x3'),
        op('Sub', 'x3 theta', 'centred'),
        op('Pow', 'centred two', 'squared'),
        op('Div', 'squared sigma', 'ratio'),
        op('ReduceSum', 'ratio axis', 'summed', { keepdims: int(0) }),
        op('Mul', 'summed half', 'halved'),
        op('Sub', 'prior halved', 'joint'),
        op('ArgMax', 'joint', 'best', { axis: int(1), keepdims: int(0) }),
        ml('ArrayFeatureExtractor', 'classes best', 'chosen'),
        cast('chosen', 'chosen32', 'int32'),
        op('Reshape', 'chosen32 minus', 'reshaped'),
        cast('reshaped', 'label', 'int64'),
        op('ReduceLogSumExp', 'joint', 'total', { axes: ints(1), keepdims: int(1) }),
        op('Sub', 'joint total', 'logs'),
        op('Exp', 'logs', 'probabilities'),
        ml('ZipMap', 'probabilities', 'maps', { classlabels_int64s: ints(3, 7, 9) }),
      ],
      outputs: [label, probabilities, { name: 'maps', type: 'map', key: 'int64' }],
      initializers: {
        cube: tensor('int64', [-1, 1, 4]),
        theta: tensor('float32', [0, 1, 0, 1, 1, 0, -1, 0, -1, -1, 1, 0.5], [1, 3, 4]),
        sigma: tensor('float32', [1, 2, 1, 1, 0.5, 1, 1, 2, 1, 1, 3, 1], [1, 3, 4]),
        two: tensor('float32', [2], [1]),
        half: tensor('float32', [0.5], [1]),
        axis: tensor('int64', [2]),
        prior: tensor('float32', [-1, -1.5, -2], [1, 3]),
        classes: tensor('int64', [3, 7, 9]),
        minus: tensor('int64', [-1]),
      },
    });
    await sameOnRandomRows(bytes, features, { outputs: ['label', 'probabilities'] });
  });

  test.each([
    ['Scan', 9],
    ['Scan', 17],
  ])('nearest neighbours: distances by %s, TopK, votes (opset %i)', async (_, opset) => {
    const body: GraphDefinition = {
      nodes: [
        op('Sub', 'next_in next', 'difference'),
        op('ReduceSumSquare', 'difference', 'distances', { axes: ints(1), keepdims: int(0) }),
        op('Identity', 'next_in', 'next_out'),
      ],
      inputs: [
        { name: 'next_in', type: 'float32' },
        { name: 'next', type: 'float32' },
      ],
      outputs: [
        { name: 'next_out', type: 'float32' },
        { name: 'distances', type: 'float32' },
      ],
    };
    const topK = opset < 10 ? op('TopK', 'near', 'd i', { axis: int(-1), k: int(3) }) : undefined;
    const bytes = encode(
      {
        inputs: [X],
        nodes: [
          op('Scan', 'train X', 'same cdist', { num_scan_inputs: int(1), body: { graph: body } }),
          op('Sqrt', 'cdist', 'root'),
          op('Mul', 'root minus_one', 'near'),
          topK ?? op('TopK', 'near k', 'd i', { axis: int(-1), largest: int(1), sorted: int(1) }),
          op('Flatten', 'i', 'flat'),
          ml('ArrayFeatureExtractor', 'targets flat', 'picked'),
          op('Reshape', 'picked triples', 'rows'),
          op('ReduceMean', 'rows', 'Y', { axes: ints(1), keepdims: int(0) }),
        ],
        outputs: [Y],
        initializers: {
          train: createRandom(3).tensor('float32', [9, 4], { low: -2, high: 2 }),
          minus_one: tensor('float32', [-1]),
          k: tensor('int64', [3]),
          targets: tensor('float32', [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 9]),
          triples: tensor('int64', [-1, 3]),
        },
      },
      { opsets: { '': opset, 'ai.onnx.ml': 1 } },
    );
    await sameOnRandomRows(bytes, (random, rows) => ({ X: random.tensor('float32', [rows, 4], { low: -2, high: 2 }) }));
  });

  test('AdaBoost and voting: stacked probabilities, logs, OneHot votes, Sum', async () => {
    const bytes = encode({
      inputs: [X],
      nodes: [
        ml('TreeEnsembleClassifier', 'X', 'l1 p1', { ...trees, ...votes, classlabels_int64s: ints(0, 1, 2) }),
        ml('LinearClassifier', 'X', 'l2 p2', {
          coefficients: floats(1, 0, -1, 0.5, 0, 1, 0.5, -1, -1, -1, 0.5, 0.5),
          intercepts: floats(0, 0.1, -0.1),
          classlabels_ints: ints(0, 1, 2),
          post_transform: text('SOFTMAX'),
        }),
        op('Clip', 'p1 low', 'clipped'),
        op('Log', 'clipped', 'logs'),
        op('ReduceSum', 'logs one', 'summed', { keepdims: int(1) }),
        op('Div', 'summed three', 'mean'),
        op('Sub', 'logs mean', 'samme'),
        cast('l2', 'l2i', 'int64'),
        op('OneHot', 'l2i depth onoff', 'hot', { axis: int(-1) }),
        op('Sum', 'samme p2 hot', 'total'),
        op('ArgMax', 'total', 'best', { axis: int(1) }),
        op('Squeeze', 'best one', 'label'),
        op('Softmax', 'total', 'probabilities', { axis: int(1) }),
      ],
      outputs: [label, probabilities],
      initializers: {
        low: tensor('float32', [1e-6], []),
        one: tensor('int64', [1]),
        three: tensor('float32', [3]),
        depth: tensor('int64', [3]),
        onoff: tensor('float32', [0, 1]),
      },
    });
    await sameOnRandomRows(bytes, features);
  });

  test('PolynomialFeatures, KBinsDiscretizer and a double-precision regression', async () => {
    const bytes = encode({
      inputs: [{ name: 'X', type: 'float64', shape: ['', 4] }],
      nodes: [
        ml('ArrayFeatureExtractor', 'X c0', 'a'),
        ml('ArrayFeatureExtractor', 'X c3', 'b'),
        op('Mul', 'a b', 'ab'),
        op('Identity', 'a', 'same'),
        op('Transpose', 'same', 'turned', { perm: ints(1, 0) }),
        op('Reshape', 'turned column', 'back'),
        op('GreaterOrEqual', 'back edges', 'above'),
        cast('above', 'steps', 'double'),
        op('ReduceSum', 'steps one', 'bin', { keepdims: int(1) }),
        op('Concat', 'X ab bin', 'all', { axis: int(1) }),
        op('MatMul', 'all w', 'product'),
        op('Add', 'product b0', 'shifted'),
        op('Reshape', 'shifted column', 'Y'),
      ],
      outputs: [{ name: 'Y', type: 'float64', shape: ['', 1] }],
      initializers: {
        c0: tensor('int64', [0]),
        c3: tensor('int64', [3]),
        one: tensor('int64', [1]),
        column: tensor('int64', [-1, 1]),
        edges: tensor('float64', [-1, 0, 1], [1, 3]),
        w: tensor('float64', [0.1, 0.2, -0.3, 0.4, 1e-7, 3], [6, 1]),
        b0: tensor('float64', [0.25], [1]),
      },
    });
    await sameOnRandomRows(
      bytes,
      (random, rows) => ({ X: random.tensor('float64', [rows, 4], { low: -2, high: 2, special: false }) }),
      { rtol: 1e-12 },
    );
  });

  test('text by TfIdfVectorizer behind StringNormalizer', async () => {
    const bytes = encode({
      inputs: [{ name: 'S', type: 'string', shape: ['N', 3] }],
      nodes: [
        op('Flatten', 'S', 'flat'),
        op('TfIdfVectorizer', 'flat', 'counts', {
          min_gram_length: int(1),
          max_gram_length: int(2),
          max_skip_count: int(0),
          mode: text('TFIDF'),
          ngram_counts: ints(0, 3),
          ngram_indexes: ints(0, 1, 2, 3, 4),
          pool_strings: strings('a', 'shoe', '10', 'a', 'shoe', '10', 'a'),
          weights: floats(1, 2, 0.5, 4, 1),
        }),
        ml('Normalizer', 'counts', 'Y', { norm: text('L2') }),
      ],
      outputs: [Y],
    });
    await sameOnRandomRows(bytes, (random, rows) => ({ S: random.tensor('string', [rows, 3]) }));
  });
});

describe('gradient boosting', () => {
  test('CatBoost: opset 9, one class voted, ZipMap of integers, no shapes declared', async () => {
    const bytes = encode(
      {
        inputs: [{ name: 'features', type: 'float32', shape: ['N', 4] }],
        nodes: [
          ml('TreeEnsembleClassifier', 'features', 'label probability_tensor', {
            ...trees,
            class_treeids: ints(0, 0, 1, 1),
            class_nodeids: ints(1, 2, 1, 2),
            class_ids: ints(1, 1, 1, 1),
            class_weights: floats(0.7, -0.4, 0.9, -0.2),
            post_transform: text('LOGISTIC'),
            classlabels_int64s: ints(0, 1),
          }),
          ml('ZipMap', 'probability_tensor', 'probabilities', { classlabels_int64s: ints(0, 1) }),
        ],
        outputs: [
          { name: 'label', type: 'int64', shape: ['N'] },
          { name: 'probability_tensor', type: 'float32' },
          { name: 'probabilities', type: 'map', key: 'int64' },
        ],
      },
      { opsets: { 'ai.onnx.ml': 2, '': 9 }, irVersion: 3, producerName: 'CatBoost' },
    );
    await sameOnRandomRows(bytes, (random, rows) => ({ features: random.tensor('float32', [rows, 4]) }), {
      outputs: ['label', 'probability_tensor'],
    });
    const { probabilities: maps } = await (await createJsSession(bytes)).run({
      features: tensor('float32', [0, 0, 0, 0], [1, 4]),
    });
    expect(maps?.dims).toEqual([1, 2]);
  });

  test('LightGBM (onnxmltools): probabilities, ArgMax, label by Cast, then Identity', async () => {
    const bytes = encode(
      {
        inputs: [X],
        nodes: [
          ml('TreeEnsembleClassifier', 'X', 'l p', {
            ...trees,
            ...votes,
            post_transform: text('SOFTMAX'),
            classlabels_int64s: ints(0, 1, 2),
          }),
          cast('p', 'double_p', 'double'),
          cast('double_p', 'float_p', 'float'),
          op('Identity', 'float_p', 'probabilities'),
          cast('l', 'label', 'int64'),
        ],
        outputs: [label, probabilities],
      },
      { opsets: { '': 15, 'ai.onnx.ml': 1 } },
    );
    await sameOnRandomRows(bytes, (random, rows) => ({ X: random.tensor('float32', [rows, 4], { special: true }) }));
  });

  test('XGBoost: base values, BRANCH_LT, missing values to the left', async () => {
    const bytes = encode({
      inputs: [{ name: 'X', type: 'float32' }],
      nodes: [
        ml('TreeEnsembleRegressor', 'X', 'variable', {
          ...trees,
          n_targets: int(1),
          base_values: floats(0.5),
          target_ids: ints(0, 0, 0, 0),
          target_nodeids: ints(1, 2, 1, 2),
          target_treeids: ints(0, 0, 1, 1),
          target_weights: floats(0.1, -0.2, 0.3, 0.4),
        }),
      ],
      outputs: [{ name: 'variable', type: 'float32', shape: ['N', 1] }],
    });
    await sameOnRandomRows(bytes, (random, rows) => ({ X: random.tensor('float32', [rows, 4], { special: true }) }));
  });

  test('regressors with a double target: the sum of several ensembles, split as onnxmltools splits LightGBM', async () => {
    const part = (output: string, weights: number[]) =>
      ml('TreeEnsembleRegressor', 'X', output, {
        ...trees,
        n_targets: int(1),
        target_ids: ints(0, 0, 0, 0),
        target_nodeids: ints(1, 2, 1, 2),
        target_treeids: ints(0, 0, 1, 1),
        target_weights: floats(...weights),
      });
    const bytes = encode({
      inputs: [X],
      nodes: [
        part('a', [0.1, 0.2, 0.3, 0.4]),
        part('b', [1, -2, 3, -4]),
        cast('a', 'ad', 'double'),
        cast('b', 'bd', 'double'),
        op('Sum', 'ad bd', 'sum'),
        cast('sum', 'Y', 'float'),
      ],
      outputs: [Y],
    });
    await sameOnRandomRows(bytes, features);
  });
});

describe('nets', () => {
  const random = createRandom(11);
  const weight = (...dims: number[]): Tensor => random.tensor('float32', dims, { low: -1, high: 1 });

  test('PyTorch, TorchScript exporter: Gemm with transB, BatchNormalization, Constant nodes, shapes by Shape and Gather', async () => {
    const bytes = encode(
      {
        inputs: [X],
        nodes: [
          op('Gemm', 'X w1 b1', 'h', { alpha: { float: 1 }, beta: { float: 1 }, transB: int(1) }),
          op('BatchNormalization', 'h scale bias mean var', 'n', {
            epsilon: { float: 1e-5 },
            momentum: { float: 0.9 },
          }),
          op('LeakyRelu', 'n', 'r', { alpha: { float: 0.01 } }),
          op('Dropout', 'r', 'd'),
          op('Shape', 'd', 's'),
          constant('zero', tensor('int64', [0], [])),
          op('Gather', 's zero', 'rows', { axis: int(0) }),
          constant('axes', tensor('int64', [0])),
          op('Unsqueeze', 'rows axes', 'rows1'),
          constant('two', tensor('int64', [2])),
          constant('minus', tensor('int64', [-1])),
          op('Concat', 'rows1 two minus', 'target', { axis: int(0) }),
          op('Reshape', 'd target', 'cube'),
          op('ReduceMean', 'cube', 'pooled', { axes: ints(-1), keepdims: int(0) }),
          op('MatMul', 'pooled w2', 'm'),
          op('Add', 'b2 m', 'z'),
          op('Sigmoid', 'z', 'Y'),
        ],
        outputs: [Y],
        initializers: {
          w1: weight(8, 4),
          b1: weight(8),
          scale: weight(8),
          bias: weight(8),
          mean: weight(8),
          var: random.tensor('float32', [8], { low: 0.5, high: 2 }),
          w2: weight(2, 1),
          b2: weight(1),
        },
      },
      { opsets: { '': 13 } },
    );
    await sameOnRandomRows(bytes, features);
  });

  test('PyTorch, dynamo exporter: functions for modules, LayerNormalization, Gelu, embeddings', async () => {
    const linear = {
      domain: 'pkg.torch',
      name: 'Linear',
      inputs: ['input', 'weight', 'bias'],
      outputs: ['out'],
      opsets: { '': 18 },
      nodes: [
        op('Transpose', 'weight', 't', { perm: ints(1, 0) }),
        op('MatMul', 'input t', 'm'),
        op('Add', 'm bias', 'out'),
      ],
    };
    const bytes = encode(
      {
        inputs: [
          { name: 'X', type: 'float32', shape: ['s0', 4] },
          { name: 'id', type: 'int64', shape: ['s0'] },
        ],
        nodes: [
          op('Gather', 'table id', 'e', { axis: int(0) }),
          op('Concat', 'X e', 'all', { axis: int(-1) }),
          op('LayerNormalization', 'all gamma beta', 'n', { axis: int(-1), epsilon: { float: 1e-5 } }),
          { ...op('Linear', 'n w1 b1', 'h'), domain: 'pkg.torch' },
          op('Div', 'h root', 'g1'),
          op('Erf', 'g1', 'g2'),
          op('Add', 'g2 one', 'g3'),
          op('Mul', 'g3 half', 'g4'),
          op('Mul', 'h g4', 'g'),
          { ...op('Linear', 'g w2 b2', 'z'), domain: 'pkg.torch' },
          op('Softmax', 'z', 'Y', { axis: int(-1) }),
        ],
        outputs: [{ name: 'Y', type: 'float32', shape: ['s0', 3] }],
        initializers: {
          table: weight(5, 2),
          gamma: weight(6),
          beta: weight(6),
          w1: weight(8, 6),
          b1: weight(8),
          w2: weight(3, 8),
          b2: weight(3),
          root: tensor('float32', [Math.SQRT2], []),
          one: tensor('float32', [1], []),
          half: tensor('float32', [0.5], []),
        },
      },
      { opsets: { '': 18, 'pkg.torch': 1 }, functions: [linear] },
    );
    await sameOnRandomRows(bytes, (seeded, rows) => ({
      ...features(seeded, rows),
      id: seeded.tensor('int64', [rows], { low: 0, high: 4 }),
    }));
  });

  test('Keras (tf2onnx): names with slashes and colons, strided slices, squeezes, casts', async () => {
    const bytes = encode(
      {
        inputs: [{ name: 'args_0:0', type: 'float32', shape: ['unk__1', 4] }],
        nodes: [
          op('Slice', 'args_0:0 starts ends axes steps', 'model/slice:0'),
          op('Squeeze', 'model/slice:0 one', 'model/squeezed:0'),
          op('Floor', 'model/squeezed:0', 'model/floor:0'),
          cast('model/floor:0', 'model/int:0', 'int32'),
          op('Equal', 'model/int:0 zero32', 'model/is0:0'),
          op('Not', 'model/is0:0', 'model/not0:0'),
          cast('model/not0:0', 'model/flag:0', 'float'),
          op('Unsqueeze', 'model/flag:0 one', 'model/flag2:0'),
          op('MatMul', 'args_0:0 model/dense/kernel', 'model/dense/MatMul:0'),
          op('Add', 'model/dense/MatMul:0 model/dense/bias', 'model/dense/BiasAdd:0'),
          op('Elu', 'model/dense/BiasAdd:0', 'model/dense/Elu:0'),
          op('Mul', 'model/dense/Elu:0 model/flag2:0', 'model/gated:0'),
          op('ReduceMax', 'model/gated:0', 'model/max:0', { axes: ints(1), keepdims: int(1) }),
          op('Identity', 'model/max:0', 'dense_1'),
        ],
        outputs: [{ name: 'dense_1', type: 'float32', shape: ['unk__2', 1] }],
        initializers: {
          starts: tensor('int64', [3]),
          ends: tensor('int64', [2]),
          axes: tensor('int64', [1]),
          steps: tensor('int64', [-1]),
          one: tensor('int64', [1]),
          zero32: tensor('int32', [0], []),
          'model/dense/kernel': weight(4, 5),
          'model/dense/bias': weight(5),
        },
      },
      { opsets: { '': 15, 'ai.onnx.ml': 2 } },
    );
    await sameOnRandomRows(bytes, (seeded, rows) => ({ 'args_0:0': seeded.tensor('float32', [rows, 4]) }));
  });
});

describe('others', () => {
  test('Core ML (onnxmltools): categories, FeatureVectorizer, tree regressor', async () => {
    const bytes = encode(
      {
        inputs: [
          { name: 'season', type: 'int64', shape: [1, 1] },
          { name: 'weather', type: 'string', shape: [1, 1] },
          { name: 'temp', type: 'float32', shape: [1, 2] },
        ],
        nodes: [
          ml('OneHotEncoder', 'season', 'hot3', { cats_int64s: ints(1, 2, 4), zeros: int(1) }),
          op('Reshape', 'hot3 row', 'hot'),
          ml('CategoryMapper', 'weather', 'code', {
            cats_strings: strings('sun', 'rain'),
            cats_int64s: ints(5, 6),
            default_int64: int(-1),
          }),
          cast('code', 'codef', 'float'),
          ml('FeatureVectorizer', 'hot codef temp', 'X', { inputdimensions: ints(3, 1, 2) }),
          ml('TreeEnsembleRegressor', 'X', 'Y', {
            ...trees,
            n_targets: int(2),
            target_ids: ints(0, 1, 0, 1),
            target_nodeids: ints(1, 2, 1, 2),
            target_treeids: ints(0, 0, 1, 1),
            target_weights: floats(1, 2, 3, 4),
          }),
        ],
        outputs: [Y],
        initializers: { row: tensor('int64', [1, -1]) },
      },
      { opsets: { '': 7, 'ai.onnx.ml': 1 }, irVersion: 4 },
    );
    const random = createRandom(2);
    for (let run = 0; run < 20; run++) {
      await expectSameAsOrt(bytes, {
        season: random.tensor('int64', [1, 1], { low: 0, high: 5 }),
        weather: { type: 'string', dims: [1, 1], data: [random.pick(['sun', 'rain', 'snow'])] },
        temp: random.tensor('float32', [1, 2]),
      });
    }
  });

  test('Tribuo: Gemm, Softmax, and outputs through Identity', async () => {
    const bytes = encode(
      {
        inputs: [{ name: 'input', type: 'float32', shape: ['batch', 4] }],
        nodes: [
          op('Gemm', 'input w b', 'g'),
          op('Softmax', 'g', 's', { axis: int(1) }),
          op('Identity', 's', 'output'),
          op('ArgMax', 's', 'best', { axis: int(1), keepdims: int(1), select_last_index: int(0) }),
        ],
        outputs: [
          { name: 'output', type: 'float32', shape: ['batch', 3] },
          { name: 'best', type: 'int64' },
        ],
        initializers: {
          w: createRandom(8).tensor('float32', [4, 3]),
          b: tensor('float32', [0.1, 0.2, 0.3]),
        },
      },
      { opsets: { '': 13 }, irVersion: 6 },
    );
    await sameOnRandomRows(bytes, (random, rows) => ({ input: random.tensor('float32', [rows, 4]) }));
  });

  test('Spark ML: StringIndexer, VectorAssembler, Bucketizer, IndexToString', async () => {
    const bytes = encode(
      {
        inputs: [
          { name: 'color', type: 'string', shape: ['N', 1] },
          { name: 'price', type: 'float32', shape: ['N', 1] },
        ],
        nodes: [
          ml('LabelEncoder', 'color', 'index', {
            classes_strings: strings('red', 'blue', 'green'),
            default_int64: int(3),
          }),
          cast('index', 'indexf', 'float'),
          op('Less', 'price edges', 'below'),
          cast('below', 'belowf', 'float'),
          op('Concat', 'indexf price belowf', 'assembled', { axis: int(1) }),
          ml('LinearClassifier', 'assembled', 'l p', {
            coefficients: floats(1, 0.1, 0.5, -0.5, -1, -0.1, -0.5, 0.5),
            intercepts: floats(0.5, -0.5),
            classlabels_ints: ints(0, 1),
            post_transform: text('SOFTMAX'),
          }),
          ml('LabelEncoder', 'l', 'prediction', { classes_strings: strings('no', 'yes') }),
          op('Identity', 'p', 'probability'),
        ],
        outputs: [
          { name: 'prediction', type: 'string', shape: ['N'] },
          { name: 'probability', type: 'float32', shape: ['N', 2] },
        ],
        initializers: { edges: tensor('float32', [0, 1], [1, 2]) },
      },
      { opsets: { '': 9, 'ai.onnx.ml': 1 }, irVersion: 4 },
    );
    await sameOnRandomRows(bytes, (random, rows) => ({
      color: {
        type: 'string',
        dims: [rows, 1],
        data: Array.from({ length: rows }, () => random.pick(['red', 'blue', 'green', 'pink'])),
      },
      price: random.tensor('float32', [rows, 1], { special: true }),
    }));
  });

  test('file format 3: initializers stand among the inputs, and are not fed', async () => {
    const w = tensor('float32', [1, 2, 3, 4], [4, 1]);
    const bytes = encode(
      {
        inputs: [X, { name: 'w', type: 'float32', shape: [4, 1] }, { name: 'unused', type: 'float32', shape: [1] }],
        nodes: [op('MatMul', 'X w', 'Y')],
        outputs: [Y],
        initializers: { w, unused: tensor('float32', [1]) },
      },
      { opsets: { '': 7 }, irVersion: 3 },
    );
    expect((await createJsSession(bytes)).inputNames).toEqual(['X']);
    await sameOnRandomRows(bytes, features);
  });
});

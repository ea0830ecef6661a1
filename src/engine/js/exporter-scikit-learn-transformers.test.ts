import { describe, expect, test } from 'vitest';
import { type GraphDefinition, type NodeDefinition, tensor } from '../../authoring/onnx/writer.ts';
import type { Tensor } from '../session.ts';
import { createJsSession } from './create-js-session.ts';
import { createRandom, type Random } from './testing/differential.ts';
import {
  cast,
  encode,
  features,
  floats,
  int,
  ints,
  ml,
  op,
  sameOnRandomRows,
  strings,
  text,
  X,
  Y,
} from './testing/exporter-parts.ts';

// Transformers as skl2onnx writes them, by hand and small: what it puts around a model, not the model, is what they are about.

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

  test('PCA and a pipeline in operator set 18, whose reductions take axes as an input', async () => {
    const random = createRandom(23);
    const bytes = encode(
      {
        inputs: [X],
        nodes: [
          op('Sub', 'X mean', 'centred'),
          op('MatMul', 'centred components', 'projected'),
          op('ReduceL2', 'projected axes', 'length', { keepdims: int(1) }),
          op('Div', 'projected length', 'unit'),
          op('ReduceMean', 'unit axes', 'Y', { keepdims: int(0) }),
        ],
        outputs: [Y],
        initializers: {
          mean: tensor('float32', [0.1, 0.2, 0.3, 0.4]),
          components: random.tensor('float32', [4, 2]),
          axes: tensor('int64', [1]),
        },
      },
      { opsets: { '': 18, 'ai.onnx.ml': 3 } },
    );
    await sameOnRandomRows(bytes, features, { rtol: 1e-4 });
  });
});

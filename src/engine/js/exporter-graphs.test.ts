import { describe, expect, test } from 'vitest';
import { tensor } from '../../authoring/onnx/writer.ts';
import { createJsSession } from './create-js-session.ts';
import { createRandom, expectSameAsOrt } from './testing/differential.ts';
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
  trees,
  X,
  Y,
} from './testing/exporter-parts.ts';

// Graphs as exporters of tabular models write them, by hand and small: what each puts around its model, not the model, is what they are
// about. Those of scikit-learn, gradient boosting and nets have files of their own.

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
